import type { FlowSummary } from '#lib/contracts/flows.ts';

/** The orders that the API knows, each from the greatest down; the same among equals by id. */
export const SORTS = ['startedAt', 'lastActivityAt', 'duration'] as const;
export type Sort = (typeof SORTS)[number];

type Sorted = Pick<FlowSummary, 'id' | 'startedAt' | 'lastActivityAt' | 'durationMs'>;

/** The API's order. RFC 3339 in UTC sorts as text once the digits below a second are padded. */
export function compareBy(sort: Sort): (a: Sorted, b: Sorted) => number {
  const by = (a: Sorted, b: Sorted): number => {
    if (sort === 'duration') return b.durationMs - a.durationMs;
    const [x, y] = [sortable(a[sort]), sortable(b[sort])];
    return x === y ? 0 : x < y ? 1 : -1;
  };
  return (a, b) => by(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

const sortable = (time: string): string => {
  const [seconds = '', fraction = ''] = time.slice(0, -1).split('.');
  return `${seconds}.${fraction.padEnd(6, '0')}`;
};
