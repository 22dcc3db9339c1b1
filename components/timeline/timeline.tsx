'use client';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { Axis, AXIS_HEIGHT } from '#components/timeline/axis.tsx';
import { Canvas } from '#components/timeline/canvas.tsx';
import { HoverCard, type Hovered } from '#components/timeline/hover-card.tsx';
import { LaneLabels, labelsWidth } from '#components/timeline/lane-labels.tsx';
import { Legend } from '#components/timeline/legend.tsx';
import { LatestButton, MeasureButton, ZoomButtons } from '#components/timeline/zoom-buttons.tsx';
import { Minimap, MINIMAP_HEIGHT } from '#components/timeline/minimap.tsx';
import { measuredWords } from '#components/timeline/ruler-shape.tsx';
import { useRuler } from '#components/timeline/use-ruler.ts';
import { useGestures } from '#components/timeline/use-gestures.ts';
import { useTimeView } from '#components/timeline/use-view.ts';
import { useSteadyScroll, useViewport } from '#components/timeline/use-viewport.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { rowMiddle, type Picture } from '#lib/core/timeline/picture.ts';
import { denseLanes, markAt } from '#lib/core/timeline/dense.ts';
import { visibleMarks, type Block, type Drawn, type View } from '#lib/core/timeline/visible.ts';

/** Marks on the screen at most; each is up to five elements. */
const BUDGET = 420;
/** Of what stays above the lanes. */
const HEAD_HEIGHT = AXIS_HEIGHT + MINIMAP_HEIGHT + 2;
/** Pixels of the lanes' names beside which there is room for more. */
const ROOMY = 150;
/** Lanes drawn beyond the visible ones, so that scrolling meets no gaps. */
const OVERSCAN = 120;
const ZOOM_IN = ['+', '=', 'w'];
const ZOOM_OUT = ['-', 's'];
const TOLD = { group: 'Timeline' };

interface TimelineProps {
  picture: Picture;
  /** Index of a record. */
  selected: number | null;
  onSelect: (record: number) => void;
  critical: ReadonlySet<number> | null;
  /** Records that a finding is about, or null while none is chosen. */
  marked: ReadonlySet<number> | null;
  /** A lane of many rows is to be drawn at full height, or small again. */
  onToggleLane: (lane: string) => void;
  /** Pixels at the right that something lies over. */
  covered: number;
  /** The reader has begun to read: what decides by itself should stay as it is. */
  onHold?: () => void;
  /** The part of the time that is seen, as `windowText` writes it; null for all of it. */
  window: string | null;
  onWindow: (window: string | null) => void;
}

/** A flow as lanes over time. The table beside it says the same in rows. */
export function Timeline({ picture, selected, onSelect, critical, marked, onToggleLane, covered, onHold, window: seen, onWindow }: TimelineProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useViewport(scroller);
  const labels = useMemo(() => labelsWidth(picture.lanes, viewport.width), [picture.lanes, viewport.width]);
  const width = Math.max(viewport.width - labels, 0);
  const time = useTimeView(picture, width, { at: seen, onChange: onWindow });
  useSteadyScroll(scroller, picture);
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const [focused, setFocused] = useState(false);
  const byKeys = useRef(false);

  const { scale, offset } = time;
  const view = useMemo(
    (): View => ({ x: (at) => scale.x(at) - offset, width, top: viewport.scrollTop - OVERSCAN, bottom: viewport.scrollTop + viewport.height + OVERSCAN }),
    [scale, offset, width, viewport.scrollTop, viewport.height],
  );
  const drawn = useMemo(() => (width > 0 ? visibleMarks(picture, view, BUDGET) : []), [picture, view, width]);

  const dense = useMemo(() => (width > 0 ? denseLanes(picture, view) : []), [picture, view, width]);

  const ruler = useRuler(time, drawn, selected === null ? null : (picture.marks[picture.markOf[selected] ?? -1] ?? null));
  const dragged = useGestures(scroller, labels, { zoom: time.zoom, pan: time.pan, measuring: ruler.on, onMeasure: ruler.onMeasure });

  const { held } = time;
  useEffect(() => {
    if (held) onHold?.();
  }, [held, onHold]);

  // By name: indexes shift when records come in between.
  const selectedId = selected === null ? null : picture.graph.records[selected]!.id;
  const latest = useRef(time);
  const kept = useRef(onHold);
  useEffect(() => {
    latest.current = time;
    kept.current = onHold;
  });
  useEffect(() => {
    const mark = selected === null ? undefined : picture.marks[picture.markOf[selected] ?? -1];
    const element = scroller.current;
    if (mark === undefined || element === null || width === 0) return;
    kept.current?.();
    latest.current.reveal(mark.from, mark.to, width - covered);
    const y = rowMiddle(picture.lanes[mark.lane]!, mark.row);
    const [top, bottom] = [element.scrollTop, element.scrollTop + element.clientHeight - HEAD_HEIGHT];
    if (y < top + 20 || y > bottom - 20) element.scrollTop = y - element.clientHeight / 2;
    // Only a new selection moves the view: a picture that grows must not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [selectedId, width > 0, covered]);

  const find = useCallback(
    ({ target, clientX, clientY }: MouseEvent): Drawn | Block | null => {
      const element = target instanceof Element ? target.closest('[data-mark],[data-block],[data-dense]') : null;
      if (element?.hasAttribute('data-dense')) {
        const svg = (element as SVGElement).ownerSVGElement?.getBoundingClientRect();
        const mark = svg === undefined ? null : markAt(picture, view, clientX - svg.left, clientY - svg.top);
        return mark === null ? null : { kind: 'mark', mark, x: 0, y: 0, width: 0, room: 0 };
      }
      const mark = element?.getAttribute('data-mark');
      if (mark != null) return drawn.find((each) => each.kind === 'mark' && each.mark.index === Number(mark)) ?? null;
      const block = element?.getAttribute('data-block');
      return block == null ? null : (drawn[Number(block)] ?? null);
    },
    [drawn, picture, view],
  );

  const click = (event: MouseEvent): void => {
    setHovered(null);
    byKeys.current = false;
    const on = dragged.current ? null : find(event);
    if (on?.kind === 'mark') onSelect(on.mark.record);
    if (on?.kind === 'block') time.zoomTo(on.from, on.to);
  };
  const hover = (event: MouseEvent): void => {
    const on = event.buttons === 0 ? find(event) : null;
    setHovered(on === null ? null : { on, x: event.clientX, y: event.clientY });
  };
  const move = (by: number): void => {
    const { order } = picture.placement;
    const at = selected === null ? -1 : order.indexOf(selected);
    const next = order[at === -1 ? (by > 0 ? 0 : order.length - 1) : Math.min(Math.max(at + by, 0), order.length - 1)];
    if (next !== undefined) onSelect(next);
  };
  const keys: Record<string, () => void> = {
    ArrowRight: () => move(1),
    ArrowDown: () => move(1),
    ArrowLeft: () => move(-1),
    ArrowUp: () => move(-1),
    Home: () => move(-picture.graph.records.length),
    End: () => move(picture.graph.records.length),
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') setFocused(false);
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    setFocused(true);
    byKeys.current = true;
    if (event.shiftKey && event.key.startsWith('Arrow')) time.pan(event.key === 'ArrowRight' ? width / 4 : event.key === 'ArrowLeft' ? -width / 4 : 0);
    else act();
  };
  useShortcut(ZOOM_IN, 'zoom in', () => time.zoom(1.6, width / 2), TOLD);
  useShortcut(ZOOM_OUT, 'zoom out', () => time.zoom(1 / 1.6, width / 2), TOLD);
  useShortcut('a', 'earlier', () => time.pan(-width / 5), TOLD);
  useShortcut('d', 'later', () => time.pan(width / 5), TOLD);
  useShortcut('0', 'see it all', time.fit, TOLD);

  const active = drawn.find((each): each is Drawn => each.kind === 'mark' && each.mark.record === selected);
  // By keys one sees beside a mark what the pointer would show.
  const place = focused && byKeys.current ? scroller.current?.getBoundingClientRect() : undefined;
  const card = hovered ?? (place === undefined || active === undefined ? null : { on: active, x: place.left + labels + Math.min(Math.max(active.x, 0), width), y: place.top + HEAD_HEIGHT + active.y - viewport.scrollTop });
  return (
    <section aria-label="Timeline" className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="relative flex min-h-0 flex-1 flex-col">
        <div
          ref={scroller}
          className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto select-none"
          onClick={click}
          onMouseMove={hover}
          onMouseLeave={() => setHovered(null)}
        >
          {width > 0 && (
            <>
              <div className="sticky top-0 z-10 border-b border-line bg-bg">
                <div className="flex border-b border-line">
                  <div className="flex shrink-0 items-center justify-between pr-2 pl-3 text-xs text-faint" style={{ width: labels }}>
                    {labels >= ROOMY && 'Whole flow'}
                    <MeasureButton ruler={ruler} />
                  </div>
                  <Minimap picture={picture} time={time} width={width} />
                </div>
                <div className="flex">
                  <div className="flex shrink-0 items-center pl-3" style={{ width: labels }}>
                    <ZoomButtons onZoom={(factor) => time.zoom(factor, width / 2)} onFit={time.fit} fitted={!time.held} />
                  </div>
                  <Axis view={time} width={width} />
                </div>
              </div>
              <div className="relative flex">
                <LaneLabels lanes={picture.lanes} width={labels} height={picture.height} onToggle={onToggleLane} />
                <div
                  role="listbox"
                  tabIndex={0}
                  aria-label={`${picture.graph.records.length} records in causal order; arrow keys move from one to the next`}
                  aria-activedescendant={active === undefined ? undefined : `mark-${active.mark.index}`}
                  className={`touch-pan-y outline-offset-[-2px] ${ruler.on ? 'cursor-crosshair' : ''}`}
                  onKeyDown={press}
                  onFocus={() => setFocused(true)}
                  onBlur={() => setFocused(false)}
                >
                  <Canvas picture={picture} time={time} view={view} width={width} drawn={drawn} dense={dense} selected={selected} critical={critical} marked={marked} ruler={ruler.measured} />
                </div>
              </div>
            </>
          )}
        </div>
        {time.toEnd !== null && <LatestButton onEnd={time.toEnd} />}
      </div>
      <p role="status" className="sr-only">
        {ruler.measured === null ? (ruler.on ? 'Measuring: choose another record, or drag' : '') : `Measured ${measuredWords(ruler.measured)}`}
      </p>
      <Legend picture={picture} />
      {card !== null && <HoverCard hovered={card} picture={picture} />}
    </section>
  );
}
