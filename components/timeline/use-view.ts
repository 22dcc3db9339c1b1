'use client';
import { useCallback, useMemo, useState } from 'react';
import { fit, makeScale, type Scale } from '#lib/core/timeline/scale.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

/**
 * What part of the time axis is seen. `null` fits everything and goes on fitting as the flow grows; after the first
 * touch the view is held: the time at the left edge and the pixels per microsecond stay, whatever comes.
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
  /** Keeps what is seen, as it is. */
  readonly hold: () => void;
  readonly fit: () => void;
  /** `at` is the pixel that stays where it is. */
  readonly zoom: (factor: number, at: number) => void;
  readonly pan: (pixels: number) => void;
  /** Brings two times into view, with the closest zoom not above today's unless they need less. */
  readonly reveal: (from: number, to: number) => void;
  readonly zoomTo: (from: number, to: number) => void;
}

/** Ten pixels a microsecond. */
const CLOSEST = 10;
const EDGE = 24;

export function useTimeView(picture: Picture, width: number): TimeView {
  const [held, setHeld] = useState<Held | null>(null);
  const { segments } = picture;
  const inner = Math.max(width - 2 * EDGE, 100);
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

  const hold = useCallback(() => setHeld((now) => now ?? { left: scale.time(offset), pxPerMicro, foldPx }), [scale, offset, pxPerMicro, foldPx]);
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
    (from: number, to: number) => {
      const [left, right] = [scale.x(from) - offset, scale.x(to) - offset];
      if (left >= 0 && (right <= width || right - left > width)) return;
      if (right > 0 && left < width && right - left > width) return;
      show(scale, pxPerMicro, foldPx, scale.x(from) - width / 3);
    },
    [scale, offset, width, show, pxPerMicro, foldPx],
  );

  return { scale, pxPerMicro, offset, held: held !== null, hold, fit: fitAll, zoom, pan, reveal, zoomTo };
}
