'use client';
import { useRef, useState, type PointerEvent } from 'react';
import { barsOf, HEIGHT } from '#components/flow-list/bars.ts';
import { useNow, useZone } from '#components/ui/clock.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { formatLocalTime } from '#components/ui/format-time.ts';
import { problemOf } from '#components/ui/problem.ts';
import { statusWord } from '#components/ui/statuses.ts';
import { absoluteRange } from '#components/ui/time-range.ts';
import type { FlowHistogram } from '#lib/contracts/flows.ts';

interface HistogramProps {
  histogram: FlowHistogram | null;
  error: unknown;
  onZoom: (range: string) => void;
}

/** How many flows started when, by status. Dragging over it chooses that time. */
export function Histogram({ histogram, error, onZoom }: HistogramProps) {
  const zone = useZone();
  const now = useNow();
  const plot = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const buckets = histogram?.buckets ?? [];
  const bars = barsOf(buckets);
  const bucketMs = histogram?.bucketMs ?? 0;
  const startOf = (index: number) => Date.parse(buckets[0]?.at ?? '') + index * bucketMs;
  const label = (index: number) => formatLocalTime(startOf(index), zone, { style: bucketMs < 60_000 ? 'seconds' : 'minutes', now });

  const bucketAt = (event: PointerEvent): number => {
    const box = plot.current?.getBoundingClientRect();
    if (!box || box.width === 0) return 0;
    return Math.min(Math.max(Math.floor(((event.clientX - box.left) / box.width) * buckets.length), 0), buckets.length - 1);
  };
  const finish = () => {
    if (drag && drag.from !== drag.to) {
      const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
      onZoom(absoluteRange(startOf(from), startOf(to + 1)));
    }
    setDrag(null);
  };

  const shown = hovered === null ? undefined : buckets[hovered];
  return (
    <figure className="flex flex-col gap-1">
      <div
        ref={plot}
        className="relative cursor-crosshair touch-none"
        style={{ height: HEIGHT }}
        onPointerDown={(event) => {
          if (buckets.length === 0 || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: bucketAt(event), to: bucketAt(event) });
        }}
        onPointerMove={(event) => {
          if (buckets.length === 0) return;
          const at = bucketAt(event);
          setHovered(at);
          setDrag((before) => before && { ...before, to: at });
        }}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => setHovered(null)}
      >
        <svg role="img" aria-label={summary(histogram)} width="100%" height={HEIGHT} viewBox={`0 0 ${Math.max(bars.width, 1)} ${HEIGHT}`} preserveAspectRatio="none" className="block border-b border-line-strong">
          {drag && <rect x={Math.min(drag.from, drag.to)} width={Math.abs(drag.to - drag.from) + 1} height={HEIGHT} fill="var(--accent-soft)" />}
          {!drag && hovered !== null && <rect x={hovered} width={1} height={HEIGHT} fill="var(--idle-soft)" />}
          {bars.rects.map((bar) => (
            <rect key={`${bar.index} ${bar.status}`} x={bar.index + 0.1} width={0.8} y={bar.y} height={bar.height} fill={bar.fill} />
          ))}
        </svg>
      </div>
      <figcaption className="num flex h-4 justify-between text-xs text-faint">
        <span>{buckets.length > 0 && label(0)}</span>
        {shown && hovered !== null ? (
          <span className="text-muted">
            {label(hovered)}: {Object.keys(shown.counts).length === 0 ? 'none' : Object.entries(shown.counts).map(([status, count]) => `${formatCount(count)} ${wordOf(status)}`).join(', ')}
          </span>
        ) : error && !histogram ? (
          <span title={problemOf(error).detail ?? problemOf(error).title}>when they started could not be read just now</span>
        ) : (
          bars.most > 0 && <span>up to {formatPlural(bars.most, 'flow')} a bar · drag to zoom</span>
        )}
        <span>{buckets.length > 0 && label(buckets.length)}</span>
      </figcaption>
    </figure>
  );
}

const words: Readonly<Record<string, string>> = statusWord;
const wordOf = (status: string): string => (words[status] ?? status).toLowerCase();

function summary(histogram: FlowHistogram | null): string {
  if (!histogram) return 'When flows started: being read';
  const totals = new Map<string, number>();
  for (const { counts } of histogram.buckets) for (const [status, count] of Object.entries(counts)) totals.set(status, (totals.get(status) ?? 0) + count);
  return `When flows started, in ${formatPlural(histogram.buckets.length, 'bar')}: ${[...totals].map(([status, count]) => `${formatCount(count)} ${wordOf(status)}`).join(', ') || 'none'}`;
}
