import type { LagRules } from '#lib/core/lag/evaluate.ts';
import { judgeGroup, type Judgement } from '#lib/core/lag/judge.ts';
import { reasonOf } from '#lib/core/lag/reason.ts';
import { resetsOf } from '#lib/core/lag/resets.ts';
import { NO_SPARK, withMinute, type Spark } from '#lib/core/lag/spark.ts';
import { statusMark } from '#lib/core/lag/status-mark.ts';
import type { LagStatus } from '#lib/core/lag/statuses.ts';
import { WINDOW_SAMPLES } from '#lib/core/lag/window.ts';
import { MINUTE_MICROS, type Micros } from '#lib/core/time.ts';
import type { PartitionLook } from '#lib/services/lag/look.ts';
import type { GroupMemory } from '#lib/services/lag/memory.ts';
import type { GroupCommits, GroupDescription } from '#lib/sources/commit-observer.ts';
import type { GroupLagRow } from '#lib/store/group-lag.ts';
import type { Mark } from '#lib/store/group-marks.ts';
import { lagText, type LagMember } from '#lib/store/packed-lag.ts';

interface Judging {
  readonly now: Micros;
  readonly intervalMicros: number;
  readonly rules: LagRules;
  readonly groupId: number;
  /** Since the look before nobody failed to look. */
  readonly wasLookedAt: boolean;
}

export interface JudgedOne {
  readonly next: GroupMemory;
  /** Null where nothing but time went by since it was written. */
  readonly row: GroupLagRow | null;
  readonly happened: readonly Mark[];
}

/** A coordinator that moves leaves a group unanswered once or twice. */
const MOST_FAILURES = 3;

/** What one group is after a look, with what is to be remembered and written of it. */
export function judgeOne(group: GroupCommits, looks: readonly PartitionLook[], known: GroupMemory | undefined, { now, intervalMicros, rules, groupId, wasLookedAt }: Judging): JudgedOne {
  const failures = group.state === 'failing' ? (known?.failures ?? 0) + 1 : 0;
  if (known !== undefined && failures > 0 && failures < MOST_FAILURES) return { next: { ...known, failures }, row: null, happened: [] };
  const described = group.described ?? known?.described ?? null;
  const members = described?.members?.length ?? null;
  const judged = judgeGroup(looks.map(({ observed }) => observed), { rules, members, now, patienceMicros: WINDOW_SAMPLES * intervalMicros });
  const judgement: Judgement = group.state === 'forbidden' ? { ...judged, status: 'forbidden' } : judged;
  const { status } = judgement;
  const since = known?.status === status ? known.since : now;
  const spark = withMinute(known?.spark ?? NO_SPARK, Math.floor(now / MINUTE_MICROS), judgement.lag, wasLookedAt);
  const row = rowOf(groupId, since, judgement, described, spark);
  // Time that goes by changes nothing that is written: the lag of the last hour is brought up to date when something else is.
  const written = `${status} ${row.members} ${lagText({ ...row.detail, spark: NO_SPARK })}`;
  const next: GroupMemory = { status, since, spark, described, failures, written, partitions: partitionsOf(looks) };
  const clientIds = new Map((described?.members ?? []).map(({ id, clientId }) => [id, clientId]));
  const mark = (kind: Mark['kind'], text: string, became: LagStatus | null = null): Mark => ({ groupId, at: now, kind, status: became, text });
  const idle = members === 0 && known?.described?.members?.length === 0;
  return {
    next,
    row: written === known?.written ? null : row,
    happened: [
      ...resetsOf(looks.flatMap(({ step }) => (step === null ? [] : [step])), idle).map((text) => mark('reset', text)),
      ...(known === undefined || known.status === status ? [] : [mark('status', statusMark(status, reasonOf({ ...judgement, state: group.state, protocol: described?.protocol ?? 'unknown', members, clientIds, now })), status)]),
    ],
  };
}

const partitionsOf = (looks: readonly PartitionLook[]): GroupMemory['partitions'] =>
  new Map([...Map.groupBy(looks, ({ observed }) => observed.topic)].map(([topic, own]) => [topic, new Map(own.map(({ observed, memory }) => [observed.partition, memory] as const))]));

function rowOf(groupId: number, since: Micros, { status, lag, behind, rates, drain, skew, partitions }: Judgement, described: GroupDescription | null, spark: Spark): GroupLagRow {
  const members = (described?.members ?? []).map((member): LagMember => ({
    id: member.id, instanceId: member.instanceId, clientId: member.clientId, host: member.host,
    partitions: member.partitions === null ? null : [...member.partitions].flatMap(([topic, own]) => own.map((partition) => ({ topic, partition }))),
  }));
  return {
    groupId, status, since, lag, behind, rateIn: rates.in, rateOut: rates.out, drain, skew,
    members: described?.members?.length ?? null,
    topics: [...new Set(partitions.map(({ topic }) => topic))],
    names: members.flatMap(({ id, instanceId, clientId, host }) => [clientId, host, instanceId ?? '', id]),
    detail: { partitions, members, spark },
  };
}
