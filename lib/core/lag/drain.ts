/** When the lag will be gone. */

export interface Draining {
  /** Messages that can be read; null where it is not known. */
  readonly lag: bigint | null;
  /** Messages a second. */
  readonly rateIn: number | null;
  readonly rateOut: number | null;
  /** It had nothing to read at a moment of the window: what is there is on its way. */
  readonly wasCaughtUp: boolean;
}

export type Drain = { readonly kind: 'none' | 'never' | 'unknown' } | { readonly kind: 'in'; readonly millis: number };

/**
 * lag / (out − in), "never" where out is not above in. A partition that keeps up has some lag all the same, and out equals in: there it is
 * the time that its messages take to their turn, lag / out. Where it kept up and clearly reads less than is written now, nobody can say yet.
 */
export function drainOf({ lag, rateIn, rateOut, wasCaughtUp }: Draining): Drain {
  if (lag === null) return { kind: 'unknown' };
  if (lag <= 0n) return { kind: 'none' };
  if (rateOut === null) return { kind: 'unknown' };
  if (rateOut > 0 && wasCaughtUp) return isLosing(lag, rateIn, rateOut) ? { kind: 'unknown' } : within(lag, rateOut);
  if (rateIn === null) return { kind: 'unknown' };
  return rateOut > rateIn ? within(lag, rateOut - rateIn) : { kind: 'never' };
}

/** Commits come in batches, and looks fall between them: so much of a difference, and of a lag, is nothing but that. */
const CLEARLY_LESS = 0.9;
const MOMENT_SECONDS = 10;

const isLosing = (lag: bigint, rateIn: number | null, rateOut: number): boolean =>
  rateIn !== null && rateOut < CLEARLY_LESS * rateIn && Number(lag) / rateOut > MOMENT_SECONDS;

/** A hair's breadth of a rate makes it ages: no more than can be counted. */
const within = (lag: bigint, perSecond: number): Drain => ({ kind: 'in', millis: Math.min((Number(lag) / perSecond) * 1000, Number.MAX_SAFE_INTEGER) });

/** A group is done when its slowest partition is. */
export function slowestOf(drains: readonly Drain[]): Drain {
  if (drains.length === 0) return { kind: 'unknown' };
  for (const kind of ['never', 'unknown'] as const) if (drains.some((drain) => drain.kind === kind)) return { kind };
  const millis = drains.flatMap((drain) => (drain.kind === 'in' ? [drain.millis] : []));
  return millis.length === 0 ? { kind: 'none' } : { kind: 'in', millis: Math.max(...millis) };
}
