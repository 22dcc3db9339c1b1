/** How many passed and failed, read from the reports of the runners. Pure. */
import { z } from 'zod';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What is wrong beyond failed tests: no report, no tests, a runner that failed although its tests passed. */
  readonly fault: string | null;
}

const VitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int().default(0),
  testResults: z.array(z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** Vitest's `json` reporter. A file that could not be loaded has no tests and counts as one that failed. */
export function vitestTotals(report: string | null, exitCode: number | null): Totals {
  const read = parse(VitestReport, report);
  if (read === null) return noReport(exitCode);
  const unloaded = read.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  return judged({ passed: read.numPassedTests, failed: read.numFailedTests + unloaded, skipped: read.numPendingTests + read.numTodoTests }, exitCode);
}

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  errors: z.array(z.unknown()).default([]),
});

/** Playwright's `json` reporter. A test that passed only when it was tried again has failed. */
export function playwrightTotals(report: string | null, exitCode: number | null): Totals {
  const read = parse(PlaywrightReport, report);
  if (read === null) return noReport(exitCode);
  const { expected, unexpected, flaky, skipped } = read.stats;
  return judged({ passed: expected, failed: unexpected + flaky, skipped }, exitCode);
}

/** A check without a report, such as the type checker. */
export const checkTotals = (exitCode: number | null): Totals =>
  exitCode === 0 ? { passed: 1, failed: 0, skipped: 0, fault: null } : { passed: 0, failed: 1, skipped: 0, fault: null };

export function sum(all: readonly Totals[]): { readonly passed: number; readonly failed: number; readonly skipped: number } {
  const add = (pick: (one: Totals) => number): number => all.reduce((total, one) => total + pick(one), 0);
  return { passed: add((one) => one.passed), failed: add((one) => one.failed), skipped: add((one) => one.skipped) };
}

const noReport = (exitCode: number | null): Totals => ({ passed: 0, failed: 1, skipped: 0, fault: `the runner ended (${exitCode === null ? 'by a signal' : `code ${exitCode}`}) without a report` });

function judged(counts: { readonly passed: number; readonly failed: number; readonly skipped: number }, exitCode: number | null): Totals {
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, fault: 'the runner found no tests' };
  if (exitCode !== 0 && counts.failed === 0) return { ...counts, failed: 1, fault: `the runner failed (code ${exitCode ?? 'none'}) although its tests passed` };
  return { ...counts, fault: null };
}

function parse<T extends z.ZodType>(schema: T, text: string | null): z.output<T> | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null; // told as "without a report"
  }
}
