'use client';
import { useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';

/** Bars from `from` to `to`, both included, in order. */
interface BarRange {
  readonly from: number;
  readonly to: number;
}

const ordered = ({ anchor, at }: { anchor: number; at: number }): BarRange => ({ from: Math.min(anchor, at), to: Math.max(anchor, at) });

interface Brush {
  /** What is being chosen: with the pointer down, or by Shift and the arrow keys. */
  readonly chosen: BarRange | null;
  /** The bar that is pointed at, or that the arrow keys stand on. */
  readonly at: number | null;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: (event: PointerEvent) => void;
    readonly onPointerCancel: () => void;
    readonly onPointerLeave: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onFocus: () => void;
    readonly onBlur: () => void;
  };
}

/**
 * Chooses bars of a chart: drag with a mouse, a pen or a finger; or the arrow keys, with Shift for more than one, and Enter.
 * Escape lets go of what is being chosen, and then calls `onBack`.
 */
export function useBrush(plot: RefObject<HTMLElement | null>, count: number, onChoose: (range: BarRange) => void, onBack: () => void): Brush {
  const [drag, setDrag] = useState<{ anchor: number; at: number } | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [cursor, setCursor] = useState<{ anchor: number; at: number } | null>(null);
  /** A click focuses too, and must not put the keys' cursor anywhere. */
  const pointing = useRef(false);

  const clamp = (index: number) => Math.min(Math.max(index, 0), count - 1);
  const barAt = (event: PointerEvent): number => {
    const box = plot.current?.getBoundingClientRect();
    return !box || box.width === 0 ? 0 : clamp(Math.floor(((event.clientX - box.left) / box.width) * count));
  };
  const kept = cursor && { anchor: clamp(cursor.anchor), at: clamp(cursor.at) };

  return {
    chosen: drag ? ordered(drag) : kept && kept.anchor !== kept.at ? ordered(kept) : null,
    at: drag?.at ?? hovered ?? kept?.at ?? null,
    handlers: {
      onPointerDown: (event) => {
        if (count === 0 || event.button !== 0) return;
        pointing.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        setCursor(null);
        setDrag({ anchor: barAt(event), at: barAt(event) });
      },
      onPointerMove: (event) => {
        if (count === 0) return;
        const at = barAt(event);
        setHovered(at);
        setDrag((before) => before && { ...before, at });
      },
      onPointerUp: (event) => {
        pointing.current = false;
        if (drag && drag.anchor !== drag.at) onChoose(ordered(drag));
        else if (drag) setCursor({ anchor: drag.at, at: drag.at });
        if (event.pointerType !== 'mouse') setHovered(null);
        setDrag(null);
      },
      onPointerCancel: () => {
        pointing.current = false;
        setDrag(null);
      },
      onPointerLeave: () => setHovered(null),
      onKeyDown: (event) => {
        if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
        const from = kept ?? { anchor: count - 1, at: count - 1 };
        const steps: Readonly<Record<string, number>> = { ArrowLeft: from.at - 1, ArrowRight: from.at + 1, PageUp: from.at - 10, PageDown: from.at + 10, Home: 0, End: count - 1 };
        const step = steps[event.key];
        if (step !== undefined) {
          const at = clamp(step);
          setCursor({ anchor: event.shiftKey ? from.anchor : at, at });
        } else if (event.key === 'Enter' && kept) {
          setCursor(null);
          onChoose(ordered(kept));
        } else if (event.key === 'Escape') {
          if (kept && kept.anchor !== kept.at) setCursor({ anchor: kept.at, at: kept.at });
          else onBack();
        } else return;
        event.preventDefault();
      },
      onFocus: () => {
        if (!pointing.current && count > 0) setCursor({ anchor: count - 1, at: count - 1 });
      },
      onBlur: () => setCursor(null),
    },
  };
}
