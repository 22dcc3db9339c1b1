import { expect, test } from 'vitest';
import { checkTotals, playwrightTotals, settledBy, sum, vitestTotals } from './totals.ts';

const vitest = (passed: number, failed: number, files: { status: string; tests: string[] }[] = []): string =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: 0,
    testResults: files.map(({ status, tests }, index) => ({ name: `${index}.test.ts`, status, assertionResults: tests.map((one) => ({ status: one })) })),
  });

test.each([
  ['all pass', vitest(3, 0), 0, { passed: 3, failed: 0, fault: null }],
  ['one fails', vitest(2, 1, [{ status: 'passed', tests: ['passed'] }, { status: 'failed', tests: ['failed', 'passed'] }]), 1, { passed: 2, failed: 1, fault: null, failedFiles: ['1.test.ts'] }],
  ['a file cannot be loaded', vitest(2, 0, [{ status: 'failed', tests: [] }]), 1, { passed: 2, failed: 1, fault: null, failedFiles: ['0.test.ts'] }],
  ['a hook fails after its tests passed', vitest(2, 0, [{ status: 'failed', tests: ['passed', 'passed'] }]), 1, { passed: 2, failed: 1, fault: null }],
  ['no tests', vitest(0, 0), 0, { failed: 1, fault: expect.stringContaining('no tests') }],
  ['an unhandled error', vitest(2, 0), 1, { passed: 2, failed: 1, fault: expect.stringContaining('code 1') }],
  ['a crash', null, null, { failed: 1, fault: expect.stringContaining('by a signal') }],
  ['half a report', '{"numPassed', 1, { failed: 1, fault: expect.stringContaining('without a report') }],
])('vitest: %s', (_, report, exitCode, expected) => {
  expect(vitestTotals(report, exitCode)).toMatchObject(expected);
});

const playwright = (expected: number, unexpected: number, flaky = 0): string => {
  const spec = (ok: boolean, file: string) => ({ ok, file });
  const suites = [{ specs: [spec(true, 'a.spec.ts')], suites: [{ specs: [spec(unexpected === 0, 'b.spec.ts')] }, { specs: [spec(true, 'b.spec.ts')] }] }];
  return JSON.stringify({ suites, stats: { expected, unexpected, flaky, skipped: 1 }, errors: [] });
};

test.each([
  ['all pass', playwright(3, 0), 0, { passed: 3, failed: 0, skipped: 1, fault: null }],
  ['one fails, one is flaky', playwright(1, 1, 1), 1, { passed: 1, failed: 2, fault: null, failedFiles: ['b.spec.ts'] }],
  ['the setup fails', playwright(0, 0), 1, { failed: 1, fault: expect.stringContaining('no tests') }],
  ['no report', null, 1, { failed: 1, fault: expect.stringContaining('without a report') }],
])('playwright: %s', (_, report, exitCode, expected) => {
  expect(playwrightTotals(report, exitCode)).toMatchObject(expected);
});

test('what failed once stands, unless all of it passes alone', () => {
  const first = vitestTotals(vitest(5, 2, [{ status: 'failed', tests: ['failed', 'failed'] }]), 1);
  expect(settledBy(first, vitestTotals(vitest(2, 0), 0))).toMatchObject({ passed: 7, failed: 0 });
  expect(settledBy(first, vitestTotals(vitest(1, 1, [{ status: 'failed', tests: ['failed', 'passed'] }]), 1))).toBe(first);
  expect(settledBy(first, vitestTotals(null, null))).toBe(first);
});

test('totals add up', () => {
  expect(sum([checkTotals(0), checkTotals(2), checkTotals(null), vitestTotals(vitest(5, 0), 0)])).toEqual({ passed: 6, failed: 2, skipped: 0 });
});
