'use client';
import { useSyncExternalStore } from 'react';

/** As `w-85` in panel-frame.tsx. */
export const PANEL_WIDTH = 340;
/** As `max-[1099px]` there: below it the panel lies over the picture. */
const NARROW = '(max-width: 1099px)';

function subscribe(changed: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** Whether the panel covers what it stands beside. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches, () => false);
