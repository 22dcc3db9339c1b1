/** Judges every group after a look, and writes what became of it: the state of each that changed, and marks of what happened. */
import { setImmediate as letOthers } from 'node:timers/promises';
import type pg from 'pg';
import type { LagRules } from '#lib/core/lag/evaluate.ts';
import { withEnd, type LogTimes } from '#lib/core/lag/log-times.ts';
import type { Micros } from '#lib/core/time.ts';
import { judgeOne } from '#lib/services/lag/judge-one.ts';
import { lookAt } from '#lib/services/lag/look.ts';
import type { LagMemory } from '#lib/services/lag/memory.ts';
import { forgetRecreated, forgetTimes } from '#lib/services/lag/start-anew.ts';
import type { CommitObservation, LogBounds } from '#lib/sources/commit-observer.ts';
import { writeGroupLags, type GroupLagRow } from '#lib/store/group-lag.ts';
import { insertMarks, type Mark } from '#lib/store/group-marks.ts';
import { notifyLag } from '#lib/store/notify.ts';
import { insertGap } from '#lib/store/sampling-gaps.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';

export interface Evaluation {
  readonly now: Micros;
  readonly intervalMicros: number;
  /** The ids under which the groups were recorded. */
  readonly groupIds: (group: string) => number | undefined;
  readonly rules: LagRules;
}

/** So many intervals without a look are a gap, and no look that took its time. */
const GAP_INTERVALS = 3;
/** Groups that are judged in one go: this process reads messages too, and must tell Kafka that it is there. */
const AT_ONCE = 250;

/**
 * In the caller's transaction, after the look was recorded. The memory is brought to what was written: whoever cannot commit must read it anew.
 */
export async function evaluateGroups(client: pg.ClientBase, memory: LagMemory, observation: CommitObservation, evaluation: Evaluation): Promise<void> {
  const { now, intervalMicros, groupIds, rules } = evaluation;
  const gone = memory.sampledAt !== null && now - memory.sampledAt > GAP_INTERVALS * intervalMicros ? { from: memory.sampledAt, to: now } : null;
  if (gone !== null) await insertGap(client, memory.source, gone);
  if (memory.sampledAt !== null && now < memory.sampledAt) forgetTimes(memory);
  forgetRecreated(memory, observation.logs);
  memory.logs = new Map(observation.logs.map((log) => [log.topic, timesOf(log, memory.logs.get(log.topic))]));
  const looks = await lookAt(client, memory, observation, evaluation);
  const rows: (GroupLagRow & { group: string })[] = [];
  const marks: Mark[] = [];
  for (const [place, group] of observation.groups.entries()) {
    if (place % AT_ONCE === AT_ONCE - 1) await letOthers();
    const groupId = groupIds(group.group);
    if (groupId === undefined) continue;
    const known = memory.groups.get(group.group);
    const { next, row, happened } = judgeOne(group, looks.get(group.group) ?? [], known, { now, intervalMicros, rules, groupId, wasLookedAt: gone === null });
    memory.groups.set(group.group, next);
    if (row !== null) rows.push({ ...row, group: group.group });
    marks.push(...happened);
  }
  const there = new Set(observation.groups.map(({ group }) => group));
  for (const name of memory.groups.keys()) if (!there.has(name)) memory.groups.delete(name);
  await writeGroupLags(client, rows, now);
  await insertMarks(client, marks);
  await notifyLag(client, { version: String(now), ids: rows.map(({ group }) => `${encodedPart(memory.source)}/${encodedPart(group)}`) });
  memory.sampledAt = now;
}

const timesOf = ({ partitions, at }: LogBounds, before: ReadonlyMap<number, LogTimes> | undefined): Map<number, LogTimes> =>
  // A partition without a leader is left out of a look, and is the same when it has one again.
  new Map([...(before ?? []), ...[...partitions].map(([partition, { end }]) => [partition, withEnd(before?.get(partition) ?? [], end, at)] as const)]);
