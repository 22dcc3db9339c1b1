'use client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { fit, makeScale, type Scale } from '#lib/core/timeline/scale.ts';
import { parseWindow, scaleOfWindow, windowText, type TimeWindow } from '#lib/core/timeline/window.ts';
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
  /** What is seen of the flow's time, from edge to edge. */
  readonly window: TimeWindow;
  /** Goes to where the newest records are; null while they are in sight. */
  readonly toEnd: (() => void) | null;
  readonly fit: () => void;
  /** `at` is the pixel that stays where it is. */
  readonly zoom: (factor: number, at: number) => void;
  readonly pan: (pixels: number) => void;
  /** Pans until two times are in the leftmost `free` pixels, or the first of them where both do not fit. */
  readonly reveal: (from: number, to: number, free: number) => void;
  /** Shows two times with air around them. */
  readonly zoomTo: (from: number, to: number) => void;
  /** Shows exactly a window, edge to edge. */
  readonly show: (window: TimeWindow) => void;
}

/** Ten pixels a microsecond. */
const CLOSEST = 10;
/** Room before the first mark, and for words after the last. */
const EDGE = 16;
const LAST = 104;
/** The address changes when one has come to rest. */
const REST_MS = 250;

interface Address {
  /** As `windowText` writes it; null while everything is seen. */
  readonly at: string | null;
  readonly onChange: (at: string | null) => void;
}

export function useTimeView(picture: Picture, width: number, address: Address): TimeView {
  const { segments } = picture;
  const inner = Math.max(width - EDGE - LAST, 100);
  const whole = useMemo(() => fit(segments, inner), [segments, inner]);
  const [held, setHeld] = useAddressedHold(picture, width, address);
  const { pxPerMicro, foldPx } = held ?? whole;
  const scale = useMemo(() => makeScale(segments, pxPerMicro, foldPx), [segments, pxPerMicro, foldPx]);
  const offset = held === null ? -EDGE : scale.x(held.left);

  const place = useCallback(
    (next: Scale, px: number, strip: number, left: number) => {
      const most = Math.max(next.width - width * 0.3, -EDGE);
      const bounded = Math.min(Math.max(left, Math.min(-EDGE, -width * 0.7)), most);
      setHeld({ left: next.time(bounded), pxPerMicro: px, foldPx: strip });
    },
    [width, setHeld],
  );

  const fitAll = useCallback(() => setHeld(null), [setHeld]);
  const zoom = useCallback(
    (factor: number, at: number) => {
      const px = Math.min(Math.max(pxPerMicro * factor, whole.pxPerMicro / 2), Math.max(CLOSEST, whole.pxPerMicro));
      const next = makeScale(segments, px, foldPx);
      place(next, px, foldPx, next.x(scale.time(offset + at)) - at);
    },
    [pxPerMicro, foldPx, segments, whole, scale, offset, place],
  );
  const pan = useCallback((pixels: number) => place(scale, pxPerMicro, foldPx, offset + pixels), [place, scale, pxPerMicro, foldPx, offset]);
  const zoomTo = useCallback(
    (from: number, to: number) => {
      const px = Math.min(inner / Math.max(to - from, 1), CLOSEST);
      const next = makeScale(segments, px, foldPx);
      place(next, px, foldPx, next.x(from) - EDGE);
    },
    [segments, foldPx, inner, place],
  );
  const show = useCallback((window: TimeWindow) => setHeld(heldAt(segments, window, width)), [segments, width, setHeld]);
  const reveal = useCallback(
    (from: number, to: number, free: number) => {
      const [left, right] = [scale.x(from) - offset, scale.x(to) - offset];
      const seen = right - left > free * 0.6 ? left < free * 0.7 && right > free * 0.3 : left >= 0 && right <= free;
      if (!seen) place(scale, pxPerMicro, foldPx, scale.x(from) - free / 3);
    },
    [scale, offset, place, pxPerMicro, foldPx],
  );

  const end = scale.width - offset;
  const toEnd = useMemo(() => (end > width ? () => place(scale, pxPerMicro, foldPx, scale.width - width + LAST) : null), [end, width, place, scale, pxPerMicro, foldPx]);
  const window = useMemo((): TimeWindow => ({ from: scale.time(offset), to: scale.time(offset + width) }), [scale, offset, width]);

  return { scale, pxPerMicro, offset, held: held !== null, window, toEnd, fit: fitAll, zoom, pan, reveal, zoomTo, show };
}

function heldAt(segments: Picture['segments'], window: TimeWindow, width: number): Held {
  const { pxPerMicro, foldPx } = scaleOfWindow(segments, window, width);
  return { left: window.from, pxPerMicro: Math.min(pxPerMicro, CLOSEST), foldPx };
}

interface Hold {
  readonly held: Held | null;
  /** What the address was last told, and what it last said. */
  readonly told: string | null;
  readonly seen: string | null;
}

/** What is held, told to the address when it rests, and taken from there when it comes from a link or from going back. */
function useAddressedHold({ segments }: Picture, width: number, { at, onChange }: Address): [Held | null, (next: Held | null) => void] {
  const [state, setState] = useState<Hold>({ held: null, told: null, seen: null });
  let { held } = state;
  if (at !== state.seen && width > 0) {
    const window = at === null ? null : parseWindow(at);
    // What we told comes back some time later; meanwhile one may have gone on.
    if (at !== state.told) held = window === null ? null : heldAt(segments, window, width);
    setState({ held, told: at, seen: at });
  }

  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(resting.current), []);
  const latest = useRef({ segments, width, onChange });
  useEffect(() => {
    latest.current = { segments, width, onChange };
  });
  const hold = useCallback((next: Held | null) => {
    setState((before) => ({ ...before, held: next }));
    clearTimeout(resting.current);
    resting.current = setTimeout(() => {
      const now = latest.current;
      const scale = next === null ? null : makeScale(now.segments, next.pxPerMicro, next.foldPx);
      const text = next === null || scale === null ? null : windowText({ from: next.left, to: scale.time(scale.x(next.left) + now.width) });
      setState((before) => ({ ...before, told: text }));
      now.onChange(text);
    }, REST_MS);
  }, []);
  return [held, hold];
}
