import { createParser, parseAsInteger, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { DEFAULT_RANGE, parseRange, rangeBounds } from '#components/ui/time-range.ts';

const LONGEST_TEXT = 500;
const LONGEST_KEY = 2000;

const text = (longest: number) => createParser({ parse: (value) => value.replaceAll('\0', '').slice(0, longest) || null, serialize: (value: string) => value });
const range = createParser({ parse: parseRange, serialize: (value: string) => value }).withDefault(DEFAULT_RANGE);
const count = createParser({ parse: (value) => natural(parseAsInteger.parse(value)), serialize: String });
const time = createParser({ parse: (value) => (/^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null), serialize: (value: string) => value });
const digits = createParser({ parse: (value) => (/^\d{1,18}$/.test(value) ? value : null), serialize: (value: string) => value });
/** `partition/offset` */
const message = createParser({ parse: (value) => (/^\d{1,10}\/\d{1,19}$/.test(value) ? value : null), serialize: (value: string) => value });

const natural = (value: number | null): number | null => (value !== null && value >= 0 && value <= 2_147_483_647 ? value : null);

export const SORTS = ['name', 'rate', 'messages', 'kept', 'lag', 'lastMessageAt'] as const;

/** The list, in its address. */
export const topicListParsers = { range, q: text(LONGEST_TEXT), sort: parseAsStringLiteral(SORTS).withDefault('name') };
type TopicListState = inferParserType<typeof topicListParsers>;

const TABS = ['messages', 'groups', 'partitions', 'types'] as const;
export type Tab = (typeof TABS)[number];

/** Everything that one topic's page shows is in its address. */
export const topicParsers = {
  range,
  tab: parseAsStringLiteral(TABS).withDefault('messages'),
  incarnation: count,
  q: text(LONGEST_TEXT),
  key: text(LONGEST_KEY),
  partition: count,
  /** Messages from this time on. */
  from: time,
  /** Messages before this time. */
  to: time,
  /** Messages from this offset of the chosen partition back. */
  offset: digits,
  /** The message that is unfolded. */
  message,
};
export type TopicState = inferParserType<typeof topicParsers>;

const queryOf = (values: Readonly<Record<string, string | number | null | undefined>>): string =>
  new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, String(value)]]))).toString();

/** What the API is asked with, always in the same order, so that it also names the answer in a cache. */
export const listQuery = (state: TopicListState): string => queryOf({ ...rangeBounds(state.range), q: state.q?.trim(), sort: state.sort });
export const topicQuery = (state: Pick<TopicState, 'range' | 'incarnation'>): string => queryOf({ ...rangeBounds(state.range), incarnation: state.incarnation });
export function messagesQuery({ q, key, from, to, partition, offset, incarnation }: Pick<TopicState, 'q' | 'key' | 'from' | 'to' | 'partition' | 'offset' | 'incarnation'>): string {
  return queryOf({ q: q?.trim(), key, from, to, partition, offset: partition === null ? null : offset, incarnation });
}

/** Whether the list ends in the past: nothing new can come to its top. */
export const isPast = ({ to, offset }: Pick<TopicState, 'to' | 'offset'>): boolean => to !== null || offset !== null;
export const isSearch = ({ q, key }: Pick<TopicState, 'q' | 'key'>): boolean => Boolean(q?.trim()) || key !== null;
