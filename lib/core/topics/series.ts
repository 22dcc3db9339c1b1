/** Counts by bucket, type and role, as the series of a chart. */
import type { TopicRole } from '#lib/core/topics/roles.ts';

export interface SeriesCount {
  readonly bucket: number;
  readonly type: string;
  readonly rest: boolean;
  readonly role: TopicRole;
  readonly count: bigint;
  readonly bytes: bigint;
}

interface Series {
  readonly type: string;
  readonly rest: boolean;
  readonly role: TopicRole;
  readonly count: bigint;
  readonly bytes: bigint;
}

/** More cannot be told apart by eye. */
const MOST_SERIES = 7;

/** All series, the largest first; and for each bucket the count of each of the first, with the sum of the others as one more where there are any. */
export function chartOf(bars: readonly SeriesCount[], { count: buckets }: { readonly count: number }): { series: Series[]; counts: number[][] } {
  const nameOf = ({ type, rest, role }: SeriesCount): string => `${role} ${rest ? '' : `=${type}`}`;
  const grouped = [...Map.groupBy(bars, nameOf).values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [{ own, type: first.type, rest: first.rest, role: first.role, count: sum(own, 'count'), bytes: sum(own, 'bytes') }];
  });
  const sorted = grouped.toSorted((a, b) => (a.count === b.count ? (a.type < b.type ? -1 : 1) : a.count > b.count ? -1 : 1));
  const width = sorted.length > MOST_SERIES ? MOST_SERIES + 1 : sorted.length;
  const counts = Array.from({ length: buckets }, () => Array.from({ length: width }, () => 0));
  for (const [index, { own }] of sorted.entries()) {
    const column = Math.min(index, MOST_SERIES);
    for (const { bucket, count } of own) {
      const row = counts[bucket];
      if (row !== undefined) row[column] = (row[column] ?? 0) + Number(count);
    }
  }
  return { series: sorted.map(({ type, rest, role, count, bytes }) => ({ type, rest, role, count, bytes })), counts };
}

const sum = (bars: readonly SeriesCount[], of: 'count' | 'bytes'): bigint => bars.reduce((total, bar) => total + bar[of], 0n);
