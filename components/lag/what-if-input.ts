import type { GroupPartition } from '#lib/contracts/lag.ts';
import type { WhatIfPartition } from '#lib/core/lag/what-if.ts';

/** So near are two lengths of time the same. */
const SAME = 0.01;

/**
 * A partition as the wire tells it, for what-if. That it was caught up within the window is not told by itself: it shows in the time
 * that it takes today, which is then lag / out, and not lag / (out − in).
 */
export function whatIfPartition({ lag, rateIn, rateOut, drain, drainMs, member }: Pick<GroupPartition, 'lag' | 'rateIn' | 'rateOut' | 'drain' | 'drainMs' | 'member'>): WhatIfPartition {
  const turn = lag === null || !rateOut ? null : (Number(lag) / rateOut) * 1000;
  const wasCaughtUp = drain === 'in' && drainMs !== null && turn !== null && Math.abs(drainMs - turn) <= SAME * turn;
  return { lag: lag === null ? null : BigInt(lag), rateIn, rateOut, wasCaughtUp, member };
}

/** Members that would still get a partition of their own. */
export const roomForMembers = (partitions: readonly Pick<GroupPartition, 'member'>[]): number => Math.max(0, partitions.length - new Set(partitions.flatMap(({ member }) => (member === null ? [] : [member]))).size);
