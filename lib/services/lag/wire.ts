/** Groups as the API tells them. Time lags are of the last sample: they stand still while nobody samples. */
import type { ConsumerGroup, GroupMark, GroupPartition, GroupProtocol, Sampling } from '#lib/contracts/lag.ts';
import type { Drain } from '#lib/core/lag/drain.ts';
import type { JudgedPartition } from '#lib/core/lag/judge.ts';
import { reasonOf } from '#lib/core/lag/reason.ts';
import { SPARK_MINUTES, type Spark } from '#lib/core/lag/spark.ts';
import { LAG_STATUSES } from '#lib/core/lag/statuses.ts';
import { behindOf, type BehindSince } from '#lib/core/lag/time-lag.ts';
import { MINUTE_MICROS, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import type { ListedGroup } from '#lib/store/group-lag.ts';
import type { SamplingRow } from '#lib/store/group-list.ts';
import type { Mark } from '#lib/store/group-marks.ts';
import type { LagMember } from '#lib/store/packed-lag.ts';

/** What a group is called whose protocol is not known yet. */
const PROTOCOLS: ReadonlySet<string> = new Set<GroupProtocol>(['classic', 'consumer', 'share', 'streams']);

/** @param sampledAt the last sample of its source; null where there was none */
export function wireGroup(group: ListedGroup, sampledAt: Micros | null, now: Micros): ConsumerGroup {
  const { detail, topics, since, skew, status } = group;
  const at = sampledAt ?? now;
  const partitions = detail?.partitions ?? [];
  const clientIds = new Map((detail?.members ?? []).map(({ id, clientId }) => [id, clientId]));
  const protocol = PROTOCOLS.has(group.protocol ?? '') ? (group.protocol as GroupProtocol) : 'unknown';
  return {
    source: group.source,
    group: group.group,
    status,
    statusSince: since === null ? null : rfc3339(since),
    reason: reasonOf({ ...group, protocol, partitions, clientIds, now: at }),
    protocol,
    state: group.brokerState,
    members: group.members,
    topics: [...topics],
    partitions: partitions.length,
    skew,
    sampledAt: rfc3339(at),
    spark: sparkUntil(detail?.spark ?? null, at, now),
    lag: group.lag?.toString() ?? null,
    ...wireBehind(group.behind, at),
    rateIn: group.rateIn,
    rateOut: group.rateOut,
    ...wireDrain(group.drain),
  };
}

/** @param behind null where there is no lag */
export function wireBehind(behind: BehindSince | null, at: Micros): Pick<ConsumerGroup, 'timeLagMs' | 'timeLagEvidence'> {
  if (behind === null) return { timeLagMs: 0, timeLagEvidence: 'observed' };
  return { timeLagMs: behind.since === null ? null : Math.max(0, millisFromMicros(at - behind.since)), timeLagEvidence: behind.evidence };
}

export const wireDrain = (drain: Drain): Pick<ConsumerGroup, 'drain' | 'drainMs'> => ({ drain: drain.kind, drainMs: drain.kind === 'in' ? drain.millis : drain.kind === 'none' ? 0 : null });

export function wirePartition(partition: JudgedPartition, members: ReadonlyMap<string, LagMember>, at: Micros): GroupPartition {
  const { lag, member, committedAt, rates } = partition;
  const reader = member === null ? undefined : members.get(member);
  return {
    topic: partition.topic,
    partition: partition.partition,
    committed: partition.committed.toString(),
    committedAt: committedAt === null ? null : rfc3339(committedAt),
    end: partition.end?.toString() ?? null,
    start: partition.start?.toString() ?? null,
    lag: lag?.toString() ?? null,
    ...wireBehind(behindOf(partition), at),
    rateIn: rates.in,
    rateOut: rates.out,
    ...wireDrain(partition.drain),
    status: partition.status,
    wasCaughtUp: partition.wasCaughtUp,
    member,
    clientId: reader?.clientId ?? null,
    host: reader?.host ?? null,
  };
}

/** The last hour until now. A row is written where something changed: until the last sample of its source it holds what was last written, and of what came after that nobody knows. */
function sparkUntil(spark: Spark | null, sampledAt: Micros, now: Micros): (string | null)[] {
  const last = minuteOf(now);
  return Array.from({ length: SPARK_MINUTES }, (_, index) => {
    const minute = last - (SPARK_MINUTES - 1 - index);
    if (spark === null || minute > minuteOf(sampledAt)) return null;
    const lag = minute >= spark.minute ? spark.lags.at(-1) : spark.lags[spark.lags.length - 1 - (spark.minute - minute)];
    return lag?.toString() ?? null;
  });
}

const minuteOf = (at: Micros): number => Math.floor(at / MINUTE_MICROS);

export const wireSampling = ({ source, at, intervalMicros, evidence, why, error, leftOut }: SamplingRow): Sampling => ({
  source, at: at === null ? null : rfc3339(at), intervalMs: millisFromMicros(intervalMicros), evidence, why, error, leftOut,
});

/** A status that is known no more is none. */
export const wireMark = ({ at, kind, status, text }: Mark): GroupMark => ({ at: rfc3339(at), kind, status: LAG_STATUSES.find((name) => name === status) ?? null, text });
