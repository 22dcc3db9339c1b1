/** `throughline dead-letters list|plan|replay`: the HTTP API for scripts. */
import { parseApiClientSettings } from '#lib/env/api-client.ts';
import { environment } from '#lib/env/process.ts';
import { runCommand } from './command.ts';
import { apiOf } from './dead-letters/api.ts';
import { Ended, EXIT } from './dead-letters/exit-codes.ts';
import { list } from './dead-letters/list.ts';
import { HELP, parseCommand, type Command } from './dead-letters/options.ts';
import { plan } from './dead-letters/plan.ts';
import { replay } from './dead-letters/replay.ts';
import type { Output } from './dead-letters/say.ts';
import { log } from './steps.ts';

const out: Output = { write: (text) => process.stdout.write(`${text}\n`) };

async function run(command: Command): Promise<number> {
  if (command.verb === 'help') {
    out.write(HELP);
    return EXIT.ok;
  }
  const api = apiOf(parseApiClientSettings(environment(), command.url));
  if (command.verb === 'list') return list(api, command, out);
  return command.verb === 'plan' ? plan(api, command, out) : replay(api, command, out);
}

// Whoever takes only the first lines has all that they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed));

await runCommand(
  async () => {
    try {
      return await run(parseCommand(process.argv.slice(2)));
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      log(error.message);
      return error.code;
    }
  },
  { interrupted: EXIT.interrupted },
);
