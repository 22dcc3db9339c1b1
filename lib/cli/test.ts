/** `npm test`: everything. What `npm run verify` does, then tests on a real PostgreSQL, a real Kafka and a real browser. */
import { relative } from 'node:path';
import { requireChromium } from './chromium.ts';
import { runCommand } from './command.ts';
import { ROOT } from './paths.ts';
import { runPlaywright, runVitest, type Outcome } from './runners.ts';
import { log, Steps } from './steps.ts';
import { settledBy, sum } from './totals.ts';
import { conclude, told, verify } from './verification.ts';
import { buildWeb, isBuilt } from './web-build.ts';

/** More files than these did not fail because the machine was busy. */
const MOST_AGAIN = 4;

await runCommand(
  async () => {
    const steps = new Steps(2);
    const outcomes: Outcome[] = [];
    outcomes.push(...(await steps.step('Types, lint, import rules, unused code, unit tests', verify)));
    outcomes.push(...(await steps.step('Tests on real processes, PostgreSQL, Kafka and a real browser', onServers)));

    const totals = sum(outcomes);
    const failed = outcomes.filter((one) => one.failed > 0);
    if (failed.length > 0) log(`\nFailed: ${failed.map(({ name, fault }) => (fault === null ? name : `${name} (${fault})`)).join('; ')}`);
    if (totals.skipped > 0) log(`${totals.skipped} skipped`);
    return conclude(totals);
  },
  { interrupted: 130 },
);

/** Two at a time: those on Kafka wait more than they work, for groups and for brokers that come and go, and a browser has pauses too. */
async function onServers(): Promise<readonly Outcome[]> {
  const left: Run[] = [(files) => runVitest(['kafka'], 'live', {}, files), inBrowser, (files) => runVitest(['process', 'db'], 'kept', {}, files)];
  const outcomes: [Outcome, Run][] = [];
  const lane = async (): Promise<void> => {
    for (let run = left.shift(); run !== undefined; run = left.shift()) outcomes.push([await told(run([])), run]);
  };
  await Promise.all([lane(), lane()]);
  const settled: Outcome[] = [];
  for (const [outcome, run] of outcomes) settled.push(await alone(outcome, run));
  return settled;
}

/** All tests of a kind, or those of some files. */
type Run = (files: readonly string[]) => Promise<Outcome>;

/**
 * Runs what failed once more, beside nothing else. Many tests hold a promise of time, such as fifteen seconds after an outage, on two cores that
 * other tests keep busy. What fails again has failed; what passes now is told, so that nobody overlooks what happens once in many times.
 */
async function alone(outcome: Outcome, run: Run): Promise<Outcome> {
  const { failed, failedFiles: files, name } = outcome;
  if (failed === 0 || files.length === 0 || files.length > MOST_AGAIN) return outcome;
  const named = files.map((file) => relative(ROOT, file)).join(', ');
  log(`      Once more, alone: ${named}`);
  const settled = settledBy(outcome, await told(run(files)));
  if (settled.failed === 0) log(`      Passed only alone, of the ${name}: ${named}`);
  return { ...outcome, ...settled };
}

/** A browser or a build that is missing fails the browser's tests, not the totals of the others. */
async function inBrowser(files: readonly string[]): Promise<Outcome> {
  try {
    const chromium = await requireChromium((line) => log(`      ${line}`));
    if (!(await isBuilt())) {
      log('      Building the web');
      await buildWeb();
    }
    return await runPlaywright(chromium, files);
  } catch (error) {
    return { name: 'browser tests', passed: 0, failed: 1, skipped: 0, fault: error instanceof Error ? error.message : String(error), failedFiles: [], output: '' };
  }
}
