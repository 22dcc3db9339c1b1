/** Whether what is shown is of now. */
import type { Sampling } from '#lib/contracts/lag.ts';

/** A sample may take a while, and one may fail. */
const MISSED = 3;
const LEAST_MS = 20_000;

export interface Dead {
  readonly source: string;
  /** Milliseconds since the epoch; null where nothing was ever sampled. */
  readonly since: number | null;
  readonly why: string | null;
}

/** The sources whose figures are old, or that cannot be asked now. */
export function deadSamplings(samplings: readonly Pick<Sampling, 'source' | 'at' | 'intervalMs' | 'error'>[], now: number): Dead[] {
  return samplings.flatMap(({ source, at, intervalMs, error }) => {
    const since = at === null ? null : Date.parse(at);
    const old = since === null || now - since > Math.max(LEAST_MS, MISSED * intervalMs);
    return error !== null || old ? [{ source, since, why: error }] : [];
  });
}

/** When the newest figures were taken. */
export const newestSample = (samplings: readonly Pick<Sampling, 'at'>[]): string | null => samplings.flatMap(({ at }) => (at === null ? [] : [at])).sort().at(-1) ?? null;
