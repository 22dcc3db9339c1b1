/** The command line of `throughline dead-letters`. */
import { parseArgs } from 'node:util';
import { Ended, EXIT } from './exit-codes.ts';

export const HELP = `throughline dead-letters list   [--letters] [filters] [--limit N|all] [--json]
throughline dead-letters plan   (--failure-group ID | --letter ID … | filters | --all-open) --reason TEXT [plan options] [--json]
throughline dead-letters replay ID --confirm COUNT [--wait] [--json]
throughline dead-letters replay (as for plan) --reason TEXT --confirm COUNT [--wait] [--json]

list shows failure groups, the last seen first, or with --letters dead letters one by one.
plan freezes a selection and says what would be sent and what is refused; nothing is sent.
replay starts what was planned, or plans and starts, where COUNT is how many would be sent; else nothing starts.

Filters        --state S[,S] --topic T --group G --exception E --source S --q TEXT --from TIME --to TIME
               and of dead letters --failure-group ID --dead-letter-topic T --type T --flow ID
               TIME is RFC 3339, or such as now-15m
Plan options   --target TOPIC --partition N|same|by-key --rate N (a second) --no-canary --stop-at SHARE
--wait         until every message that was sent has its outcome
--json         JSON, one object a line, instead of words
--url URL      of the web; THROUGHLINE_URL, or http://127.0.0.1:3000. The token is read from THROUGHLINE_TOKEN

Exit codes     0 done   1 failed   2 wrong command line or input
               3 nothing to send, or not as many as were confirmed: nothing was started
               4 with --wait: not all succeeded   130 interrupted: what was started goes on`;

const FILTERS = { state: 'state', topic: 'topic', group: 'group', exception: 'exceptionType', source: 'source', q: 'q', from: 'from', to: 'to', 'failure-group': 'failureGroup', 'dead-letter-topic': 'deadLetterTopic', type: 'type', flow: 'flow' } as const;
/** Of single dead letters. */
const OF_LETTERS = ['failure-group', 'dead-letter-topic', 'type', 'flow'] as const;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  ...(Object.fromEntries(Object.keys(FILTERS).map((name) => [name, text])) as Record<keyof typeof FILTERS, typeof text>), // the names that it is made of
  letter: { type: 'string', multiple: true }, letters: flag, 'all-open': flag, reason: text, target: text, partition: text, rate: text, 'no-canary': flag, 'stop-at': text,
  confirm: text, wait: flag, limit: text, json: flag, url: text, help: { type: 'boolean', short: 'h' },
} as const;

export interface Common {
  readonly url: string | undefined;
  readonly json: boolean;
}
export type Filter = Readonly<Record<string, string>>;

export interface ListCommand extends Common {
  readonly verb: 'list';
  readonly what: 'failure-groups' | 'dead-letters';
  readonly filter: Filter;
  readonly most: number;
}
export interface PlanCommand extends Common {
  readonly verb: 'plan';
  /** The body of the request. */
  readonly request: Readonly<Record<string, unknown>>;
}
export interface ReplayCommand extends Common {
  readonly verb: 'replay';
  /** The id of what was planned, or what is to be planned. */
  readonly replay: string | Readonly<Record<string, unknown>>;
  readonly confirm: number;
  readonly wait: boolean;
}
export type Command = ListCommand | PlanCommand | ReplayCommand | { readonly verb: 'help' };

/** Throws `Ended` with what is wrong. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parsed(args);
  const [verb, ...rest] = positionals;
  if (values.help === true || verb === undefined || verb === 'help') return { verb: 'help' };
  const common = { url: values.url, json: values.json ?? false };
  const filter = Object.fromEntries(Object.entries(FILTERS).flatMap(([name, parameter]) => (values[name as keyof typeof FILTERS] === undefined ? [] : [[parameter, values[name as keyof typeof FILTERS] ?? '']])));
  const none = (): void => {
    if (rest.length > 0) throw wrong(`${verb} takes no ${JSON.stringify(rest[0])}.`);
  };
  if (verb === 'list') {
    none();
    const single = OF_LETTERS.find((name) => values[name] !== undefined);
    if (single !== undefined && values.letters !== true) throw wrong(`--${single} is a filter of dead letters: say --letters too.`);
    return { ...common, verb, what: values.letters === true ? 'dead-letters' : 'failure-groups', filter, most: values.limit === 'all' ? Infinity : numberOf('limit', values.limit ?? '50', 1) };
  }
  if (verb === 'plan') {
    none();
    return { ...common, verb, request: requestOf(values, filter) };
  }
  if (verb !== 'replay') throw wrong(`There is no ${JSON.stringify(verb.slice(0, 40))}.`);
  if (rest.length > 1 || (rest[0] !== undefined && !/^\d{1,18}$/.test(rest[0]))) throw wrong(`replay takes the id of one plan, not ${JSON.stringify(rest.join(' ').slice(0, 80))}.`);
  if (values.confirm === undefined) throw wrong('Say --confirm COUNT: how many messages are to be sent. plan tells how many there are.');
  if (rest[0] !== undefined && (Object.keys(filter).length > 0 || values.letter !== undefined || values.reason !== undefined)) throw wrong('What was planned is not selected again: give either the id of a plan, or what to plan.');
  return { ...common, verb, replay: rest[0] ?? requestOf(values, filter), confirm: numberOf('confirm', values.confirm, 0), wait: values.wait ?? false };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof parsed>['values'];

function requestOf(values: Values, { failureGroup, ...filter }: Filter): Readonly<Record<string, unknown>> {
  const byFilter = Object.keys(filter).length > 0 || values['all-open'] === true;
  const selections = [
    ...(values.letter === undefined ? [] : [{ deadLetterIds: values.letter }]),
    ...(failureGroup !== undefined && !byFilter ? [{ failureGroup }] : []),
    ...(byFilter ? [{ filter: { ...filter, ...(failureGroup === undefined ? {} : { failureGroup }) } }] : []),
  ];
  if (selections.length !== 1) throw wrong('Select by --failure-group, by --letter, by filters, or say --all-open.');
  if (values.reason === undefined) throw wrong('Say --reason: it is kept in the audit log.');
  const { target, partition } = values;
  if (partition !== undefined && target === undefined) throw wrong('--partition is one of --target.');
  return {
    ...selections[0],
    reason: values.reason,
    ...(target === undefined ? {} : { target: { topic: target, ...(partition === undefined ? {} : { partition: /^\d+$/.test(partition) ? Number(partition) : partition }) } }),
    ...(values.rate === undefined ? {} : { ratePerSecond: numberOf('rate', values.rate, 0) }),
    ...(values['no-canary'] === true ? { canary: false } : {}),
    ...(values['stop-at'] === undefined ? {} : { stopAtFailedShare: numberOf('stop-at', values['stop-at'], 0) }),
  };
}

function numberOf(name: string, given: string, least: number): number {
  const number = Number(given);
  if (given.trim() === '' || !Number.isFinite(number) || number < least) throw wrong(`--${name} must be a number of at least ${least}, not ${JSON.stringify(given.slice(0, 40))}.`);
  return number;
}

const wrong = (message: string): Ended => new Ended(EXIT.usage, `${message}\n\n${HELP}`);
