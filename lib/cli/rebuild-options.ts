/** The command line of `npm run rebuild`. */
import { parseArgs } from 'node:util';
import { CommandError } from './command.ts';

export interface RebuildOptions {
  /** The flows of `npm run demo`, which keeps a database of its own. */
  readonly demo: boolean;
  readonly help: boolean;
}

export const REBUILD_HELP = `npm run rebuild [-- --demo]
  --demo        the flows of npm run demo, instead of those of npm start`;

/** Throws `CommandError` with what is wrong. */
export function parseRebuildOptions(args: readonly string[]): RebuildOptions {
  try {
    const { demo = false, help = false } = parseArgs({ args: [...args], options: { demo: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } }).values;
    return { demo, help };
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n${REBUILD_HELP}`);
  }
}

/** What is said where there is no database yet: an empty one would be made, and nothing derived of it. */
export function nothingToRebuild(dataDir: string, demo: boolean): CommandError {
  const other = demo ? 'Start npm run demo once, or leave out --demo' : 'Start npm start once; the flows of the demo are derived again by npm run rebuild -- --demo';
  return new CommandError(`There is no database in ${dataDir} yet, so there is nothing to derive. ${other}.`);
}
