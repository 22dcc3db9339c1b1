'use client';
import { useEffect, useRef, useState } from 'react';
import { MarkStrip } from '#components/lag/mark-strip.tsx';
import { placeMarks, type PlacedMarks } from '#components/lag/mark-groups.ts';
import { pointsOf, SERIES, type Point, type SeriesId } from '#components/lag/series.ts';
import { SeriesPlot } from '#components/lag/series-plot.tsx';
import { nearest, shareOf, slotStart, type Slots } from '#components/lag/time-slots.ts';
import { markWord, rateText } from '#components/lag/words.ts';
import { useNow, useZone } from '#components/ui/clock.tsx';
import { formatCount, formatDuration, formatPlural } from '#components/ui/format.ts';
import { formatLocalTime } from '#components/ui/format-time.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { absoluteRange } from '#components/ui/time-range.ts';
import { useBrush } from '#components/ui/use-brush.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import type { GroupHistory, LagStatus } from '#lib/contracts/lag.ts';

/** As wide as the labels of the values, and as the last label of time juts out. */
const [LEFT, RIGHT] = [52, 10];
const STEPS = 300;
const SHORTEST_MS = 20_000;
/** Pixels between marks, so that each can be touched, with its count. */
const MARK = 34;
const USUAL_WIDTH = 1000;
const TOLD = { group: 'Chart of lag, with the focus in it' };

interface HistoryChartProps {
  history: GroupHistory;
  status: LagStatus;
  series?: readonly SeriesId[];
  /** Null where there is no zooming: in the panel beside the list. */
  onZoom: ((range: string) => void) | null;
  onBack: () => void;
}

/** Lag, time lag and rates over one axis of time, with what happened as marks on it. Dragging over it, or the arrow keys and Enter, choose a time. */
export function HistoryChart({ history, status, series = ['lag', 'timeLag', 'rates'], onZoom, onBack }: HistoryChartProps) {
  const zone = useZone();
  const now = useNow(5000);
  const plot = useRef<HTMLDivElement>(null);
  const [lit, setLit] = useState<PlacedMarks | null>(null);
  const [width, setWidth] = useState(USUAL_WIDTH);
  useEffect(() => {
    if (plot.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width || USUAL_WIDTH));
    observer.observe(plot.current);
    return () => observer.disconnect();
  }, []);
  const slots: Slots = { from: Date.parse(history.from), to: Date.parse(history.to), count: STEPS };
  const points = pointsOf(history.points);
  const marks = placeMarks(history.marks, slots, MARK / width);
  const long = slots.to - slots.from > 20 * 60_000;
  const label = (at: number) => formatLocalTime(at, zone, { style: long ? 'minutes' : 'seconds', now });
  const { chosen, at, handlers } = useBrush(
    plot,
    STEPS,
    ({ from, to }) => {
      const [begin, end] = [slotStart(slots, from), slotStart(slots, to + 1)];
      if (end - begin >= SHORTEST_MS) onZoom?.(absoluteRange(Math.floor(begin), Math.ceil(end)));
    },
    onBack,
  );
  useShortcut(['ArrowLeft', 'ArrowRight'], 'the time before or after', null, TOLD);
  useShortcut(['shift+ArrowLeft', 'shift+ArrowRight'], 'choose a stretch of time', null, TOLD);
  useShortcut('Enter', 'zoom to what is chosen', null, TOLD);
  useShortcut('Escape', 'let go, then back to the time before', null, TOLD);
  const point = at === null ? undefined : nearest(points, slots, at);
  const chosenWords = chosen && `${label(slotStart(slots, chosen.from))} – ${label(slotStart(slots, chosen.to + 1))}`;
  const told = lit !== null ? marksText(lit, label) : (chosenWords ?? (point === undefined ? null : pointText(point, label)));
  const cursor = point === undefined ? null : shareOf(slots, point.at);
  const color = series.length === 1 && status === 'ok' ? 'ok' : undefined;
  return (
    <figure className="flex min-w-0 flex-col gap-1">
      <MarkStrip placed={marks} left={LEFT} right={RIGHT} label={(placed) => marksText(placed, label)} onLit={setLit} />
      <div className="relative min-w-0">
        {series.map((id, index) => (
          <SeriesPlot key={id} series={SERIES[id]} points={points} slots={slots} status={status} tint={color} label={label} axis={index === series.length - 1} left={LEFT} right={RIGHT} small={onZoom === null} />
        ))}
        <div
          ref={plot}
          role="slider"
          tabIndex={0}
          aria-label="Lag over time"
          aria-orientation="horizontal"
          aria-valuemin={0}
          aria-valuemax={STEPS - 1}
          aria-valuenow={at ?? STEPS - 1}
          aria-valuetext={told ?? summary(points)}
          className={onZoom === null ? 'absolute inset-y-0 touch-pan-y' : 'absolute inset-y-0 cursor-crosshair touch-pan-y'}
          style={{ left: LEFT, right: RIGHT }}
          {...handlers}
        >
          {marks.map((placed) => (
            <span key={placed.share} aria-hidden className={`absolute inset-y-0 w-px border-l border-dashed ${placed === lit ? 'border-accent' : 'border-wait'}`} style={{ left: `${placed.share * 100}%` }} />
          ))}
          {chosen && onZoom && <span aria-hidden className="absolute inset-y-0 bg-accent/15" style={{ left: `${(chosen.from / STEPS) * 100}%`, width: `${((chosen.to - chosen.from + 1) / STEPS) * 100}%` }} />}
          {cursor !== null && <span aria-hidden className="absolute inset-y-0 w-px bg-muted" style={{ left: `${cursor * 100}%` }} />}
        </div>
      </div>
      <figcaption aria-live="off" className="num flex min-h-4 items-start gap-3 text-xs text-muted" style={{ paddingLeft: LEFT }}>
        <span className="min-w-0 wrap-anywhere">
          {told ?? (points.every(({ lag }) => lag === null) ? 'Nothing is known of the lag in this time.' : onZoom === null ? '' : `A point is ${formatDuration(history.stepMs)} · drag to zoom`)}
          {chosen && onZoom && lit === null && ' · release or press Enter to zoom'}
        </span>
      </figcaption>
    </figure>
  );
}

const marksText = ({ marks }: PlacedMarks, label: (at: number) => string): string => marks.map((mark) => `${label(Date.parse(mark.at))} ${markWord[mark.kind].toLowerCase()}: ${visibleText(mark.text)}`).join(' · ');

function pointText({ at, lagText, lag, timeLag, rateIn, rateOut }: Point, label: (at: number) => string): string {
  if (lag === null && rateIn === null) return `${label(at)} nothing is known`;
  return `${label(at)} lag ${lag === null ? 'not known' : formatCount(lagText)} · time lag ${timeLag === null ? 'not known' : timeLag === 0 ? '0 s' : formatDuration(timeLag)} · in ${rateText(rateIn)}/s, out ${rateText(rateOut)}/s`;
}

function summary(points: readonly Point[]): string {
  const known = points.flatMap(({ lag }) => (lag === null ? [] : [lag]));
  if (known.length === 0) return 'nothing is known of the lag in this time';
  return `${formatPlural(known.length, 'point')}: from ${formatCount(known[0])} to ${formatCount(known.at(-1))}, at most ${formatCount(Math.max(...known))}`;
}
