/** What takes seconds and runs before every commit: types, lint, import rules, unused code, and the tests that need nothing. */
import { checkImports, checkLint, checkTypes, checkUnused, runVitest, type Outcome } from './runners.ts';
import { log, secondsText } from './steps.ts';

export async function verify(): Promise<readonly Outcome[]> {
  // All at once: each is done before the others would notice.
  return Promise.all([checkTypes(), checkLint(), checkImports(), checkUnused(), runVitest(['unit'], 'kept')].map(told));
}

/** Says how it went, with the tool's own words where it failed. */
export async function told(running: Promise<Outcome>): Promise<Outcome> {
  const started = performance.now();
  const outcome = await running;
  const { name, passed, failed, skipped, fault, output } = outcome;
  const counts = passed + failed === 1 ? '' : `: ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`;
  const left = skipped > 0 ? `, ${skipped} skipped` : '';
  if (failed > 0 && output.trim() !== '') log(`\n${output.trim()}\n`);
  log(`      ${failed > 0 ? 'FAILED' : 'ok'}  ${name}${counts}${left} (${secondsText(performance.now() - started)})${fault === null ? '' : `: ${fault}`}`);
  return outcome;
}

/** The last line of every run, and its exit code. */
export function conclude(totals: { readonly passed: number; readonly failed: number }): number {
  process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
  return totals.failed === 0 ? 0 : 1;
}
