import { createParser, parseAsFloat, parseAsInteger, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { DEFAULT_RANGE, parseRange, rangeBounds } from '#components/ui/time-range.ts';
import { decodedPart } from '#lib/core/decoded-part.ts';
import type { LagStatus } from '#lib/contracts/lag.ts';
import { GROUP_SORTS } from '#lib/core/lag/group-sorts.ts';
import { LAG_STATUSES } from '#lib/core/lag/statuses.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';

const LONGEST = 1000;
const LARGEST_INT = 2_147_483_647;

const text = createParser({ parse: (value) => value.replaceAll('\0', '').slice(0, LONGEST) || null, serialize: (value: string) => value });
const rangeParser = createParser({ parse: parseRange, serialize: (value: string) => value });
const natural = createParser({ parse: (value) => within(parseAsInteger.parse(value), 0, LARGEST_INT), serialize: String });
/** `stopped,falling-behind`: what is no status is left out, so that an old link still opens. */
const statuses = createParser<readonly LagStatus[]>({
  parse: (value) => {
    const wanted = new Set(value.split(','));
    const fitting = LAG_STATUSES.filter((status) => wanted.has(status));
    return fitting.length === 0 ? null : fitting;
  },
  serialize: (value) => value.join(','),
  eq: (a, b) => a.join() === b.join(),
});

const within = (value: number | null, least: number, most: number): number | null => (value === null || !Number.isFinite(value) || value < least || value > most ? null : value);

/** The name of a group with its source in one text: both may hold a slash, so both are written as parts of a path. */
export const groupKey = ({ source, group }: { source: string; group: string }): string => `${encodedPart(source)}/${encodedPart(group)}`;

export function parseGroupKey(key: string): { readonly source: string; readonly group: string } | null {
  const [source, group, ...rest] = key.split('/');
  return !source || !group || rest.length > 0 ? null : { source: decodedPart(source), group: decodedPart(group) };
}

/** Everything that the list shows is in its address. */
export const lagListParsers = {
  status: statuses,
  q: text,
  source: text,
  sort: parseAsStringLiteral(GROUP_SORTS).withDefault('worst'),
  /** The group beside the list, as `groupKey` writes it. */
  group: createParser({ parse: (value) => (parseGroupKey(value) === null ? null : value), serialize: (value: string) => value }),
};
export type LagListState = inferParserType<typeof lagListParsers>;

const TABS = ['partitions', 'heat', 'waiting', 'members', 'events', 'what-if'] as const;
export type Tab = (typeof TABS)[number];

export const PARTITION_SORTS = ['worst', 'partition', 'lag', 'timeLag', 'rateIn', 'rateOut', 'drain', 'member'] as const;
export type PartitionSort = (typeof PARTITION_SORTS)[number];

export const FASTEST = 100;

/** Everything that one group's page shows is in its address. */
export const groupParsers = {
  range: rangeParser.withDefault(DEFAULT_RANGE),
  /** The range before it was zoomed into: the way back. */
  was: rangeParser,
  tab: parseAsStringLiteral(TABS).withDefault('partitions'),
  sort: parseAsStringLiteral(PARTITION_SORTS).withDefault('worst'),
  topic: text,
  /** Of `topic`. */
  partition: natural,
  /** What if: so many times the pace of today, and so many members more. */
  times: createParser({ parse: (value) => within(parseAsFloat.parse(value), 0, FASTEST), serialize: String }),
  more: natural,
};
export type GroupState = inferParserType<typeof groupParsers>;

const queryOf = (values: Readonly<Record<string, string | number | null | undefined>>): string =>
  new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, String(value)]]))).toString();

/** What the API is asked with, always in the same order, so that it also names the answer in a cache. */
export const listQuery = ({ status, q, source, sort }: Pick<LagListState, 'status' | 'q' | 'source' | 'sort'>): string => queryOf({ status: status?.join(','), q: q?.trim(), source, sort });

export function historyQuery({ range, topic, partition }: Pick<GroupState, 'range' | 'topic' | 'partition'>): string {
  const { from, to } = rangeBounds(range);
  return queryOf({ from: from ?? 'now-90d', to, topic, partition: topic === null ? null : partition });
}

export const waitingQuery = ({ topic, partition }: Pick<GroupState, 'topic' | 'partition'>): string => queryOf({ topic, partition: topic === null ? null : partition });
