import type { ConsumerGroupDetail, GroupMember } from '#lib/contracts/lag.ts';
import { brand } from '#lib/core/brand.ts';
import type { JudgedPartition } from '#lib/core/lag/judge.ts';
import { microsFromMillis, rfc3339, type Micros } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { wireGroup, wireMark, wirePartition, wireSampling } from '#lib/services/lag/wire.ts';
import type { ListedGroup } from '#lib/store/group-lag.ts';
import { readOneGroup, readSamplings } from '#lib/store/group-list.ts';
import { readMarks } from '#lib/store/group-marks.ts';
import type { LagMember } from '#lib/store/packed-lag.ts';
import type { Store } from '#lib/store/store.ts';
import { pgName, pgText } from '#lib/store/text.ts';

const REBALANCES = 50;
const EVER = { from: brand<Micros>(0), to: brand<Micros>(Number.MAX_SAFE_INTEGER) };

/** The group of this name. Throws `not-found`. */
export async function oneGroup(store: Pick<Store, 'pool'>, source: string, group: string): Promise<ListedGroup> {
  const found = await readOneGroup(store.pool, pgText(source), pgName(group));
  if (found === null) throw new ServiceError('not-found', `No consumer group ${group.slice(0, 200)} was seen on ${source.slice(0, 200)}.`);
  return found;
}

/** All that is known of one group now. Throws `not-found`. */
export async function readGroup(store: Pick<Store, 'pool'>, source: string, group: string, nowMs: number = Date.now()): Promise<ConsumerGroupDetail> {
  const found = await oneGroup(store, source, group);
  const samplings = await readSamplings(store.pool);
  const rebalances = await readMarks(store.pool, found.groupId, { ...EVER, kinds: ['rebalance', 'deployment'], limit: REBALANCES });
  const sampling = samplings.find((each) => each.source === found.source) ?? { source: found.source, at: null, intervalMicros: 0, evidence: 'polls' as const, why: null, error: null, leftOut: 0 };
  const now = microsFromMillis(nowMs);
  const { members: memberCount, partitions: _count, ...summary } = wireGroup(found, sampling.at, now);
  const members = new Map((found.detail?.members ?? []).map((member) => [member.id, member]));
  const partitions = found.detail?.partitions ?? [];
  const byMember = Map.groupBy(partitions, ({ member }) => member);
  return {
    ...summary,
    memberCount,
    members: [...members.values()].map((member) => wireMember(member, byMember.get(member.id) ?? [])),
    partitions: partitions.map((partition) => wirePartition(partition, members, sampling.at ?? now)),
    rebalances: rebalances.map(wireMark),
    sampling: wireSampling(sampling),
  };
}

const wireMember = ({ id, instanceId, clientId, host, partitions }: LagMember, reads: readonly JudgedPartition[]): GroupMember => {
  const last = Math.max(...reads.map(({ committedAt }) => committedAt ?? -Infinity));
  const committed = reads.find(({ committedAt }) => committedAt === last)?.committedAt ?? null;
  return {
    id, instanceId, clientId, host,
    partitions: [...(partitions ?? [])],
    // Of partitions without a commit nobody knows the lag.
    lag: partitions === null || reads.length < partitions.length || reads.some(({ lag }) => lag === null) ? null : reads.reduce((sum, { lag }) => sum + (lag ?? 0n), 0n).toString(),
    lastCommitAt: committed === null ? null : rfc3339(committed),
  };
};
