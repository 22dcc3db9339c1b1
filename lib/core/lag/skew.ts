/** The largest partition's share of the lag, 0 to 1; null where there is none, where one is not known, or only one partition. */
export function skewOf(lags: readonly (bigint | null)[]): number | null {
  if (lags.length < 2) return null;
  let [sum, most] = [0n, 0n];
  for (const lag of lags) {
    if (lag === null) return null;
    sum += lag;
    if (lag > most) most = lag;
  }
  return sum === 0n ? null : Number((most * 10_000n) / sum) / 10_000;
}
