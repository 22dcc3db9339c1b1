/** How long the lag would take if the group were faster. */
import { drainOf, slowestOf, type Drain, type Draining } from '#lib/core/lag/drain.ts';

export interface WhatIfPartition extends Draining {
  /** The id of the member that reads it; null where none does, or nobody tells. */
  readonly member: string | null;
}

/** The consume rate is `factor` times today's. */
export const drainAtRate = (partitions: readonly WhatIfPartition[], factor: number): Drain =>
  slowestOf(partitions.map((partition) => drainOf({ ...partition, rateOut: partition.rateOut === null ? null : partition.rateOut * factor })));

/**
 * With `added` further members. Each partition is read by one member, so a partition gains only what its member spends on others today:
 * a member's pace is shared by as many partitions as fall to each. Beyond one member a partition nothing is gained.
 * `unknown` where no member is known.
 */
export function drainWithMembers(partitions: readonly WhatIfPartition[], added: number): Drain {
  const members = new Set(partitions.flatMap(({ member }) => (member === null ? [] : [member])));
  if (members.size === 0) return { kind: 'unknown' };
  const share = Math.ceil(partitions.length / Math.min(partitions.length, members.size + added));
  const paceOf = new Map<string, number>();
  for (const { member, rateOut } of partitions) if (member !== null) paceOf.set(member, (paceOf.get(member) ?? 0) + (rateOut ?? 0));
  return slowestOf(partitions.map((partition) => {
    const { member, rateOut } = partition;
    const pace = member === null ? undefined : paceOf.get(member);
    return drainOf({ ...partition, rateOut: rateOut === null || pace === undefined || added <= 0 ? rateOut : Math.max(rateOut, pace / share) });
  }));
}
