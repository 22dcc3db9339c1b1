/** `npm run rebuild`: every flow derived again from what was observed, while Throughline runs or while it does not. */
import { parseStartSettings } from '#lib/env/cli.ts';
import { childEnvironment, readText } from '#lib/env/process.ts';
import { migrate } from '#lib/store/migrate.ts';
import { runCommand } from './command.ts';
import { demoData } from './demo-data.ts';
import { hasEmbeddedPostgres } from './embedded-postgres.ts';
import { keepDatabase } from './kept-database.ts';
import { NODE, ROOT } from './paths.ts';
import { nothingToRebuild, parseRebuildOptions, REBUILD_HELP } from './rebuild-options.ts';
import { log, Steps } from './steps.ts';
import { hasExited, spawnTethered } from './tether.ts';

const STOP_MS = 20_000;

await runCommand(
  async (teardown) => {
    const options = parseRebuildOptions(process.argv.slice(2));
    if (options.help) {
      log(REBUILD_HELP);
      return 0;
    }
    const settings = parseStartSettings(childEnvironment({}), readText);
    const dataDir = options.demo ? demoData(settings.dataDir).dir : settings.dataDir;
    if (settings.databaseUrl === null && !(await hasEmbeddedPostgres(dataDir))) throw nothingToRebuild(dataDir, options.demo);
    const steps = new Steps(3);
    const databaseUrl = await steps.step(settings.databaseUrl === null ? 'Finding or starting PostgreSQL' : 'Using the database of DATABASE_URL', async () => settings.databaseUrl ?? keepDatabase(dataDir, teardown));
    await steps.step('Bringing the database to the schema of this version', () => migrate(databaseUrl));
    return steps.step('Deriving all flows again', async () => {
      const child = spawnTethered(NODE, ['lib/collector/rebuild.ts'], { signal: 'TERM', stdout: 'inherit', stderr: 'inherit', cwd: ROOT, env: childEnvironment({ DATABASE_URL: databaseUrl, THROUGHLINE_DATA_DIR: dataDir }) });
      await teardown.add(async () => {
        child.kill('SIGTERM');
        if (!(await hasExited(child, STOP_MS))) child.kill('SIGKILL');
      });
      return new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => resolve(code ?? 1));
      });
    });
  },
  { interrupted: 130 },
);
