'use client';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { NARROWEST, usePanelWidth, WIDEST } from '#components/record/panel-width.ts';

const STEP = 24;

/** The edge of the details: dragged, or moved with the arrow keys; a double click puts it back. */
export function PanelResizer() {
  const [width, setWidth] = usePanelWidth();
  const right = useRef<number | null>(null);
  const press = (event: KeyboardEvent): void => {
    const next: Record<string, number> = { ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: NARROWEST, End: WIDEST };
    const pixels = next[event.key];
    if (pixels === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setWidth(pixels);
  };
  const hold = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    right.current = event.currentTarget.parentElement?.getBoundingClientRect().right ?? null;
  };
  const drag = (event: PointerEvent): void => {
    if (right.current !== null) setWidth(right.current - event.clientX);
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the details"
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      tabIndex={0}
      onKeyDown={press}
      onPointerDown={hold}
      onPointerMove={drag}
      onPointerUp={() => (right.current = null)}
      onPointerCancel={() => (right.current = null)}
      onDoubleClick={() => setWidth(null)}
      className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent-soft focus-visible:bg-accent-soft max-sm:hidden"
    />
  );
}
