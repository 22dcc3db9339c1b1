import { createParser, parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { COLUMNS } from '#components/record-table/columns.tsx';
import { SORTS, type RowFilter, type RowSort } from '#lib/core/record-rows/choose.ts';

/** `duration` upwards, `-duration` downwards. */
const sort = createParser<RowSort>({
  parse: (value) => {
    const descending = value.startsWith('-');
    const by = SORTS.find((each) => each === (descending ? value.slice(1) : value));
    return by === undefined ? null : { by, descending };
  },
  serialize: ({ by, descending }) => `${descending ? '-' : ''}${by}`,
  eq: (a, b) => a.by === b.by && a.descending === b.descending,
});

/** Everything that the table shows is in the address. */
export const tableParsers = {
  find: parseAsString.withDefault(''),
  only: parseAsStringLiteral(['message', 'span'] as const),
  service: parseAsString,
  topic: parseAsString,
  errors: parseAsBoolean.withDefault(false),
  sort,
  /** Null for the usual ones. */
  columns: parseAsArrayOf(parseAsStringLiteral(COLUMNS)),
};

export type TableState = inferParserType<typeof tableParsers>;

export const NO_FILTERS = { find: null, only: null, service: null, topic: null, errors: null } as const;

export const filterOf = ({ find, only, service, topic, errors }: Pick<TableState, 'find' | 'only' | 'service' | 'topic' | 'errors'>): RowFilter => ({ text: find, kind: only, service, topic, errorsOnly: errors });

/** A click on a heading: the largest first where that is what one looks for, then the other way, then as it happened. */
export function nextSort(now: RowSort | null, by: RowSort['by']): RowSort | null {
  const first = LARGEST_FIRST.has(by);
  if (now?.by !== by) return { by, descending: first };
  return now.descending === first ? { by, descending: !first } : null;
}
const LARGEST_FIRST: ReadonlySet<RowSort['by']> = new Set(['wait', 'duration', 'attempt']);
