'use client';
import { memo, useEffect, useMemo, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { classes } from '#components/ui/classes.ts';
import { formatDuration, formatPlural } from '#components/ui/format.ts';
import type { TimeView } from '#components/timeline/use-view.ts';
import { overviewOf } from '#lib/core/timeline/overview.ts';
import { fit, makeScale, type Scale } from '#lib/core/timeline/scale.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

export const MINIMAP_HEIGHT = 44;
const TOP = 7;
/** Room at both ends for a handle. */
const EDGE = 24;
/** Narrower it could not be taken hold of. */
const NARROWEST = 10;
/** As wide as a finger needs; what is seen of it is the bar at the window's edge. */
const HANDLE = 24;
const STEP = 0.1;

interface MinimapProps {
  picture: Picture;
  time: TimeView;
  width: number;
}

/** The whole flow in a strip, with the part that is seen as a window to be dragged, pulled at its edges, or moved by keys. A press beside it goes there. */
export function Minimap({ picture, time, width }: MinimapProps) {
  const { segments } = picture;
  const scale = useMemo(() => {
    const { pxPerMicro, foldPx } = fit(segments, Math.max(width - 2 * EDGE, 50));
    return makeScale(segments, pxPerMicro, foldPx);
  }, [segments, width]);
  const [start, end] = [0, scale.width];
  const [left, right] = [clamp(scale.x(time.window.from), start, end), clamp(scale.x(time.window.to), start, end)];

  const show = (from: number, to: number): void => {
    const [a, b] = [Math.max(Math.min(from, to - NARROWEST / 4), -EDGE), Math.min(Math.max(to, from + NARROWEST / 4), end + EDGE)];
    // All of it is no window: it goes on to grow with the flow.
    if (a <= start && b >= end) time.fit();
    else time.show({ from: scale.time(a), to: scale.time(b) });
  };
  const moveBy = (by: number): void => {
    const bounded = clamp(by, start - left, end - right);
    show(left + bounded, right + bounded);
  };

  const drag = useDrag((kind, by, at) => {
    const [from, to] = [at.left, at.right];
    if (kind === 'move') {
      const bounded = clamp(by, start - from, end - to);
      show(from + bounded, to + bounded);
    } else if (kind === 'start') show(Math.min(from + by, to - NARROWEST), to);
    else show(from, Math.max(to + by, from + NARROWEST));
  });
  const jump = (event: PointerEvent<HTMLDivElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - EDGE;
    const half = (right - left) / 2;
    const middle = clamp(x, half, Math.max(end - half, half));
    show(middle - half, middle + half);
    drag.begin(event, 'move', { left: middle - half, right: middle + half });
  };

  const span = right - left;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => moveBy(-Math.max(span * STEP, 1)),
    ArrowRight: () => moveBy(Math.max(span * STEP, 1)),
    PageUp: () => moveBy(-span),
    PageDown: () => moveBy(span),
    Home: () => moveBy(-end),
    End: () => moveBy(end),
    ArrowUp: () => show(left + span * STEP, right - span * STEP),
    ArrowDown: () => show(left - span * STEP, right + span * STEP),
  };
  const edgeKeys = (edge: 'start' | 'end'): Record<string, () => void> => {
    const by = (step: number) => () => (edge === 'start' ? show(Math.min(left + step, right - NARROWEST), right) : show(left, Math.max(right + step, left + NARROWEST)));
    const step = Math.max(span * STEP, 2);
    return { ArrowLeft: by(-step), ArrowRight: by(step), ArrowUp: by(step), ArrowDown: by(-step) };
  };

  const beginning = segments[0]?.from ?? 0;
  const told = (at: number): string => `+${formatDuration(Math.max(0, at - beginning) / 1000)}`;
  const percent = (x: number): number => Math.round((x / Math.max(end, 1)) * 100);
  const slider = { role: 'slider', tabIndex: 0, 'aria-orientation': 'horizontal', 'aria-valuemin': 0, 'aria-valuemax': 100 } as const;
  const edge = (which: 'start' | 'end') => ({
    ...slider,
    'aria-label': which === 'start' ? 'Start of the visible window' : 'End of the visible window',
    'aria-valuenow': percent(which === 'start' ? left : right),
    'aria-valuetext': told(which === 'start' ? time.window.from : time.window.to),
    onKeyDown: onKeys(edgeKeys(which)),
    onPointerDown: (event: PointerEvent<HTMLElement>) => drag.begin(event, which, { left, right }),
    className: classes('absolute inset-y-0 w-6 cursor-ew-resize touch-none after:absolute after:inset-y-0 after:w-2 after:rounded-[2px] after:bg-accent/60', which === 'start' ? 'after:right-0' : 'after:left-0'),
  });
  return (
    <div className="relative touch-none overflow-hidden bg-bg" style={{ width, height: MINIMAP_HEIGHT }} data-own-gestures onPointerDown={jump}>
      <Strip picture={picture} scale={scale} width={width} />
      <div aria-hidden className="absolute inset-y-0 left-0 bg-bg/70" style={{ width: EDGE + left }} />
      <div aria-hidden className="absolute inset-y-0 right-0 bg-bg/70" style={{ left: EDGE + right }} />
      <div
        {...slider}
        aria-label="Visible window"
        aria-valuenow={percent(left + span / 2)}
        aria-valuetext={`${told(time.window.from)} to ${told(time.window.to)} of ${formatDuration(((segments.at(-1)?.to ?? beginning) - beginning) / 1000)}`}
        className="absolute inset-y-0 cursor-grab touch-none border-y border-accent active:cursor-grabbing"
        style={{ left: EDGE + left - Math.max(0, NARROWEST - span) / 2, width: Math.max(span, NARROWEST) }}
        onKeyDown={onKeys(keys)}
        onPointerDown={(event) => drag.begin(event, 'move', { left, right })}
      />
      <div {...edge('start')} style={{ left: EDGE + left - HANDLE }} />
      <div {...edge('end')} style={{ left: EDGE + right }} />
    </div>
  );
}

const clamp = (x: number, least: number, most: number): number => Math.min(Math.max(x, least), Math.max(most, least));

const onKeys = (keys: Record<string, () => void>) => (event: KeyboardEvent): void => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  act();
};

/** What does not change while one moves about. */
const Strip = memo(function Strip({ picture, scale, width }: { picture: Picture; scale: Scale; width: number }) {
  const { work, roads, failed } = useMemo(() => overviewOf(picture, (time) => scale.x(time), scale.width), [picture, scale]);
  const inner = MINIMAP_HEIGHT - TOP - 4;
  const row = inner / Math.max(picture.lanes.length, 1);
  const thick = Math.max(1, row - 1);
  const path = (stretches: typeof work): string => stretches.map(({ x, width: wide, lane }) => `M${EDGE + x} ${TOP + lane * row}h${wide}v${thick}h${-wide}z`).join('');
  return (
    <svg width={width} height={MINIMAP_HEIGHT} role="img" aria-label={`The whole flow: ${formatPlural(picture.lanes.length, 'lane')}${failed.length === 0 ? '' : `, failures at ${formatPlural(failed.length, 'place')}`}`} className="block">
      {scale.folds.map(({ from, x, width: wide }) => (
        <rect key={from} x={EDGE + x} y={0} width={wide} height={MINIMAP_HEIGHT} fill="url(#fold)" />
      ))}
      <path d={path(roads)} fill="var(--wait)" />
      <path d={path(work)} fill="var(--text-2)" />
      <path d={failed.map((x) => `M${EDGE + x - 3} 0h6l-3 5z`).join('')} fill="var(--bad)" />
      <path d={failed.map((x) => `M${EDGE + x} 5V${MINIMAP_HEIGHT}`).join('')} stroke="var(--bad)" strokeOpacity={0.45} />
    </svg>
  );
});

type Grip = 'move' | 'start' | 'end';
interface Place {
  readonly left: number;
  readonly right: number;
}

/** A press that goes on outside of what it began on. `by` is counted from where it began. */
function useDrag(onDrag: (grip: Grip, by: number, from: Place) => void): { begin: (event: PointerEvent<HTMLElement>, grip: Grip, from: Place) => void } {
  const latest = useRef(onDrag);
  useEffect(() => {
    latest.current = onDrag;
  });
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  return {
    begin: (event, grip, from) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      stop.current?.();
      const x = event.clientX;
      const move = (next: globalThis.PointerEvent): void => latest.current(grip, next.clientX - x, from);
      const end = (): void => {
        document.removeEventListener('pointermove', move);
        document.removeEventListener('pointerup', end);
        document.removeEventListener('pointercancel', end);
      };
      document.addEventListener('pointermove', move);
      document.addEventListener('pointerup', end);
      document.addEventListener('pointercancel', end);
      stop.current = end;
    },
  };
}
