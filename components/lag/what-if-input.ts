import type { GroupPartition } from '#lib/contracts/lag.ts';
import type { WhatIfPartition } from '#lib/core/lag/what-if.ts';

/** A partition as the wire tells it, for what-if. */
export const whatIfPartition = ({ lag, rateIn, rateOut, drain, wasCaughtUp, member }: Pick<GroupPartition, 'lag' | 'rateIn' | 'rateOut' | 'drain' | 'wasCaughtUp' | 'member'>): WhatIfPartition =>
  // Where the offsets that are left hold no message, nothing is to be read.
  ({ lag: drain === 'none' ? 0n : lag === null ? null : BigInt(lag), rateIn, rateOut, wasCaughtUp, member });

/** Members that would still get a partition of their own. */
export const roomForMembers = (partitions: readonly Pick<GroupPartition, 'member'>[]): number => Math.max(0, partitions.length - new Set(partitions.flatMap(({ member }) => (member === null ? [] : [member]))).size);
