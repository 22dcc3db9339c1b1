/** Which records a table shows, and in what order. */
import { isError, type RecordRow } from '#lib/core/record-rows/rows.ts';

export interface RowFilter {
  readonly text: string;
  readonly kind: RecordRow['kind'] | null;
  readonly service: string | null;
  readonly topic: string | null;
  readonly errorsOnly: boolean;
}
export const NO_FILTER: RowFilter = { text: '', kind: null, service: null, topic: null, errorsOnly: false };

/** Causal order, or a column; what has no value comes last either way. */
export const SORTS = ['time', 'sinceStart', 'kind', 'name', 'service', 'topic', 'offset', 'wait', 'duration', 'attempt', 'where'] as const;
export type SortColumn = (typeof SORTS)[number];
export interface RowSort {
  readonly by: SortColumn;
  readonly descending: boolean;
}

/** A test for one row: every word of the text occurs somewhere in what the row says, in any case. */
export function rowTest({ text, kind, service, topic, errorsOnly }: RowFilter): (row: RecordRow) => boolean {
  const words = text.toLowerCase().split(/\s+/u).filter((word) => word !== '');
  return (row) =>
    (kind === null || row.kind === kind) &&
    (service === null || row.service === service || row.groups.includes(service)) &&
    (topic === null || row.topic === topic) &&
    (!errorsOnly || isError(row)) &&
    (words.length === 0 || hasWords(row, words));
}

/** Somebody types one letter after the other: what ten thousand rows say is put together once. */
const said = new WeakMap<RecordRow, string>();

function hasWords(row: RecordRow, words: readonly string[]): boolean {
  let text = said.get(row);
  if (text === undefined) {
    text = [row.name, row.service, row.topic, row.key, row.failure, row.offset, row.id, ...row.groups, ...row.marks.map((mark) => mark.replaceAll('-', ' '))].join('\n').toLowerCase();
    said.set(row, text);
  }
  const known = text;
  return words.every((word) => known.includes(word));
}

export const isFiltering = (filter: RowFilter): boolean => filter.text.trim() !== '' || filter.kind !== null || filter.service !== null || filter.topic !== null || filter.errorsOnly;

const collator = new Intl.Collator('en', { numeric: true });
type Value = string | number | bigint | null;

const VALUES: Record<SortColumn, (row: RecordRow) => Value> = {
  time: ({ rawAt }) => rawAt,
  sinceStart: ({ sinceStart }) => sinceStart,
  kind: ({ kind }) => kind,
  name: ({ name }) => name,
  service: ({ service }) => service,
  topic: ({ topic }) => topic,
  offset: ({ offset }) => (offset === null ? null : /^-?\d+$/.test(offset) ? BigInt(offset) : null),
  wait: ({ waitMs }) => waitMs,
  duration: ({ duration }) => duration,
  attempt: ({ attempt }) => attempt,
  where: ({ kind, service, topic }) => (kind === 'span' ? service : topic),
};

/** Record indexes. `order` is the causal one, which also parts what is equal. */
export function chooseRows(rows: readonly RecordRow[], order: readonly number[], filter: RowFilter, sort: RowSort | null): readonly number[] {
  const fits = rowTest(filter);
  const chosen = isFiltering(filter) ? order.filter((index) => fits(rows[index]!)) : order;
  if (sort === null) return chosen;
  const values = new Map(chosen.map((index) => [index, VALUES[sort.by](rows[index]!)]));
  const sign = sort.descending ? -1 : 1;
  return [...chosen].sort((a, b) => {
    const [left, right] = [values.get(a)!, values.get(b)!];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return sign * compare(left, right);
  });
}

function compare(left: NonNullable<Value>, right: NonNullable<Value>): number {
  if (typeof left === 'string' && typeof right === 'string') return collator.compare(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The services and topics to choose from, each as it first occurs. */
export function valuesOf(rows: readonly RecordRow[], order: readonly number[]): { readonly services: readonly string[]; readonly topics: readonly string[] } {
  const services = new Set<string>();
  const topics = new Set<string>();
  for (const index of order) {
    const { service, topic, groups } = rows[index]!;
    if (service !== null) services.add(service);
    for (const group of groups) services.add(group);
    if (topic !== null) topics.add(topic);
  }
  return { services: [...services], topics: [...topics] };
}
