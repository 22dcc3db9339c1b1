/** When a program that ended is started again. Pure. */
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** A program that ran this long was well: the next crash is a new one. */
const WELL_AFTER_MS = 60_000;

/** `failures` counts the starts in a row that did not last. */
export interface RestartState {
  readonly failures: number;
}

export const FRESH: RestartState = { failures: 0 };

/** What follows on an end after `ranMs`: twice as long each time, from 250 ms to 30 s. */
export function afterExit({ failures }: RestartState, ranMs: number): { readonly state: RestartState; readonly delayMs: number } {
  const before = ranMs >= WELL_AFTER_MS ? 0 : failures;
  return { state: { failures: before + 1 }, delayMs: Math.min(FIRST_DELAY_MS * 2 ** Math.min(before, 20), LONGEST_DELAY_MS) };
}
