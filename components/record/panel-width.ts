'use client';
import { useCallback, useSyncExternalStore } from 'react';
import { keep, readKept } from '#components/ui/kept.ts';

/** In pixels. */
export const NARROWEST = 300;
export const WIDEST = 900;
const USUAL = 360;
const STORED = 'throughline-panel-width';
/** As `max-[1099px]` in panel-frame.tsx: below it the panel lies over the picture. */
const NARROW = '(max-width: 1099px)';
/** As `max-sm` there: below it the panel is all that one sees. */
const PHONE = '(max-width: 639px)';

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

const watchMedia = (query: string) => (changed: () => void): (() => void) => {
  const media = matchMedia(query);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
};
const [watchNarrow, watchPhone] = [watchMedia(NARROW), watchMedia(PHONE)];

export const usePhone = (): boolean => useSyncExternalStore(watchPhone, () => matchMedia(PHONE).matches, () => false);

/** Pixels of what stands beside it that the panel lies over; none on a phone, where nothing stands beside it. */
export function usePanelCover(): number {
  const [pixels] = usePanelWidth();
  const narrow = useSyncExternalStore(watchNarrow, () => matchMedia(NARROW).matches, () => false);
  return usePhone() || !narrow ? 0 : pixels;
}
