'use client';
import { useCallback, useMemo, useState } from 'react';
import { fit, makeScale, type Scale } from '#lib/core/timeline/scale.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

/**
 * What part of the time axis is seen. `null` fits everything and goes on fitting as the flow grows; once one has zoomed
 * or panned, the time at the left edge and the pixels per microsecond stay, whatever comes.
 */
interface Held {
  readonly left: number;
  readonly pxPerMicro: number;
  readonly foldPx: number;
}

export interface TimeView {
  readonly scale: Scale;
  readonly pxPerMicro: number;
  /** Pixels of the scale that lie left of what is seen. */
  readonly offset: number;
  /** Whether the view no longer follows the flow's growth. */
  readonly held: boolean;
  /** Goes to where the newest records are; null while they are in sight. */
  readonly toEnd: (() => void) | null;
  readonly fit: () => void;
  /** `at` is the pixel that stays where it is. */
  readonly zoom: (factor: number, at: number) => void;
  readonly pan: (pixels: number) => void;
  /** Pans until two times are in the leftmost `free` pixels, or the first of them where both do not fit. */
  readonly reveal: (from: number, to: number, free: number) => void;
  readonly zoomTo: (from: number, to: number) => void;
}

/** Ten pixels a microsecond. */
const CLOSEST = 10;
/** Room before the first mark, and for words after the last. */
const EDGE = 16;
const LAST = 104;

export function useTimeView(picture: Picture, width: number): TimeView {
  const [held, setHeld] = useState<Held | null>(null);
  const { segments } = picture;
  const inner = Math.max(width - EDGE - LAST, 100);
  const whole = useMemo(() => fit(segments, inner), [segments, inner]);
  const { pxPerMicro, foldPx } = held ?? whole;
  const scale = useMemo(() => makeScale(segments, pxPerMicro, foldPx), [segments, pxPerMicro, foldPx]);
  const offset = held === null ? -EDGE : scale.x(held.left);

  const show = useCallback(
    (next: Scale, px: number, strip: number, left: number) => {
      const most = Math.max(next.width - width * 0.3, -EDGE);
      const bounded = Math.min(Math.max(left, Math.min(-EDGE, -width * 0.7)), most);
      setHeld({ left: next.time(bounded), pxPerMicro: px, foldPx: strip });
    },
    [width],
  );

  const fitAll = useCallback(() => setHeld(null), []);
  const zoom = useCallback(
    (factor: number, at: number) => {
      const px = Math.min(Math.max(pxPerMicro * factor, whole.pxPerMicro / 2), Math.max(CLOSEST, whole.pxPerMicro));
      const next = makeScale(segments, px, foldPx);
      show(next, px, foldPx, next.x(scale.time(offset + at)) - at);
    },
    [pxPerMicro, foldPx, segments, whole, scale, offset, show],
  );
  const pan = useCallback((pixels: number) => show(scale, pxPerMicro, foldPx, offset + pixels), [show, scale, pxPerMicro, foldPx, offset]);
  const zoomTo = useCallback(
    (from: number, to: number) => {
      const px = Math.min(inner / Math.max(to - from, 1), CLOSEST);
      const next = makeScale(segments, px, foldPx);
      show(next, px, foldPx, next.x(from) - EDGE);
    },
    [segments, foldPx, inner, show],
  );
  const reveal = useCallback(
    (from: number, to: number, free: number) => {
      const [left, right] = [scale.x(from) - offset, scale.x(to) - offset];
      const seen = right - left > free * 0.6 ? left < free * 0.7 && right > free * 0.3 : left >= 0 && right <= free;
      if (!seen) show(scale, pxPerMicro, foldPx, scale.x(from) - free / 3);
    },
    [scale, offset, show, pxPerMicro, foldPx],
  );

  const end = scale.width - offset;
  const toEnd = useMemo(() => (end > width ? () => show(scale, pxPerMicro, foldPx, scale.width - width + LAST) : null), [end, width, show, scale, pxPerMicro, foldPx]);

  return { scale, pxPerMicro, offset, held: held !== null, toEnd, fit: fitAll, zoom, pan, reveal, zoomTo };
}
