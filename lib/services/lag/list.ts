import { LagStatus, type ConsumerGroupList, type ConsumerGroupListQuery } from '#lib/contracts/lag.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { wireGroup, wireSampling } from '#lib/services/lag/wire.ts';
import { escapeLike } from '#lib/services/like.ts';
import { countGroups, readGroupPage, readSamplings } from '#lib/store/group-list.ts';
import type { Store } from '#lib/store/store.ts';
import { pgText } from '#lib/store/text.ts';

/** One page of consumer groups. Throws `invalid` for a cursor of another order and for a status that there is not. */
export async function listGroups(store: Pick<Store, 'pool'>, query: ConsumerGroupListQuery, nowMs: number = Date.now()): Promise<ConsumerGroupList> {
  const { sort, limit } = query;
  const statuses = statusesOf(query.status);
  const text = query.q?.trim() ?? '';
  const filter = { pattern: text === '' ? null : `%${escapeLike(pgText(text).toLowerCase())}%`, source: query.source ?? null };
  const offset = query.cursor === undefined ? 0 : Math.max(0, decodeCursor(query.cursor, sort).at);
  // One after the other: each takes a few milliseconds, and the process has a handful of connections for all who ask.
  const counts = await countGroups(store.pool, filter);
  const samplings = await readSamplings(store.pool);
  const groups = await readGroupPage(store.pool, { ...filter, statuses, sort, limit, offset });
  const total = [...counts].reduce((sum, [status, count]) => sum + (statuses.length === 0 || statuses.includes(status) ? count : 0), 0);
  const sampledAt = new Map(samplings.map(({ source, at }) => [source, at]));
  return {
    groups: groups.map((group) => wireGroup(group, sampledAt.get(group.source) ?? null, microsFromMillis(nowMs))),
    nextCursor: groups.length > 0 && offset + groups.length < total ? encodeCursor({ sort, at: offset + groups.length, id: '' }) : null,
    total,
    counts: Object.fromEntries(counts),
    samplings: samplings.map(wireSampling),
  };
}

function statusesOf(text: string | undefined): LagStatus[] {
  const names = (text ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  return names.map((name) => {
    const { success, data } = LagStatus.safeParse(name);
    if (!success) throw new ServiceError('invalid', 'The status is not known.', { faults: [{ path: 'query.status', message: `${JSON.stringify(name.slice(0, 40))} is none of ${LagStatus.options.join(', ')}` }] });
    return data;
  });
}
