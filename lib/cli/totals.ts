/** How many passed and failed, read from the reports of the runners. Pure. */
import { z } from 'zod';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What is wrong beyond failed tests: no report, no tests, a runner that failed although its tests passed. */
  readonly fault: string | null;
  /** Whose tests failed, as the runner is told to run them alone. */
  readonly failedFiles: readonly string[];
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
  const failed = read.testResults.filter((file) => file.status === 'failed');
  const unloaded = failed.filter((file) => !file.assertionResults.some((test) => test.status === 'failed')).length;
  return judged({ passed: read.numPassedTests, failed: read.numFailedTests + unloaded, skipped: read.numPendingTests + read.numTodoTests }, exitCode, failed.map(({ name }) => name));
}

/** Of a file, within it of what describes. */
interface Suite {
  readonly specs: readonly { readonly ok: boolean; readonly file: string }[];
  readonly suites?: readonly Suite[] | undefined;
}

const SuiteReport: z.ZodType<Suite> = z.object({ specs: z.array(z.object({ ok: z.boolean(), file: z.string() })), suites: z.lazy(() => z.array(SuiteReport)).optional() });

const PlaywrightReport = z.object({
  suites: z.array(SuiteReport).default([]),
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  errors: z.array(z.unknown()).default([]),
});

/** Playwright's `json` reporter. A test that passed only when it was tried again has failed. */
export function playwrightTotals(report: string | null, exitCode: number | null): Totals {
  const read = parse(PlaywrightReport, report);
  if (read === null) return noReport(exitCode);
  const { expected, unexpected, flaky, skipped } = read.stats;
  const failed = specsOf(read.suites).filter(({ ok }) => !ok);
  return judged({ passed: expected, failed: unexpected + flaky, skipped }, exitCode, [...new Set(failed.map(({ file }) => file))]);
}

const specsOf = (suites: readonly Suite[]): Suite['specs'] => suites.flatMap(({ specs, suites: inner = [] }) => [...specs, ...specsOf(inner)]);

/** A check without a report, such as the type checker. */
export const checkTotals = (exitCode: number | null): Totals =>
  exitCode === 0 ? { passed: 1, failed: 0, skipped: 0, fault: null, failedFiles: [] } : { passed: 0, failed: 1, skipped: 0, fault: null, failedFiles: [] };

/** Of what failed beside other tests and was run once more by itself: all of it passed, or it stands as it was. */
export const settledBy = (first: Totals, alone: Totals): Totals => (alone.failed > 0 ? first : { ...first, passed: first.passed + first.failed, failed: 0, fault: null });

export function sum(all: readonly Totals[]): { readonly passed: number; readonly failed: number; readonly skipped: number } {
  const add = (pick: (one: Totals) => number): number => all.reduce((total, one) => total + pick(one), 0);
  return { passed: add((one) => one.passed), failed: add((one) => one.failed), skipped: add((one) => one.skipped) };
}

const noReport = (exitCode: number | null): Totals => ({ passed: 0, failed: 1, skipped: 0, fault: `the runner ended (${exitCode === null ? 'by a signal' : `code ${exitCode}`}) without a report`, failedFiles: [] });

function judged(counts: { readonly passed: number; readonly failed: number; readonly skipped: number }, exitCode: number | null, failedFiles: readonly string[]): Totals {
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, fault: 'the runner found no tests', failedFiles: [] };
  if (exitCode !== 0 && counts.failed === 0) return { ...counts, failed: 1, fault: `the runner failed (code ${exitCode ?? 'none'}) although its tests passed`, failedFiles: [] };
  return { ...counts, fault: null, failedFiles };
}

function parse<T extends z.ZodType>(schema: T, text: string | null): z.output<T> | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null; // told as "without a report"
  }
}
