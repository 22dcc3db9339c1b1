'use client';
import { useMemo, useState } from 'react';
import type { TimeView } from '#components/timeline/use-view.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import type { Mark } from '#lib/core/timeline/picture.ts';
import type { Drawn, Block } from '#lib/core/timeline/visible.ts';

/** Two times, in microseconds; `to` may be before `from`. */
export interface Measured {
  readonly from: number;
  readonly to: number;
}

export interface Ruler {
  readonly measured: Measured | null;
  /** Whether a drag, or the next record that is chosen, measures. */
  readonly on: boolean;
  readonly toggle: () => void;
  readonly onMeasure: (fromX: number, toX: number) => void;
}

/** Pixels within which an edge of a mark is meant. */
const SNAP = 7;

/**
 * Measures time between two points: a drag while it is on (or with Shift), snapping to where marks begin and end; or by keys, from the
 * record that was chosen when it was turned on to the one that is chosen now. What it says is time as it passed, folded or not.
 */
export function useRuler({ scale, offset }: TimeView, drawn: readonly (Drawn | Block)[], selected: Mark | null): Ruler {
  const [on, setOn] = useState(false);
  const [dragged, setDragged] = useState<Measured | null>(null);
  const [anchor, setAnchor] = useState<Mark | null>(null);

  const start = (): void => {
    setOn(true);
    setDragged(null);
    setAnchor(selected);
  };
  const clear = (): void => {
    setOn(false);
    setDragged(null);
    setAnchor(null);
  };
  const toggle = (): void => (on ? clear() : start());
  useShortcut('m', 'measure the time between two points, or from the chosen record to the next', toggle, { group: 'Timeline' });
  useShortcut('Escape', 'stop measuring', clear, { group: 'Timeline', enabled: on || dragged !== null });

  const snap = (x: number): number => {
    let best: { readonly time: number; readonly distance: number } | null = null;
    for (const each of drawn) {
      const [from, to] = each.kind === 'mark' ? [each.mark.from, each.mark.to] : [each.from, each.to];
      for (const time of [from, to]) {
        const distance = Math.abs(scale.x(time) - offset - x);
        if (distance <= SNAP && (best === null || distance < best.distance)) best = { time, distance };
      }
    }
    return best?.time ?? scale.time(x + offset);
  };
  const onMeasure = (fromX: number, toX: number): void => setDragged({ from: snap(fromX), to: snap(toX) });

  const chosen = useMemo((): Measured | null => (on && anchor !== null && selected !== null && anchor.record !== selected.record ? { from: anchor.from, to: selected.from } : null), [on, anchor, selected]);
  return { measured: dragged ?? chosen, on, toggle, onMeasure };
}
