import type { TopicGroup } from '#lib/contracts/topics.ts';
import { lagOf } from '#lib/core/lag/lag-of.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { LOG, readGroupNames, readStates, type CommitState } from '#lib/store/commits.ts';
import type { Store } from '#lib/store/store.ts';

export interface LogBounds {
  readonly end: bigint | null;
  readonly start: bigint | null;
}

export interface GroupsOfTopic {
  /** Those that are gone are among them, at the end; within that the furthest behind first. */
  readonly groups: readonly TopicGroup[];
  /** Of each partition, as last sampled. */
  readonly log: ReadonlyMap<number, LogBounds>;
}

/** The consumer groups that commit on each topic, with how far behind they are as last sampled; Throughline's own is not among them. */
export async function groupsOfTopics(store: Pick<Store, 'pool'>, topicIds: readonly number[]): Promise<Map<number, GroupsOfTopic>> {
  const states = await readStates(store.pool, topicIds);
  const names = await readGroupNames(store.pool, [...new Set(states.map(({ groupId }) => groupId))]);
  const members = await readMembers(store, states);
  return new Map([...Map.groupBy(states, ({ topicId }) => topicId)].map(([topicId, own]) => {
    const ends = own.find(({ groupId }) => groupId === LOG)?.offsets ?? [];
    const log = boundsOf(ends);
    const groups = own.flatMap((state): TopicGroup[] => {
      const name = names.get(state.groupId);
      return name === undefined ? [] : [groupOf(state, name.name, name.state, members.get(state.groupId) ?? null, ends, log)];
    });
    return [topicId, { groups: groups.toSorted(worstFirst), log }];
  }));
}

async function readMembers(store: Pick<Store, 'pool'>, states: readonly CommitState[]): Promise<Map<number, number | null>> {
  const { rows } = await store.pool.query<{ id: number; members: number | null }>('SELECT id, members FROM consumer_group WHERE id = ANY ($1::int[])', [[...new Set(states.map(({ groupId }) => groupId))]]);
  return new Map(rows.map(({ id, members }) => [id, members]));
}

const boundsOf = (ends: CommitState['offsets']): Map<number, LogBounds> => new Map(ends.map(({ partition, offset, start }) => [partition, { end: offset, start: start ?? null }]));

function groupOf({ offsets, activeAt }: CommitState, group: string, state: TopicGroup['state'], members: number | null, ends: CommitState['offsets'], log: ReadonlyMap<number, LogBounds>): TopicGroup {
  const partitions = offsets.flatMap(({ partition, offset }) => {
    if (offset === null) return [];
    const end = log.get(partition)?.end ?? null;
    return [{ partition, committed: offset, lag: end === null ? null : end > offset ? end - offset : 0n }];
  });
  return {
    group, state, members,
    lag: lagOf(offsets, ends)?.toString() ?? null,
    lastMovedAt: activeAt === null ? null : rfc3339(activeAt),
    partitions: partitions.map(({ partition, committed, lag }) => ({ partition, committed: committed.toString(), lag: lag?.toString() ?? null })),
  };
}

function worstFirst(a: TopicGroup, b: TopicGroup): number {
  const gone = Number(a.state === 'gone') - Number(b.state === 'gone');
  const [lagA, lagB] = [BigInt(a.lag ?? -1), BigInt(b.lag ?? -1)];
  return gone || (lagA === lagB ? (a.group < b.group ? -1 : 1) : lagA > lagB ? -1 : 1);
}
