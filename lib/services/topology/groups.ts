import type { Micros } from '#lib/core/time.ts';
import { lagOf } from '#lib/core/lag/lag-of.ts';
import type { GroupOnTopic } from '#lib/core/topology/draft.ts';
import { readGroupsOnTopics } from '#lib/store/groups-on-topics.ts';
import type { Store } from '#lib/store/store.ts';

/** What every group has committed on every topic, with its lag by the last sample; those left out that were gone, or had read all, before a moment. */
export async function groupsOnTopics(store: Pick<Store, 'pool'>, since: Micros): Promise<{ groups: GroupOnTopic[]; sampledAt: Micros | null }> {
  const { rows, sampledAt } = await readGroupsOnTopics(store.pool);
  const groups = rows.flatMap(({ source, topic, group, state, at, activeAt, committed, log }) => {
    const lag = state === 'ok' ? lagOf(committed, log) : null;
    const isLive = state !== 'gone' || at >= since;
    const isAtWork = at >= since || (activeAt ?? 0) >= since || lag === null || lag > 0n;
    return isLive && isAtWork ? [{ source, topic, group, lag }] : [];
  });
  return { groups, sampledAt };
}
