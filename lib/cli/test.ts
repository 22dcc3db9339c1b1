/** `npm test`: everything. What `npm run verify` does, then tests on a real PostgreSQL, a real Kafka and a real browser. */
import { requireChromium } from './chromium.ts';
import { runCommand } from './command.ts';
import { runPlaywright, runVitest, type Outcome } from './runners.ts';
import { log, Steps } from './steps.ts';
import { sum } from './totals.ts';
import { conclude, told, verify } from './verification.ts';
import { buildWeb, isBuilt } from './web-build.ts';

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
  const left = [() => runVitest(['kafka'], 'live'), inBrowser, () => runVitest(['process', 'db'], 'kept')];
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) outcomes.push(await told(next()));
  };
  await Promise.all([lane(), lane()]);
  return outcomes;
}

/** A browser or a build that is missing fails the browser's tests, not the totals of the others. */
async function inBrowser(): Promise<Outcome> {
  try {
    const chromium = await requireChromium((line) => log(`      ${line}`));
    if (!(await isBuilt())) {
      log('      Building the web');
      await buildWeb();
    }
    return await runPlaywright(chromium);
  } catch (error) {
    return { name: 'browser tests', passed: 0, failed: 1, skipped: 0, fault: error instanceof Error ? error.message : String(error), output: '' };
  }
}
