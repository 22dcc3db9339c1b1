/** How much is tried: a little in `npm test`, much by `npm run test:faults`, which sets these. */
import { z } from 'zod';
import { environment } from '#lib/env/process.ts';

const Runs = z.object({ FAULTS_SEED: z.coerce.number().int().default(1), FAULTS_RUNS: z.coerce.number().int().min(1).nullable().default(null) });

export interface FaultRuns {
  readonly seed: number;
  /** Null in the short form, where each test knows what is enough. */
  readonly runs: number | null;
  readonly long: boolean;
}

export function faultRuns(): FaultRuns {
  const { FAULTS_SEED: seed, FAULTS_RUNS: runs } = Runs.parse(environment());
  return { seed, runs, long: runs !== null };
}
