import type pg from 'pg';
import { changesBetween, isAtWork, type Offsets } from '#lib/core/whereabouts/samples.ts';
import type { Micros } from '#lib/core/time.ts';
import { statesOf, type CommitMemory, type KnownState } from '#lib/services/commits/memory.ts';
import { recordGroups } from '#lib/services/commits/record-groups.ts';
import { recreatedMarks } from '#lib/services/commits/recreated.ts';
import type { CommitObservation, GroupCommits, LogBounds } from '#lib/sources/commit-observer.ts';
import { insertSamples, LOG, newestTopicIds, writeSampled, writeStates, type CommitState, type SampleRow } from '#lib/store/commits.ts';
import { insertMarks } from '#lib/store/group-marks.ts';
import type { PackedOffset } from '#lib/store/packed-offsets.ts';

export { rememberCommits, type CommitMemory } from '#lib/services/commits/memory.ts';

/** Being at work is noted anew this often while nothing else changes. */
const ACTIVE_EVERY_MICROS = 300_000_000;

/**
 * Writes what one look at the groups showed, in the caller's transaction. Groups that could not be asked keep what was known of them.
 * The memory is brought to what was written: whoever cannot commit must read it anew.
 */
export async function recordCommits(client: pg.ClientBase, memory: CommitMemory, observation: CommitObservation, { now, intervalMicros }: { readonly now: Micros; readonly intervalMicros: number }): Promise<void> {
  const { groups, logs, leftOut, evidence, why } = observation;
  const sinces = new Map(groups.map(({ group }) => [group, memory.groups.has(group) ? (memory.groups.get(group)?.askedAt ?? null) : memory.sampledAt]));
  await recordGroups(client, memory, groups, { complete: leftOut === 0, now });
  const topics = new Set([...logs.map(({ topic }) => topic), ...groups.flatMap(({ committed }) => [...committed.keys()])]);
  const topicIds = await newestTopicIds(client, memory.source, [...topics], now);
  await insertMarks(client, recreatedMarks(memory, observation, topicIds, now));
  const samples: SampleRow[] = [];
  const states: CommitState[] = [];
  const ends = new Map<number, Offsets>();
  for (const log of logs) {
    const topicId = topicIds.get(log.topic);
    if (topicId === undefined) continue;
    ends.set(topicId, endsOf(log));
    recordLog(memory, topicId, log, memory.sampledAt, samples, states);
  }
  for (const group of groups) {
    const id = memory.groups.get(group.group)?.id;
    if (id === undefined || group.state !== 'ok') continue;
    recordGroup(memory, { id, since: sinces.get(group.group) ?? null, group, topicIds, ends }, samples, states);
  }
  await insertSamples(client, samples);
  await writeStates(client, states);
  const count = (state: GroupCommits['state']): number => groups.filter((group) => group.state === state).length;
  await writeSampled(client, memory.source, { at: now, intervalMicros, groups: count('ok'), forbidden: count('forbidden'), leftOut, evidence, why });
  memory.sampledAt = now;
  memory.continuous = true;
}

const endsOf = ({ partitions }: LogBounds): Offsets => new Map([...partitions].map(([partition, { end }]) => [partition, end]));

/** A partition whose leader did not answer is where it was, as far as anybody knows. */
function recordLog(memory: CommitMemory, topicId: number, log: LogBounds, since: Micros | null, samples: SampleRow[], states: CommitState[]): void {
  const known = statesOf(memory, LOG).get(topicId);
  const offsets: Offsets = new Map([...(known?.offsets ?? []), ...endsOf(log)]);
  const starts: Offsets = new Map([...(known?.starts ?? []), ...[...log.partitions].map(([partition, { start }]) => [partition, start] as const)]);
  const moved = changesBetween(known?.offsets ?? new Map(), offsets);
  const began = changesBetween(known?.starts ?? new Map(), starts);
  if (moved.size + began.size === 0) return;
  const changed = [...new Set([...moved.keys(), ...began.keys()])];
  samples.push({
    groupId: LOG, topicId, at: log.at, since,
    offsets: changed.map((partition) => {
      const start = began.get(partition);
      const offset = offsets.get(partition) ?? null;
      return start === undefined || start === null ? { partition, offset } : { partition, offset, start };
    }),
  });
  statesOf(memory, LOG).set(topicId, { offsets, starts, times: new Map(), activeAt: log.at });
  states.push({ groupId: LOG, topicId, at: log.at, activeAt: log.at, offsets: [...offsets].map(([partition, offset]) => ({ partition, offset, start: starts.get(partition) ?? 0n })) });
}

interface GroupSample {
  readonly id: number;
  readonly since: Micros | null;
  readonly group: GroupCommits;
  readonly topicIds: ReadonlyMap<string, number>;
  readonly ends: ReadonlyMap<number, Offsets>;
}

interface Now {
  readonly offsets: Offsets;
  readonly times: ReadonlyMap<number, Micros>;
  readonly once: ReadonlySet<number>;
}

const NOTHING: Now = { offsets: new Map(), times: new Map(), once: new Set() };

function recordGroup(memory: CommitMemory, { id, since, group, topicIds, ends }: GroupSample, samples: SampleRow[], states: CommitState[]): void {
  const now = new Map<number, Now>();
  for (const [topic, offsets] of group.committed) {
    const topicId = topicIds.get(topic);
    if (topicId !== undefined) now.set(topicId, { offsets, times: group.committedAt.get(topic) ?? NOTHING.times, once: group.committedOnce.get(topic) ?? NOTHING.once });
  }
  // Where all commits on a topic are gone, the broker does not name the topic any more.
  const known = statesOf(memory, id);
  for (const topicId of known.keys()) if (!now.has(topicId)) now.set(topicId, NOTHING);
  for (const [topicId, look] of now) {
    const before = known.get(topicId) ?? null;
    const changes = changesOf(before, look, ends.get(topicId) ?? null, memory.continuous && since !== null);
    const atWork = isAtWork(before?.offsets ?? (since === null ? null : new Map()), look.offsets, ends.get(topicId) ?? null, group.described?.members?.length ?? null);
    const activeAt = atWork ? group.at : (before?.activeAt ?? null);
    const noted = before?.activeAt ?? 0;
    if (changes.length === 0 && (activeAt === null || activeAt - noted < ACTIVE_EVERY_MICROS)) continue;
    if (changes.length > 0) samples.push({ groupId: id, topicId, at: group.at, since, offsets: changes });
    const times = timesOf(before, look);
    if (look.offsets.size === 0) known.delete(topicId);
    else known.set(topicId, { offsets: look.offsets, starts: new Map(), times, activeAt });
    states.push({ groupId: id, topicId, at: group.at, activeAt, offsets: [...look.offsets].map(([partition, offset]) => withTime({ partition, offset }, times.get(partition))) });
  }
}

/**
 * What is written: partitions that moved, and those on which a commit repeated an offset while there was more to read, since that is how a
 * group that stands still differs from one that is not there. A group at the end repeats itself for ever, and costs nothing.
 */
function changesOf(before: KnownState | null, { offsets, times, once }: Now, ends: Offsets | null, isContinuous: boolean): PackedOffset[] {
  const moved = changesBetween(before?.offsets ?? new Map(), offsets);
  const changes = [...moved].map(([partition, offset]): PackedOffset => {
    const change = withTime({ partition, offset }, offset === null ? undefined : times.get(partition));
    return change.committedAt !== undefined && once.has(partition) && isContinuous && before?.offsets.has(partition) === true ? { ...change, once: true } : change;
  });
  const repeated = [...times].flatMap(([partition, at]): PackedOffset[] => {
    const offset = offsets.get(partition);
    if (moved.has(partition) || offset === undefined || before?.times.get(partition) === at || offset >= (ends?.get(partition) ?? 0n)) return [];
    return [{ partition, offset, committedAt: at }];
  });
  return [...changes, ...repeated];
}

/** A time that is no longer told is still that of the commit, unless there was another. */
function timesOf(before: KnownState | null, { offsets, times }: Now): ReadonlyMap<number, Micros> {
  const kept = [...(before?.times ?? [])].filter(([partition]) => offsets.has(partition) && offsets.get(partition) === before?.offsets.get(partition));
  return new Map([...kept, ...times]);
}

const withTime = (offset: PackedOffset, committedAt: Micros | undefined): PackedOffset => (committedAt === undefined ? offset : { ...offset, committedAt });
