import { createParser, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { parseRange, rangeBounds } from '#components/ui/time-range.ts';
import type { DeadLetterState } from '#lib/contracts/dead-letters.ts';
import { DEAD_LETTER_STATES } from '#lib/core/dead-letters/states.ts';

const LONGEST = 1000;
const LONGEST_TEXT = 500;

const text = (longest: number) => createParser({ parse: (value) => value.replaceAll('\0', '').slice(0, longest) || null, serialize: (value: string) => value });
const range = createParser({ parse: parseRange, serialize: (value: string) => value });
const hex32 = createParser({ parse: (value) => (/^[0-9a-f]{32}$/.test(value) ? value : null), serialize: (value: string) => value });

/** What somebody has still to do something about. */
export const WAITING: readonly DeadLetterState[] = ['open', 'replaying', 'failed-again'];
const EVERY: readonly DeadLetterState[] = DEAD_LETTER_STATES;

/** `open,replaying`, or `all`; what is no state is left out, so that an old link still opens. */
const states = createParser<readonly DeadLetterState[]>({
  parse: (value) => {
    if (value === 'all') return EVERY;
    const wanted = new Set(value.split(','));
    const fitting = EVERY.filter((state) => wanted.has(state));
    return fitting.length === 0 ? null : fitting;
  },
  serialize: (value) => (value.length === EVERY.length ? 'all' : value.join(',')),
  eq: (a, b) => a.join() === b.join(),
});

export const SORTS = ['lastSeen', 'firstSeen', 'count', 'open', 'title'] as const;
const VIEWS = ['groups', 'messages'] as const;
export type View = (typeof VIEWS)[number];
const OF_MESSAGES = new Set<string>(['type', 'deadLetterTopic']);
const OF_GROUPS = new Set<string>(['owner']);

/** Everything that the list shows is in its address. */
export const listParsers = {
  view: parseAsStringLiteral(VIEWS).withDefault('groups'),
  /** An old dead letter waits like a new one: no time is the default. */
  range: range.withDefault('all'),
  state: states.withDefault(WAITING),
  q: text(LONGEST_TEXT),
  topic: text(LONGEST),
  group: text(LONGEST),
  exceptionType: text(LONGEST),
  /** The type of the message, and the topic on which it stands: of the view of messages only. */
  type: text(LONGEST),
  deadLetterTopic: text(LONGEST),
  owner: text(200),
  source: text(200),
  sort: parseAsStringLiteral(SORTS).withDefault('lastSeen'),
  /** The failure group beside the list. */
  chosen: hex32,
};
export type ListState = inferParserType<typeof listParsers>;

const TABS = ['cause', 'messages', 'history'] as const;
export type Tab = (typeof TABS)[number];

/** Everything that one failure group's page shows is in its address. */
export const groupParsers = { tab: parseAsStringLiteral(TABS).withDefault('cause'), state: states, q: text(LONGEST_TEXT), type: text(LONGEST) };

const queryOf = (values: Readonly<Record<string, string | null | undefined>>): string =>
  new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, value]]))).toString();

const stateText = (state: readonly DeadLetterState[] | null): string | null => (state === null || state.length === EVERY.length ? null : state.join(','));

/** What the API is asked with, always in the same order, so that it also names the answer in a cache. */
export const groupsQuery = ({ range: chosen, state, q, topic, group, exceptionType, owner, source, sort }: ListState): string =>
  queryOf({ ...rangeBounds(chosen), state: stateText(state), q: q?.trim(), topic, group, exceptionType, owner, source, sort });

/** The same for single messages, by which a replay can select too. */
export const lettersQuery = ({ range: chosen, state, q, topic, group, exceptionType, type, deadLetterTopic, source }: ListState): string =>
  queryOf({ ...rangeBounds(chosen), state: stateText(state), q: q?.trim(), topic, group, exceptionType, type, deadLetterTopic, source });

export const lettersOfGroup = (failureGroup: string, { state, q, type }: inferParserType<typeof groupParsers>): string => queryOf({ failureGroup, state: stateText(state), q: q?.trim(), type });

/** Which of the filters that have no field of their own are in force. */
export const NAMED_FILTERS = ['topic', 'group', 'exceptionType', 'owner', 'source', 'type', 'deadLetterTopic'] as const;
export const FILTER_WORDS: Record<(typeof NAMED_FILTERS)[number], string> = { topic: 'from topic', group: 'failed in', exceptionType: 'exception', owner: 'owner', source: 'source', type: 'message type', deadLetterTopic: 'on topic' };

/** By something else than the state. */
export const isFiltered = ({ range: chosen, q, view, ...state }: ListState): boolean => chosen !== 'all' || Boolean(q?.trim()) || NAMED_FILTERS.some((name) => state[name] !== null && !(view === 'groups' ? OF_MESSAGES : OF_GROUPS).has(name));
