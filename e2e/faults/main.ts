/** `npm run test:faults`: the tests of survival in their long form, on a PostgreSQL and a Kafka of their own. */
import { parseArgs } from 'node:util';
import { CommandError, runCommand } from '#lib/cli/command.ts';
import { runVitest } from '#lib/cli/runners.ts';
import { log } from '#lib/cli/steps.ts';

/** Beside what they test, and with a long form too: bodies with every damage. */
const FUZZED = ['lib/sources/http/fuzz.test.ts', 'lib/sources/otlp/agreement.test.ts'];

const HELP = `npm run test:faults [-- --seed 1 --runs 50 --only 'kill points']
  --seed N     of the first run; each run has the next (1)
  --runs N     of each test that is run more than once (50)
  --only TEXT  the tests whose names hold this
Pages are read during the flood: npm run build comes first.`;

await runCommand(
  async () => {
    const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '50' }, only: { type: 'string', default: '' }, help: { type: 'boolean', default: false } } });
    if (values.help) {
      log(HELP);
      return 0;
    }
    const { seed, runs } = { seed: whole('seed', values.seed, 0), runs: whole('runs', values.runs, 1) };
    const { passed, failed, fault } = await runVitest(['kafka', 'unit'], 'live', { FAULTS_SEED: String(seed), FAULTS_RUNS: String(runs) }, ['e2e/faults/', ...FUZZED, ...(values.only === '' ? [] : ['-t', values.only])]);
    log(`\n${passed} passed, ${failed} failed${fault === null ? '' : ` (${fault})`}; seed ${seed}, ${runs} runs`);
    return failed === 0 ? 0 : 1;
  },
  { interrupted: 130 },
);

function whole(name: string, text: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw new CommandError(`--${name} takes a whole number of at least ${least}.\n\n${HELP}`);
  return Number(text);
}
