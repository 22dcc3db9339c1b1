import { lagBetween } from '#lib/core/lag/window.ts';

export interface PartitionOffset {
  readonly partition: number;
  /** Null: there is none any more. */
  readonly offset: bigint | null;
}

/** Messages between what a group has committed and the ends of the partitions that it commits on; null where the end of any of them is not known, for a sum of the others would be too little. */
export function lagOf(committed: readonly PartitionOffset[], log: readonly PartitionOffset[]): bigint | null {
  const ends = new Map(log.map(({ partition, offset }) => [partition, offset]));
  let lag: bigint | null = null;
  for (const { partition, offset } of committed) {
    const end = ends.get(partition);
    if (offset === null) continue;
    if (end == null) return null;
    // Samples of commits and of ends are taken one after the other: a group may be ahead of what we know of the end.
    lag = (lag ?? 0n) + lagBetween(offset, end);
  }
  return lag;
}
