import type pg from 'pg';
import { changesBetween, isAtWork, type Offsets } from '#lib/core/whereabouts/samples.ts';
import type { Micros } from '#lib/core/time.ts';
import type { CommitObservation, GroupCommits, LogBounds } from '#lib/sources/commit-observer.ts';
import { insertSamples, LOG, newestTopicIds, readGroups, readSampling, readStatesOf, writeGroups, writeSampled, writeStates, type CommitState, type GroupState, type SampleRow } from '#lib/store/commits.ts';

interface KnownState {
  readonly offsets: Offsets;
  /** Of the log. */
  readonly starts: Offsets;
  readonly activeAt: Micros | null;
}

interface KnownGroup {
  readonly id: number;
  readonly state: GroupState;
  readonly members: number | null;
  /** When it was last asked about with success. */
  readonly askedAt: Micros | null;
}

/** What was recorded of a source so far: a sample is compared with it, and only what changed is written. */
export interface CommitMemory {
  readonly source: string;
  readonly groups: Map<string, KnownGroup>;
  /** By group id, then by topic id. */
  readonly states: Map<number, Map<number, KnownState>>;
  sampledAt: Micros | null;
}

/** Being at work is noted anew this often while nothing else changes. */
const ACTIVE_EVERY_MICROS = 300_000_000;

/** Reads what is known of a source: for the process that begins to sample. */
export async function rememberCommits(client: pg.ClientBase, source: string): Promise<CommitMemory> {
  const sampledAt = (await readSampling(client, source))?.at ?? null;
  const groups = (await readGroups(client, source)).map(({ id, name, state, members }) => [name, { id, state, members, askedAt: state === 'ok' ? sampledAt : null }] as const);
  const memory: CommitMemory = { source, groups: new Map(groups), states: new Map(), sampledAt };
  for (const { groupId, topicId, offsets, activeAt } of await readStatesOf(client, source)) {
    const starts = offsets.flatMap(({ partition, start }) => (start === undefined ? [] : [[partition, start] as const]));
    const known = offsets.flatMap(({ partition, offset }) => (offset === null ? [] : [[partition, offset] as const]));
    statesOf(memory, groupId).set(topicId, { offsets: new Map(known), starts: new Map(starts), activeAt });
  }
  return memory;
}

/**
 * Writes what one look at the groups showed, in the caller's transaction. Groups that could not be asked keep what was known of them.
 * The memory is brought to what was written: whoever cannot commit must read it anew.
 */
export async function recordCommits(client: pg.ClientBase, memory: CommitMemory, { groups, logs, leftOut }: CommitObservation, { now, intervalMicros }: { readonly now: Micros; readonly intervalMicros: number }): Promise<void> {
  const sinces = new Map(groups.map(({ group }) => [group, memory.groups.has(group) ? (memory.groups.get(group)?.askedAt ?? null) : memory.sampledAt]));
  await recordGroups(client, memory, groups, { complete: leftOut === 0, now });
  const topics = new Set([...logs.map(({ topic }) => topic), ...groups.flatMap(({ committed }) => [...committed.keys()])]);
  const topicIds = await newestTopicIds(client, memory.source, [...topics], now);
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
  await writeSampled(client, memory.source, { at: now, intervalMicros, groups: count('ok'), forbidden: count('forbidden') });
  memory.sampledAt = now;
}

function statesOf({ states }: CommitMemory, groupId: number): Map<number, KnownState> {
  const known = states.get(groupId) ?? new Map<number, KnownState>();
  states.set(groupId, known);
  return known;
}

/** New groups, groups whose state or members changed, and groups that the broker no longer lists. Where some were left out, nobody knows which are gone: they could not be asked. */
async function recordGroups(client: pg.ClientBase, memory: CommitMemory, groups: readonly GroupCommits[], { complete, now }: { readonly complete: boolean; readonly now: Micros }): Promise<void> {
  const listed = new Set(groups.map(({ group }) => group));
  const seen = groups.map(({ group, state, described }) => ({ name: group, state: state as GroupState, members: described?.members?.length ?? null }));
  const absent: GroupState = complete ? 'gone' : 'failing';
  const unseen = [...memory.groups].filter(([name, { state }]) => !listed.has(name) && state !== 'gone').map(([name]) => ({ name, state: absent, members: null }));
  const changed = [...seen, ...unseen].filter(({ name, state, members }) => {
    const known = memory.groups.get(name);
    return known === undefined || known.state !== state || known.members !== members;
  });
  const ids = await writeGroups(client, memory.source, changed, now);
  for (const { name, state, members } of changed) {
    const id = ids.get(name);
    if (id !== undefined) memory.groups.set(name, { id, state, members, askedAt: memory.groups.get(name)?.askedAt ?? null });
  }
  for (const { group, state, askedAt } of groups) {
    const known = memory.groups.get(group);
    if (known !== undefined && state === 'ok') memory.groups.set(group, { ...known, askedAt });
  }
}

const endsOf = ({ partitions }: LogBounds): Offsets => new Map([...partitions].map(([partition, { end }]) => [partition, end]));

function recordLog(memory: CommitMemory, topicId: number, log: LogBounds, since: Micros | null, samples: SampleRow[], states: CommitState[]): void {
  const known = statesOf(memory, LOG).get(topicId);
  const offsets = endsOf(log);
  const starts: Offsets = new Map([...log.partitions].map(([partition, { start }]) => [partition, start]));
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
  statesOf(memory, LOG).set(topicId, { offsets, starts, activeAt: log.at });
  states.push({ groupId: LOG, topicId, at: log.at, activeAt: log.at, offsets: [...log.partitions].map(([partition, { start, end }]) => ({ partition, offset: end, start })) });
}

interface GroupSample {
  readonly id: number;
  readonly since: Micros | null;
  readonly group: GroupCommits;
  readonly topicIds: ReadonlyMap<string, number>;
  readonly ends: ReadonlyMap<number, Offsets>;
}

function recordGroup(memory: CommitMemory, { id, since, group, topicIds, ends }: GroupSample, samples: SampleRow[], states: CommitState[]): void {
  const now = new Map<number, Offsets>();
  for (const [topic, committed] of group.committed) {
    const topicId = topicIds.get(topic);
    if (topicId !== undefined) now.set(topicId, committed);
  }
  // Where all commits on a topic are gone, the broker does not name the topic any more.
  const known = statesOf(memory, id);
  for (const topicId of known.keys()) if (!now.has(topicId)) now.set(topicId, new Map());
  for (const [topicId, offsets] of now) {
    const before = known.get(topicId) ?? null;
    const changes = changesBetween(before?.offsets ?? new Map(), offsets);
    const atWork = isAtWork(before?.offsets ?? (since === null ? null : new Map()), offsets, ends.get(topicId) ?? null, group.described?.members?.length ?? null);
    const activeAt = atWork ? group.at : (before?.activeAt ?? null);
    const noted = before?.activeAt ?? 0;
    if (changes.size === 0 && (activeAt === null || activeAt - noted < ACTIVE_EVERY_MICROS)) continue;
    if (changes.size > 0) samples.push({ groupId: id, topicId, at: group.at, since, offsets: [...changes].map(([partition, offset]) => ({ partition, offset })) });
    if (offsets.size === 0) known.delete(topicId);
    else known.set(topicId, { offsets, starts: new Map(), activeAt });
    states.push({ groupId: id, topicId, at: group.at, activeAt, offsets: [...offsets].map(([partition, offset]) => ({ partition, offset })) });
  }
}
