'use client';
import { useEffect, useRef, type RefObject } from 'react';
import type { TimeView } from '#components/timeline/use-view.ts';

/** Pixels before a press is a drag. */
const SLACK = 4;

/**
 * Wheel and drag on the picture: Ctrl or ⌘ with the wheel zooms about the pointer, a sideways wheel (or Shift) pans,
 * a drag pans and scrolls. A plain wheel scrolls the lanes, as everywhere. Returns whether the last press was a drag,
 * so that letting go of one is no click.
 */
export function useGestures(scroller: RefObject<HTMLDivElement | null>, left: number, time: TimeView): RefObject<boolean> {
  const latest = useRef(time);
  const dragged = useRef(false);
  useEffect(() => {
    latest.current = time;
  });

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // React's own wheel listeners are passive: they cannot keep the page from zooming.
    const onWheel = (event: WheelEvent): void => {
      const at = event.clientX - element.getBoundingClientRect().left - left;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        latest.current.zoom(2 ** (-Math.max(-60, Math.min(60, event.deltaY)) / 120), at);
        return;
      }
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (sideways === 0 || (!event.shiftKey && Math.abs(event.deltaY) > Math.abs(event.deltaX))) return;
      event.preventDefault();
      latest.current.pan(sideways);
    };

    let press: { x: number; y: number; pointer: number } | null = null;
    const onDown = (event: PointerEvent): void => {
      if (event.button !== 0 || event.clientX - element.getBoundingClientRect().left < left) return;
      press = { x: event.clientX, y: event.clientY, pointer: event.pointerId };
      dragged.current = false;
    };
    const onMove = (event: PointerEvent): void => {
      if (press === null) return;
      if (!dragged.current && Math.hypot(event.clientX - press.x, event.clientY - press.y) < SLACK) return;
      if (!dragged.current) element.setPointerCapture(press.pointer);
      dragged.current = true;
      latest.current.pan(press.x - event.clientX);
      element.scrollTop += press.y - event.clientY;
      press = { ...press, x: event.clientX, y: event.clientY };
    };
    const onUp = (): void => {
      press = null;
    };

    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
    };
  }, [scroller, left]);

  return dragged;
}
