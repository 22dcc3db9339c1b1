'use client';
import { useSyncExternalStore } from 'react';

/** As `max-sm` in classes. */
const PHONE = '(max-width: 639px)';

const watch = (changed: () => void): (() => void) => {
  const media = matchMedia(PHONE);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
};

/** Whether there is room for one thing at a time only. False on the server, which knows no width. */
export const usePhone = (): boolean => useSyncExternalStore(watch, () => matchMedia(PHONE).matches, () => false);
