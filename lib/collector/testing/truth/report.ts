import { appendFileSync } from 'node:fs';
import type { Comparison, Score } from '#lib/collector/testing/truth/compare.ts';

/** A line of the table that `npm run truth` makes. */
export interface TruthLine {
  readonly name: string;
  readonly about: string;
  readonly flows: number;
  readonly shared: number;
  readonly wrong: number;
  readonly records: Score;
  readonly hops: Score;
  readonly status: Score;
  readonly findings: Score;
}

/** Adds a result to the file that `npm run truth` asked for; does nothing where nobody asks. */
export function reportTruth(name: string, about: string, { wrong, ...result }: Comparison): void {
  const file = process.env['THROUGHLINE_TRUTH_REPORT'];
  const line: TruthLine = { name, about, ...result, wrong: wrong.length };
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
