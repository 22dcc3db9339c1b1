/** The part of a flow's time that is seen, as text for the address and as a scale for the screen. Microseconds. */
import { fit } from '#lib/core/timeline/scale.ts';
import type { Segment } from '#lib/core/timeline/fold.ts';

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Microseconds of the epoch with 16 digits, which a number holds exactly; no flow reaches to the year 2255. */
const TEXT = /^(-?\d{1,16})-(-?\d{1,16})$/;

/** `from-to`; null for what is none. */
export function parseWindow(text: string): TimeWindow | null {
  const [, from, to] = TEXT.exec(text) ?? [];
  const window = { from: Number(from), to: Number(to) };
  return window.to > window.from ? window : null;
}

export const windowText = ({ from, to }: TimeWindow): string => `${Math.floor(from)}-${Math.ceil(to)}`;

/** The scale at which a window fills `width`: its idle time is strips as in the whole, which have one width. */
export function scaleOfWindow(segments: readonly Segment[], { from, to }: TimeWindow, width: number): { readonly pxPerMicro: number; readonly foldPx: number } {
  const whole = fit(segments, width);
  let drawn = to - from;
  let strips = 0;
  for (const segment of segments) {
    const shared = Math.min(segment.to, to) - Math.max(segment.from, from);
    if (!segment.fold || shared <= 0) continue;
    drawn -= shared;
    strips += shared / (segment.to - segment.from);
  }
  const foldPx = Math.min(whole.foldPx, (width * 0.5) / Math.max(strips, 1));
  return { pxPerMicro: (width - strips * foldPx) / Math.max(drawn, 1), foldPx };
}
