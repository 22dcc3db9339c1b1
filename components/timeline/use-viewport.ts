'use client';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Picture } from '#lib/core/timeline/picture.ts';

interface Viewport {
  /** 0 until it has been measured. */
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
}

/** Size and scroll of an element, at most once a frame. */
export function useViewport(scroller: RefObject<HTMLDivElement | null>): Viewport {
  const [viewport, setViewport] = useState<Viewport>({ width: 0, height: 0, scrollTop: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let frame = 0;
    const measure = (): void => {
      frame = 0;
      setViewport((before) => {
        const now = { width: element.clientWidth, height: element.clientHeight, scrollTop: element.scrollTop };
        return before.width === now.width && before.height === now.height && before.scrollTop === now.scrollTop ? before : now;
      });
    };
    const soon = (): void => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    const observer = new ResizeObserver(soon);
    observer.observe(element);
    element.addEventListener('scroll', soon, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', soon);
      cancelAnimationFrame(frame);
    };
  }, [scroller]);
  return viewport;
}

/** When the flow grows, the lane at the upper edge stays where it is, whatever came above it. */
export function useSteadyScroll(scroller: RefObject<HTMLDivElement | null>, picture: Picture): void {
  const anchor = useRef<{ lane: string; below: number } | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || anchor.current === null || element.scrollTop === 0) return;
    const lane = picture.lanes.find(({ id }) => id === anchor.current?.lane);
    if (lane !== undefined) element.scrollTop = lane.top + anchor.current.below;
  }, [scroller, picture]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const remember = (): void => {
      const lane = picture.lanes.find(({ top, height }) => top + height > element.scrollTop);
      anchor.current = lane === undefined ? null : { lane: lane.id, below: element.scrollTop - lane.top };
    };
    remember();
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [scroller, picture]);
}
