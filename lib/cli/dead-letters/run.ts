import { parseApiClientSettings } from '#lib/env/api-client.ts';
import { apiOf } from './api.ts';
import { Ended, EXIT } from './exit-codes.ts';
import { list } from './list.ts';
import { HELP, parseCommand } from './options.ts';
import { plan } from './plan.ts';
import { replay } from './replay.ts';
import type { Output } from './say.ts';

export interface Surroundings {
  readonly environment: Parameters<typeof parseApiClientSettings>[0];
  readonly out: Output;
  /** What is wrong, for people. */
  readonly complain: (message: string) => void;
}

/** Answers the exit code. Throws `SettingsError`. */
export async function run(args: readonly string[], { environment, out, complain }: Surroundings): Promise<number> {
  try {
    const command = parseCommand(args);
    if (command.verb === 'help') {
      out.write(HELP);
      return EXIT.ok;
    }
    const api = apiOf(parseApiClientSettings(environment, command.url));
    if (command.verb === 'list') return await list(api, command, out);
    return command.verb === 'plan' ? await plan(api, command, out) : await replay(api, command, out);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    complain(error.message);
    return error.code;
  }
}
