import type { PartitionSort } from '#components/lag/url-state.ts';
import type { GroupPartition } from '#lib/contracts/lag.ts';
import { severityOf } from '#lib/core/lag/statuses.ts';

/** What is not known goes last, whatever it is sorted by. */
const most = (of: (partition: GroupPartition) => number | null) => (a: GroupPartition, b: GroupPartition): number => (of(b) ?? -1) - (of(a) ?? -1);
const lag = most((partition) => (partition.lag === null ? null : Number(partition.lag)));
const place = (a: GroupPartition, b: GroupPartition): number => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition);

const ORDERS: Record<PartitionSort, (a: GroupPartition, b: GroupPartition) => number> = {
  worst: (a, b) => severityOf(a.status) - severityOf(b.status) || lag(a, b),
  partition: place,
  lag,
  timeLag: most(({ timeLagMs }) => timeLagMs),
  rateIn: most(({ rateIn }) => rateIn),
  rateOut: most(({ rateOut }) => rateOut),
  drain: most(({ drain, drainMs }) => (drain === 'never' ? Infinity : drain === 'in' ? drainMs : drain === 'none' ? 0 : null)),
  member: (a, b) => compareNames(a.member, b.member),
};

const compareNames = (a: string | null, b: string | null): number => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);

export const orderPartitions = (partitions: readonly GroupPartition[], sort: PartitionSort): GroupPartition[] => partitions.toSorted((a, b) => signOf(ORDERS[sort](a, b)) || place(a, b));

/** Two partitions that never drain differ by nothing. */
const signOf = (difference: number): number => (Number.isNaN(difference) ? 0 : difference);
