import { createMultiParser, createParser, parseAsBoolean, parseAsFloat, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { parseColumns, type ColumnId } from '#components/flow-list/columns.ts';
import { SORTS } from '#components/flow-list/sorts.ts';
import { DEFAULT_RANGE, parseRange } from '#components/ui/time-range.ts';
import { isFlowStatus } from '#lib/core/flow-query/filter.ts';
import { isKeyName } from '#lib/core/flow-query/print.ts';

const MOST_VALUES = 50;
const LONGEST_VALUE = 300;

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
const isText = (value: string): value is string => value !== '' && value.length <= LONGEST_VALUE && !value.includes('\0');

const text = createParser({ parse: (value) => value.replaceAll('\0', '') || null, serialize: (value: string) => value });
const key = createParser({ parse: (value) => value.replaceAll('\0', '').slice(0, LONGEST_VALUE) || null, serialize: (value: string) => value });
const keyName = createParser({ parse: (value) => (isKeyName(value) ? value : null), serialize: (value: string) => value });
const range = createParser({ parse: parseRange, serialize: (value: string) => value });
const duration = createParser({ parse: positive, serialize: String });
const columns = createParser<readonly ColumnId[]>({ parse: parseColumns, serialize: (ids) => ids.join(','), eq: (a, b) => a.join() === b.join() });

function positive(value: string): number | null {
  const ms = parseAsFloat.parse(value);
  return ms !== null && Number.isFinite(ms) && ms > 0 ? ms : null;
}

/** What chooses flows, under the names that the API uses. */
const filterParsers = {
  status: several(isFlowStatus),
  kind: several(isText),
  service: several(isText),
  topic: several(isText),
  notStatus: several(isFlowStatus),
  notKind: several(isText),
  notService: several(isText),
  notTopic: several(isText),
  key,
  keyName,
  q: text,
  minDurationMs: duration,
  maxDurationMs: duration,
  hasDeadLetters: parseAsBoolean,
};

/** Everything that the list shows is in its address; `range` stands for the API's `from` and `to`. */
export const flowListParsers = {
  ...filterParsers,
  range: range.withDefault(DEFAULT_RANGE),
  /** The range before it was zoomed into: the way back. */
  was: range,
  sort: parseAsStringLiteral(SORTS).withDefault('startedAt'),
  /** Null where the reader's own are in force. */
  columns,
  /** Of the saved view that was opened. */
  view: text,
};

export type FilterState = inferParserType<typeof filterParsers>;
export type FlowListState = inferParserType<typeof flowListParsers>;
