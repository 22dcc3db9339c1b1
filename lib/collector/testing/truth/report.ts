import { appendFileSync } from 'node:fs';
import type { TruthLine } from '#lib/cli/truth-table.ts';
import type { Comparison } from '#lib/collector/testing/truth/compare.ts';

/** Adds a result to the file that `npm run truth` asked for; does nothing where nobody asks. */
export function reportTruth(name: string, about: string, { wrong, ...result }: Comparison): void {
  const file = process.env['THROUGHLINE_TRUTH_REPORT'];
  const line: TruthLine = { name, about, ...result, wrong: wrong.length };
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
