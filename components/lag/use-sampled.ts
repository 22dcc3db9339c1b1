'use client';
import { useTold } from '#components/live/use-told.ts';

/** Calls `look` when groups were sampled, and every so often all the same, so that the time of the last sample is known where nothing else has changed. */
export const useSampled = (look: () => unknown, everyMs?: number): void => useTold('lag', look, everyMs);
