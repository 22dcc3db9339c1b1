'use client';
import { useEffect, useRef, type RefObject } from 'react';

/** Pixels before a press is a drag. */
const SLACK = 4;

export interface Gestures {
  readonly zoom: (factor: number, at: number) => void;
  readonly pan: (pixels: number) => void;
  /** Whether a drag measures; with Shift it always does. */
  readonly measuring: boolean;
  /** Pixels of the time axis. */
  readonly onMeasure: (from: number, to: number) => void;
}

/**
 * Wheel, drag and pinch on the picture: Ctrl or ⌘ with the wheel (or two fingers) zooms about the pointer, a sideways wheel (or Shift)
 * pans, a drag pans and scrolls, with Shift it measures. A plain wheel scrolls the lanes, as everywhere. Returns whether the last press
 * was a drag, so that letting go of one is no click.
 */
export function useGestures(scroller: RefObject<HTMLDivElement | null>, left: number, gestures: Gestures): RefObject<boolean> {
  const latest = useRef(gestures);
  const dragged = useRef(false);
  useEffect(() => {
    latest.current = gestures;
  });

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const axisX = (clientX: number): number => clientX - element.getBoundingClientRect().left - left;
    const frames = makeFrames(latest);
    // React's own wheel listeners are passive: they cannot keep the page from zooming.
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        frames.zoom(2 ** (-Math.max(-60, Math.min(60, event.deltaY)) / 120), axisX(event.clientX));
        return;
      }
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (sideways === 0 || (!event.shiftKey && Math.abs(event.deltaY) > Math.abs(event.deltaX))) return;
      event.preventDefault();
      frames.pan(sideways);
    };

    const pressed = new Map<number, { readonly x: number; readonly y: number }>();
    let measuredFrom: number | null = null;
    const onDown = (event: PointerEvent): void => {
      if (event.button !== 0 || axisX(event.clientX) < 0 || (event.target instanceof Element && event.target.closest('[data-own-gestures]') !== null)) return;
      pressed.set(event.pointerId, { x: event.clientX, y: event.clientY });
      dragged.current = false;
      measuredFrom = event.shiftKey || latest.current.measuring ? axisX(event.clientX) : null;
    };
    const onMove = (event: PointerEvent): void => {
      const before = pressed.get(event.pointerId);
      if (before === undefined) return;
      if (!dragged.current && Math.hypot(event.clientX - before.x, event.clientY - before.y) < SLACK) return;
      if (!dragged.current) element.setPointerCapture(event.pointerId);
      dragged.current = true;
      if (pressed.size > 1) pinch(event, before);
      else if (measuredFrom !== null) {
        latest.current.onMeasure(measuredFrom, axisX(event.clientX));
        return;
      } else {
        frames.pan(before.x - event.clientX);
        // A finger scrolls the lanes by itself.
        if (event.pointerType !== 'touch') element.scrollTop += before.y - event.clientY;
      }
      pressed.set(event.pointerId, { x: event.clientX, y: event.clientY });
    };
    const pinch = (event: PointerEvent, before: { readonly x: number }): void => {
      const other = [...pressed].find(([pointer]) => pointer !== event.pointerId)?.[1];
      if (other === undefined) return;
      const [was, is] = [Math.max(Math.abs(before.x - other.x), 20), Math.max(Math.abs(event.clientX - other.x), 20)];
      frames.zoom(is / was, axisX((event.clientX + other.x) / 2));
    };
    const onUp = (event: PointerEvent): void => {
      pressed.delete(event.pointerId);
      measuredFrom = null;
    };

    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    return () => {
      frames.stop();
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
    };
  }, [scroller, left]);

  return dragged;
}

/**
 * What is asked for between two frames is done at once, right before the second: a mouse tells of its moves more often than a screen shows
 * them, and each move is counted from what the last one led to.
 */
function makeFrames(latest: RefObject<Pick<Gestures, 'zoom' | 'pan'>>): Pick<Gestures, 'zoom' | 'pan'> & { readonly stop: () => void } {
  let frame = 0;
  let pixels = 0;
  let factor = 1;
  let about = 0;
  const act = (): void => {
    frame = 0;
    if (factor !== 1) latest.current.zoom(factor, about);
    else if (pixels !== 0) latest.current.pan(pixels);
    [pixels, factor] = [0, 1];
  };
  return {
    zoom: (by, at) => {
      [factor, about] = [factor * by, at];
      frame ||= requestAnimationFrame(act);
    },
    pan: (by) => {
      pixels += by;
      frame ||= requestAnimationFrame(act);
    },
    stop: () => cancelAnimationFrame(frame),
  };
}
