/** What every bench does around its measuring: reads its options, writes its report, says whether its targets were met. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError, runCommand } from '#lib/cli/command.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { log } from '#lib/cli/steps.ts';
import type { Teardown } from '#lib/cli/teardown.ts';

/** A whole number within bounds, both of them allowed. */
interface NumberOption {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

interface Bench<Name extends string, Text extends string> {
  /** As it is started: `npm run bench:ui`. */
  readonly command: string;
  /** A line each for its options, below the line that shows how it is started. */
  readonly help: string;
  readonly numbers: Readonly<Record<Name, NumberOption>>;
  /** Options of text; null where nothing is usual. `out` is where the report goes. */
  readonly texts: Readonly<Record<Text | 'out', string | null>>;
}

type Options<Name extends string, Text extends string> = Readonly<Record<Name, number> & Record<Text, string | null>>;

interface Outcome {
  /** Markdown. */
  readonly report: string;
  readonly table: string;
  /** What it comes to, in a sentence. */
  readonly said: string;
  readonly met: boolean;
}

type Measure<Name extends string, Text extends string> = (options: Options<Name, Text>, teardown: Teardown, commandLine: string) => Promise<Outcome>;

/** Runs a bench as a command of its own: it ends with 0 where every target was met. */
export async function runBench<Name extends string, Text extends string = never>(bench: Bench<Name, Text>, measure: Measure<Name, Text>): Promise<void> {
  silenceTimersInThePast();
  const args = process.argv.slice(2);
  await runCommand(async (teardown) => {
    const options = benchOptions(bench, args);
    if (options === null) {
      log(bench.help);
      return 0;
    }
    const { report, table, said, met } = await measure(options, teardown, [bench.command, ...(args.length > 0 ? ['--', ...args] : [])].join(' '));
    const out = resolve(ROOT, options.out);
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, report);
    process.stdout.write(`\n${table}\n\n`);
    log(`${said} The report is in ${options.out}.`);
    return met ? 0 : 1;
  });
}

/** kafkajs 2 sets timers in the past, which Node warns about and does at once. */
function silenceTimersInThePast(): void {
  process.removeAllListeners('warning').on('warning', (warning) => {
    if (warning.name !== 'TimeoutNegativeWarning') log(String(warning));
  });
}

/** Null where help was asked for. Throws `CommandError` with the help where an option is wrong. */
function benchOptions<Name extends string, Text extends string>({ help, numbers, texts }: Bench<Name, Text>, args: readonly string[]): (Options<Name, Text> & { readonly out: string }) | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h' }, ...Object.fromEntries([...Object.keys(numbers), ...Object.keys(texts)].map((name) => [name, { type: 'string' as const }])) },
    }) as { values: Readonly<Record<string, string | boolean | undefined>> };
    if (values['help'] === true) return null;
    const read = [
      ...Object.entries<NumberOption>(numbers).map(([name, bounds]) => [name, wholeNumber(name, values[name], bounds)] as const),
      ...Object.entries<string | null>(texts).map(([name, usual]) => [name, values[name] ?? usual] as const),
    ];
    return Object.fromEntries(read) as Options<Name, Text> & { readonly out: string };
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n${help}`);
  }
}

function wholeNumber(name: string, text: string | boolean | undefined, { usual, least, most }: NumberOption): number {
  if (text === undefined) return usual;
  if (!/^\d{1,12}$/.test(String(text)) || Number(text) < least || Number(text) > most) throw new Error(`--${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`);
  return Number(text);
}
