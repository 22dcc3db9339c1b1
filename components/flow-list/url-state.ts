import { createMultiParser, createParser, parseAsBoolean, parseAsFloat, type inferParserType } from 'nuqs/server';
import { DEFAULT_RANGE, parseRange, rangeBounds } from '#components/ui/time-range.ts';
import { STATUSES } from '#components/ui/statuses.ts';
import type { FlowStatus } from '#lib/contracts/flows.ts';

const MOST_VALUES = 50;

/** `?status=failed&status=stalled`: values that are none are left out, so that an old link still opens. */
const several = <T extends string>(accept: (value: string) => value is T) =>
  createMultiParser<T[]>({
    parse: (values) => {
      const fitting = [...new Set(values.filter(accept))].slice(0, MOST_VALUES);
      return fitting.length > 0 ? fitting : null;
    },
    serialize: (values) => values,
    eq: (a, b) => a.length === b.length && a.every((value, index) => value === b[index]),
  }).withDefault([]);

/** PostgreSQL's text has no U+0000, and so no filter that matches has it either. */
const isText = (value: string): value is string => value !== '' && value.length <= 300 && !value.includes('\0');
const isStatus = (value: string): value is FlowStatus => (STATUSES as readonly string[]).includes(value);

const text = createParser({ parse: (value) => value.replaceAll('\0', '') || null, serialize: (value: string) => value });
const range = createParser({ parse: parseRange, serialize: (value: string) => value }).withDefault(DEFAULT_RANGE);
const duration = createParser({ parse: positive, serialize: String });

function positive(value: string): number | null {
  const ms = parseAsFloat.parse(value);
  return ms !== null && Number.isFinite(ms) && ms > 0 ? ms : null;
}

/** Everything that the list shows is in its address, under the names that the API uses; `range` stands for `from` and `to`. */
export const flowListParsers = {
  range,
  status: several(isStatus),
  kind: several(isText),
  service: several(isText),
  topic: several(isText),
  key: text,
  q: text,
  minDurationMs: duration,
  hasDeadLetters: parseAsBoolean,
};

export type FlowListState = inferParserType<typeof flowListParsers>;

/** The query string of the API for these filters, always in the same order, so that it also names them in a cache. */
export function apiQuery(state: FlowListState): string {
  const query = new URLSearchParams();
  const { from, to } = rangeBounds(state.range);
  if (from) query.set('from', from);
  if (to) query.set('to', to);
  for (const name of ['status', 'kind', 'service', 'topic'] as const) {
    for (const value of state[name]) query.append(name, value);
  }
  if (state.key) query.set('key', state.key);
  if (state.q?.trim()) query.set('q', state.q.trim().slice(0, 500));
  if (state.minDurationMs !== null) query.set('minDurationMs', String(state.minDurationMs));
  if (state.hasDeadLetters !== null) query.set('hasDeadLetters', String(state.hasDeadLetters));
  return query.toString();
}

/** Filters besides the time range: what "clear" takes away. */
export const noFilters = { status: null, kind: null, service: null, topic: null, key: null, q: null, minDurationMs: null, hasDeadLetters: null };

export const isFiltered = (state: FlowListState): boolean => apiQuery({ ...state, range: 'all' }) !== '';
