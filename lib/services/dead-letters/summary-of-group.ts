import type { FailureGroup } from '#lib/contracts/dead-letters.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { TREND_MICROS, TREND_PARTS } from '#lib/services/dead-letters/trend.ts';
import { wireFailureGroup } from '#lib/services/dead-letters/wire.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { readNotes, readOneFailureGroup, readTrends, type ListedFailureGroup } from '#lib/store/failure-groups.ts';
import { uuidOfHex } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';

/** Throws `not-found`. `id`: 32 hex digits. */
export async function oneFailureGroup({ pool }: Pick<Store, 'pool'>, id: string): Promise<ListedFailureGroup> {
  const group = await readOneFailureGroup(pool, uuidOfHex(id));
  if (group === null) throw new ServiceError('not-found', 'There is no such failure group: nothing of it is kept any more, or it never was.');
  return group;
}

/** A group as lists show it, with its trend of the last day. */
export async function toldGroup({ pool }: Pick<Store, 'pool'>, group: ListedFailureGroup, nowMs: number): Promise<FailureGroup> {
  const to = microsFromMillis(nowMs);
  const trends = await readTrends(pool, [group.id], { from: brand<Micros>(to - TREND_MICROS), to, parts: TREND_PARTS });
  return wireFailureGroup(group, trends.get(group.id) ?? [], await readNotes(pool, [group.id]));
}

/** Throws `not-found`. */
export const summaryOfGroup = async (store: Pick<Store, 'pool'>, id: string, nowMs: number = Date.now()): Promise<FailureGroup> => toldGroup(store, await oneFailureGroup(store, id), nowMs);
