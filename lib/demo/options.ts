import { parseArgs } from 'node:util';
import { parseFaults, type FaultSettings } from './faults.ts';

/** What every process of the demo is told on its command line. */
export interface DemoOptions extends FaultSettings {
  readonly brokers: readonly string[];
  /** Where spans go: `http://127.0.0.1:4318`. Null exports none. */
  readonly otlp: string | null;
  /** Orders a second; trips and plays follow it. */
  readonly rate: number;
  /** As many orders, and then no more; null goes on for ever. */
  readonly orders: number | null;
  /** Milliseconds of the epoch: the same for all processes of one run. */
  readonly startedAt: number;
  /** A folder in which each service notes what it produced, consumed and traced; null notes nothing. */
  readonly journalDir: string | null;
  readonly stateFile: string | null;
  /** Empty means all. */
  readonly services: readonly string[];
  /** Ends when the options are understood: for those who want to know before they start anything. */
  readonly check: boolean;
}

/** Throws with a sentence for people. */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      brokers: { type: 'string' },
      otlp: { type: 'string' },
      rate: { type: 'string', default: '2' },
      orders: { type: 'string' },
      faults: { type: 'string', default: 'all' },
      seed: { type: 'string', default: '1' },
      'started-at': { type: 'string', default: String(Date.now()) },
      journal: { type: 'string' },
      state: { type: 'string' },
      services: { type: 'string', default: '' },
      check: { type: 'boolean', default: false },
    },
  });
  if (!values.brokers) throw new Error('--brokers is missing, for example --brokers 127.0.0.1:9092');
  return {
    brokers: values.brokers.split(','),
    otlp: values.otlp?.replace(/\/$/, '') ?? null,
    rate: positive('rate', values.rate, 2000),
    orders: values.orders === undefined ? null : positive('orders', values.orders, 1e9),
    faults: parseFaults(values.faults),
    seed: Number.parseInt(values.seed, 10) || 1,
    startedAt: Number(values['started-at']),
    journalDir: values.journal ?? null,
    stateFile: values.state ?? null,
    services: values.services.split(',').filter((name) => name !== ''),
    check: values.check,
  };
}

/** The same options for another process. */
export function optionArgs(options: DemoOptions, services: readonly string[]): string[] {
  const optional = (name: string, value: string | number | null): string[] => (value === null ? [] : [`--${name}`, String(value)]);
  return [
    ...['--brokers', options.brokers.join(',')],
    ...optional('otlp', options.otlp),
    ...['--rate', String(options.rate)],
    ...optional('orders', options.orders),
    ...['--faults', [...options.faults].join(',') || 'none'],
    ...['--seed', String(options.seed)],
    ...['--started-at', String(options.startedAt)],
    ...optional('journal', options.journalDir),
    ...['--services', services.join(',')],
  ];
}

function positive(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!(value > 0 && value <= most)) throw new Error(`--${name} must be a number above 0 and at most ${most}, not ${JSON.stringify(text)}`);
  return value;
}
