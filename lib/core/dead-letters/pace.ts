/** How many items a replay may send next. */

/** So many are sent and come to an outcome before the next: 1, then 10, then 100, then all. */
const CANARY_STEPS = [1, 10, 100];
/** One transaction: an open one holds back what others read, and all that it holds is unsure when its sender is lost. */
const LARGEST_CHUNK = 100;
/** Not stopped by fewer than this: one of one is no rate. The canary's first steps stop at a single one. */
const FEWEST_TO_JUDGE = 20;

export interface Progress {
  /** Handed to the broker so far, whatever became of them. */
  readonly sent: number;
  readonly succeeded: number;
  readonly failedAgain: number;
  /** Of the sent: nobody knows, and nobody waits for them. */
  readonly unsure: number;
}

export interface Pace {
  readonly canary: boolean;
  readonly ratePerSecond: number;
  readonly stopAtFailedShare: number;
}

/** Sent and waiting for their outcome hold back the next step. `upTo` null: no step holds back any more. */
export function canaryStep({ canary }: Pick<Pace, 'canary'>, { sent, succeeded, failedAgain, unsure }: Progress): { readonly upTo: number | null; readonly waits: boolean } {
  if (!canary) return { upTo: null, waits: false };
  const settled = succeeded + failedAgain + unsure;
  let upTo = 0;
  for (const step of CANARY_STEPS) {
    upTo += step;
    if (settled < upTo) return { upTo, waits: sent >= upTo };
  }
  return { upTo: null, waits: false };
}

/** Whether too many of what came to an outcome failed again. In the first two steps of the canary one is too many. */
export function failsTooOften(pace: Pick<Pace, 'canary' | 'stopAtFailedShare'>, { succeeded, failedAgain }: Progress): boolean {
  const settled = succeeded + failedAgain;
  if (failedAgain === 0) return false;
  if (pace.canary && settled <= 11) return true;
  return settled >= FEWEST_TO_JUDGE ? failedAgain / settled >= pace.stopAtFailedShare : failedAgain / settled > 0.5;
}

/** How many go into the next transaction: what the pace allows in a second at most, and no more than the step has left. */
export function nextChunk(pace: Pace, progress: Progress, left: number, sentInThisSecond: number): number {
  const { upTo } = canaryStep(pace, progress);
  const byStep = upTo === null ? left : Math.min(left, upTo - progress.sent);
  const byPace = Math.max(1, Math.ceil(pace.ratePerSecond)) - sentInThisSecond;
  return Math.max(0, Math.min(LARGEST_CHUNK, byStep, byPace));
}
