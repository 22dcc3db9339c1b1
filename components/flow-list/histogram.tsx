'use client';
import { useRef } from 'react';
import { barsOf, HEIGHT } from '#components/flow-list/bars.ts';
import { useBrush } from '#components/ui/use-brush.ts';
import { Button } from '#components/ui/button.tsx';
import { useNow, useZone } from '#components/ui/clock.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCompact, formatCount, formatPlural } from '#components/ui/format.ts';
import { formatLocalTime } from '#components/ui/format-time.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { statusWord } from '#components/ui/statuses.ts';
import { absoluteRange, RANGES } from '#components/ui/time-range.ts';
import type { FlowHistogram } from '#lib/contracts/flows.ts';
import { FLOW_STATUSES } from '#lib/core/flow-query/filter.ts';

interface HistogramProps {
  histogram: FlowHistogram | null;
  error: unknown;
  onZoom: (range: string) => void;
  /** The range before it was zoomed into; null where it was not. */
  zoomedFrom: string | null;
  onBack: () => void;
}

const TOLD = { group: 'Chart of flows, with the focus in it' };

/** How many flows started when, by status. Dragging over it, or the arrow keys and Enter, choose that time. */
export function Histogram({ histogram, error, onZoom, zoomedFrom, onBack }: HistogramProps) {
  const zone = useZone();
  const now = useNow();
  const plot = useRef<HTMLDivElement>(null);
  const buckets = histogram?.buckets ?? [];
  const bars = barsOf(buckets);
  const bucketMs = histogram?.bucketMs ?? 0;
  const startOf = (index: number) => Date.parse(buckets[0]?.at ?? '') + index * bucketMs;
  const label = (index: number) => formatLocalTime(startOf(index), zone, { style: bucketMs < 60_000 ? 'seconds' : 'minutes', now });
  const { chosen, at, handlers } = useBrush(
    plot,
    buckets.length,
    ({ from, to }) => onZoom(absoluteRange(startOf(from), startOf(to + 1))),
    () => zoomedFrom !== null && onBack(),
  );
  useShortcut(['ArrowLeft', 'ArrowRight'], 'the bar before or after', null, TOLD);
  useShortcut(['shift+ArrowLeft', 'shift+ArrowRight'], 'choose more bars', null, TOLD);
  useShortcut('Enter', 'zoom to what is chosen', null, TOLD);
  useShortcut('Escape', 'let go, then back to the time before', null, TOLD);

  const marked = chosen ?? (at === null ? null : { from: at, to: at });
  const told = marked && `${label(marked.from)} – ${label(marked.to + 1)}: ${countsIn(buckets.slice(marked.from, marked.to + 1))}`;
  const since = histogram?.countedSince ?? null;
  return (
    <figure className="flex flex-col gap-1">
      <div
        ref={plot}
        role="slider"
        tabIndex={0}
        aria-label="When flows started"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(buckets.length - 1, 0)}
        aria-valuenow={at ?? Math.max(buckets.length - 1, 0)}
        aria-valuetext={told ?? summary(histogram)}
        className="relative cursor-crosshair touch-pan-y"
        style={{ height: HEIGHT }}
        {...handlers}
      >
        <svg aria-hidden width="100%" height={HEIGHT} viewBox={`0 0 ${Math.max(bars.width, 1)} ${HEIGHT}`} preserveAspectRatio="none" className="block border-b border-line-strong">
          {marked && <rect x={marked.from} width={marked.to - marked.from + 1} height={HEIGHT} fill={chosen ? 'var(--accent-soft)' : 'var(--idle-soft)'} />}
          {bars.rects.map((bar) => (
            <rect key={`${bar.index} ${bar.status}`} x={bar.index + 0.1} width={0.8} y={bar.y} height={bar.height} fill={bar.fill} />
          ))}
        </svg>
        {bars.cut.map(({ index, total }) => (
          <CutBar key={index} at={(index + 0.5) / bars.width} total={total} />
        ))}
      </div>
      <figcaption className="num flex h-4 items-center justify-between gap-3 text-xs text-faint">
        <span className="flex items-center gap-2 whitespace-nowrap">
          {buckets.length > 0 && label(0)}
          {zoomedFrom !== null && (
            <Button look="quiet" onClick={onBack} className="h-4! border-0! px-1! text-xs! text-accent!">
              ← Back to {(RANGES.find(({ value }) => value === zoomedFrom)?.label ?? 'the time before').toLowerCase()}
            </Button>
          )}
        </span>
        {told !== null ? (
          <span className="truncate text-muted">
            {told}
            {chosen && ' · release or press Enter to zoom'}
          </span>
        ) : error && !histogram ? (
          <span title={problemOf(error).detail ?? problemOf(error).title}>when they started could not be read just now</span>
        ) : (
          bars.most > 0 && (
            <span className="truncate">
              up to {formatPlural(bars.most, 'flow')} a bar{bars.cut.length > 0 && `, ${bars.cut.length === 1 ? 'the highest' : `the highest ${bars.cut.length}`} cut`}{since && `, counted since ${formatLocalTime(since, zone, { now })}`} · drag to zoom
            </span>
          )
        )}
        <span className="whitespace-nowrap">{buckets.length > 0 && label(buckets.length)}</span>
      </figcaption>
    </figure>
  );
}

/** A break near the top of a bar, and its number, since its height says nothing. `at` as a share of the width. */
function CutBar({ at, total }: { at: number; total: number }) {
  const side = at > 0.5 ? { right: `${(1 - at) * 100}%` } : { left: `${at * 100}%` };
  return (
    <span aria-hidden className={classes('pointer-events-none absolute top-1.5 flex items-center', at > 0.5 && 'flex-row-reverse')} style={side}>
      <span className={classes('h-[3px] w-3 -skew-y-12 bg-bg', at > 0.5 ? '-mr-1.5' : '-ml-1.5')} />
      <span className="num mx-1 rounded-sm bg-bg px-0.5 text-xs leading-3.5 text-muted">{formatCompact(total)}</span>
    </span>
  );
}

const words: Readonly<Record<string, string>> = statusWord;
const wordOf = (status: string): string => (words[status] ?? status).toLowerCase();

/** `3 failed, 200 completed`, the worst first. */
function countsIn(buckets: FlowHistogram['buckets']): string {
  const totals = FLOW_STATUSES.map((status) => ({ status, count: buckets.reduce((sum, { counts }) => sum + (counts[status] ?? 0), 0) }));
  return totals.filter(({ count }) => count > 0).map(({ status, count }) => `${formatCount(count)} ${wordOf(status)}`).join(', ') || 'none';
}

function summary(histogram: FlowHistogram | null): string {
  if (!histogram) return 'being read';
  return `${formatPlural(histogram.buckets.length, 'bar')}: ${countsIn(histogram.buckets)}`;
}
