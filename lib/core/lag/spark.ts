/** The lag at the end of each of the last minutes. */
export interface Spark {
  /** Of the last value, since the epoch. */
  readonly minute: number;
  /** Oldest first; null where it was not known. */
  readonly lags: readonly (bigint | null)[];
}

export const SPARK_MINUTES = 60;
export const NO_SPARK: Spark = { minute: 0, lags: [] };

/** With the lag as it is in this minute. Between two looks of a group that is looked at it was what it was at the first; what nobody looked at is not known. */
export function withMinute({ minute, lags }: Spark, now: number, lag: bigint | null, wasLookedAt: boolean): Spark {
  const missed = Math.min(Math.max(0, now - minute - 1), SPARK_MINUTES);
  const kept = now <= minute ? lags.slice(0, -1) : lags;
  const between = lags.length === 0 || now <= minute ? [] : Array.from({ length: missed }, () => (wasLookedAt ? (lags.at(-1) ?? null) : null));
  return { minute: Math.max(now, minute), lags: [...kept, ...between, lag].slice(-SPARK_MINUTES) };
}
