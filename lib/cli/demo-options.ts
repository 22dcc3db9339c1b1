/** The command line of `npm run demo`. What the services take is checked by themselves, before anything is started. */
import { parseArgs } from 'node:util';
import { CommandError } from './command.ts';
import { runText } from './local-kafka-command.ts';
import { NODE, ROOT } from './paths.ts';

export interface DemoCommandOptions {
  /** Begins with nothing: what the demo kept is removed. */
  readonly fresh: boolean;
  readonly help: boolean;
  /** For `lib/demo/main.ts`, as they came. */
  readonly serviceArgs: readonly string[];
}

export const DEMO_HELP = `npm run demo [-- --rate 2 --faults all --seed 1 --fresh]
  --rate N      orders a second; trips and plays follow it (2)
  --faults …    all, none, or names with commas: payment-declines, depleted-stock, lost-shipments, late-trips,
                duplicate-trips, slow-analytics, hot-partition, poison-messages, huge-payloads, clock-skew (all)
  --seed N      the same seed plays the same faults again (1)
  --fresh       forgets what former runs left behind`;

/** How the services' program is called; kafkajs 2 sets timers in the past, which Node warns about. */
export const DEMO_PROGRAM = ['--disable-warning=TimeoutNegativeWarning', 'lib/demo/main.ts'];

/** Throws `CommandError` with what is wrong. */
export function parseDemoOptions(args: readonly string[]): DemoCommandOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { fresh: { type: 'boolean' }, help: { type: 'boolean', short: 'h' }, rate: { type: 'string' }, faults: { type: 'string' }, seed: { type: 'string' } },
    });
    const { fresh = false, help = false, ...passed } = values;
    return { fresh, help, serviceArgs: Object.entries(passed).flatMap(([name, value]) => [`--${name}`, value]) };
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n${DEMO_HELP}`);
  }
}

/** Throws `CommandError` with the services' own words. */
export async function checkServiceArgs(serviceArgs: readonly string[]): Promise<void> {
  try {
    await runText(NODE, [...DEMO_PROGRAM, '--check', '--brokers', 'none:0', ...serviceArgs], { cwd: ROOT });
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(`${NODE} failed: `, '') : String(error);
    throw new CommandError(`${said}\n${DEMO_HELP}`);
  }
}
