import type { EventPosition } from '#lib/store/refs.ts';

/** Positions without a gap: the offsets from `offset` to `last`, both included. */
export interface Run extends EventPosition {
  readonly last: bigint;
}

/** The same positions, those that stand one after the other taken together. In another order than by offset they are as right, and more. */
export function runsOf(positions: readonly EventPosition[]): Run[] {
  const runs: { topicId: number; partition: number; offset: bigint; last: bigint }[] = [];
  for (const { topicId, partition, offset } of positions) {
    const run = runs.at(-1);
    if (run !== undefined && run.topicId === topicId && run.partition === partition && run.last + 1n === offset) run.last = offset;
    else runs.push({ topicId, partition, offset, last: offset });
  }
  return runs;
}
