'use client';
import { useCallback, useSyncExternalStore } from 'react';
import { keep, readKept } from '#components/ui/kept.ts';
import { usePhone } from '#components/ui/use-phone.ts';

/** In pixels. */
export const NARROWEST = 300;
export const WIDEST = 900;
const USUAL = 360;
const STORED = 'throughline-panel-width';
/** As `max-[1099px]` in panel-frame.tsx: below it the panel lies over the picture. */
const NARROW = '(max-width: 1099px)';

const watchers = new Set<() => void>();
let width: number | null = null;

const within = (pixels: number): number => Math.round(Math.min(Math.max(pixels, NARROWEST), WIDEST));

function keptWidth(): number {
  width ??= within(Number(readKept('browser', STORED) ?? USUAL) || USUAL);
  return width;
}

function keepWidth(pixels: number): void {
  width = within(pixels);
  keep('browser', STORED, String(width));
  watchers.forEach((watcher) => watcher());
}

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** How wide the details are, kept in this browser; null goes back to what is usual. */
export function usePanelWidth(): [number, (pixels: number | null) => void] {
  return [useSyncExternalStore(watch, keptWidth, () => USUAL), useCallback((pixels) => keepWidth(pixels ?? USUAL), [])];
}

const watchNarrow = (changed: () => void): (() => void) => {
  const media = matchMedia(NARROW);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
};

/** Pixels of what stands beside it that the panel lies over; none on a phone, where nothing stands beside it. */
export function usePanelCover(): number {
  const [pixels] = usePanelWidth();
  const narrow = useSyncExternalStore(watchNarrow, () => matchMedia(NARROW).matches, () => false);
  return usePhone() || !narrow ? 0 : pixels;
}
