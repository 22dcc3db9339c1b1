/** What the process before this one had seen of a source, out of what it wrote: the windows of all partitions, and when their logs grew. */
import { setImmediate as letOthers } from 'node:timers/promises';
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { withEnd, type LogTimes } from '#lib/core/lag/log-times.ts';
import { lookTimes, rebuiltWindow, wantsMore, type Committed, type PartitionPast, type Standing } from '#lib/core/lag/rebuild.ts';
import { WINDOW_SAMPLES, type Window } from '#lib/core/lag/window.ts';
import type { Micros } from '#lib/core/time.ts';
import type { CommitMemory, KnownState } from '#lib/services/commits/memory.ts';
import { LOG, newestTopics, readSampling } from '#lib/store/commits.ts';
import { readLatestSamples, type LatestSamples } from '#lib/store/latest-samples.ts';
import type { PackedSample } from '#lib/store/packed-samples.ts';
import { readGaps } from '#lib/store/sampling-gaps.ts';

export interface Rebuilt {
  /** By group id, topic and partition. */
  readonly windows: ReadonlyMap<number, ReadonlyMap<string, ReadonlyMap<number, Window>>>;
  /** By topic and partition. */
  readonly logs: ReadonlyMap<string, ReadonlyMap<number, LogTimes>>;
}

const NOTHING: Rebuilt = { windows: new Map(), logs: new Map() };
/** Of nothing but what stands now it is not known since when. */
const ALWAYS = brand<Micros>(0);
const MORE_LOOKS = 2;
/** Pairs in one go: this process reads messages too, and must tell Kafka that it is there. */
const AT_ONCE = 250;

/** `commits` as it was remembered, before another look is recorded. */
export async function rebuildWindows(client: pg.ClientBase, source: string, { states }: Pick<CommitMemory, 'states'>): Promise<Rebuilt> {
  const sampling = await readSampling(client, source);
  if (sampling === null || sampling.at === null) return NOTHING;
  const { at: last, intervalMicros } = sampling;
  const from = brand<Micros>(last - (WINDOW_SAMPLES + MORE_LOOKS) * intervalMicros);
  const topics = await newestTopics(client, source);
  const known = [...states].flatMap(([groupId, own]) => [...own].flatMap(([topicId, state]) => (topics.has(topicId) ? [{ groupId, topicId, state }] : [])));
  const latest = await readLatestSamples(client, known, from);
  const logs = new Map(latest.filter(({ groupId }) => groupId === LOG).map((each) => [each.topicId, { samples: each, state: states.get(LOG)?.get(each.topicId) }]));
  const times = lookTimes([...logs.values()].flatMap(({ samples }) => samples.recent.map(({ at }) => at)), { from, last, intervalMicros, gaps: await readGaps(client, source, { from, to: brand<Micros>(last + 1) }) });

  const windows = new Map<number, Map<string, Map<number, Window>>>();
  for (const [place, { groupId, topicId, state }] of known.entries()) {
    if (place % AT_ONCE === AT_ONCE - 1) await letOthers();
    const [samples, log] = [latest[place], logs.get(topicId)];
    if (groupId === LOG || samples === undefined) continue;
    const own = windows.get(groupId) ?? new Map<string, Map<number, Window>>();
    windows.set(groupId, own.set(topics.get(topicId) ?? '', windowsOf({ samples, state, log, times, intervalMicros })));
  }
  return { windows, logs: new Map([...logs].map(([topicId, { samples, state }]) => [topics.get(topicId) ?? '', growthOf(samples, state, times)])) };
}

interface Pair {
  readonly samples: LatestSamples;
  readonly state: KnownState;
  readonly log: { readonly samples: LatestSamples; readonly state: KnownState | undefined } | undefined;
  readonly times: readonly Micros[];
  readonly intervalMicros: number;
}

function windowsOf({ samples, state, log, times, intervalMicros }: Pair): Map<number, Window> {
  const recent = pastsOf(state, samples.recent, log?.state, log?.samples.recent ?? []);
  const windows = new Map([...recent].map(([partition, past]) => [partition, rebuiltWindow(past, times)]));
  const wanting = [...recent].filter(([partition, past]) => wantsMore(past, times, windows.get(partition)!));
  if (wanting.length === 0) return windows;
  const [before, logBefore] = [samples.before(), log?.samples.before() ?? []];
  const ends = [...logBefore, ...(log?.samples.recent ?? [])].map(({ at }) => at);
  // The end was asked for after the commit, at one and the same look.
  const earlier = before.map(({ at }) => brand<Micros>(Math.min(ends.find((end) => end >= at && end - at <= intervalMicros) ?? at, (times[0] ?? Infinity) - 1)));
  const longer = pastsOf(state, [...before, ...samples.recent], log?.state, [...logBefore, ...(log?.samples.recent ?? [])]);
  for (const [partition] of wanting) windows.set(partition, rebuiltWindow(longer.get(partition)!, [...earlier, ...times]));
  return windows;
}

/** What is not among the samples is what it was all the time. */
function pastsOf(state: KnownState, samples: readonly PackedSample[], log: KnownState | undefined, logSamples: readonly PackedSample[]): Map<number, PartitionPast> {
  const committed = changesOf(samples, ({ offset, committedAt }): Committed => ({ offset, committedAt: committedAt ?? null }));
  const ends = changesOf(logSamples, ({ offset }) => offset);
  return new Map([...state.offsets].map(([partition, offset]) => [partition, {
    committed: committed.get(partition) ?? [{ at: ALWAYS, value: { offset, committedAt: state.times.get(partition) ?? null } }],
    ends: ends.get(partition) ?? [{ at: ALWAYS, value: log?.offsets.get(partition) ?? null }],
  }]));
}

function changesOf<T>(samples: readonly PackedSample[], of: (offset: PackedSample['offsets'][number]) => T): Map<number, Standing<T>[]> {
  const changes = new Map<number, Standing<T>[]>();
  for (const { at, offsets } of samples) {
    for (const offset of offsets) {
      const known = changes.get(offset.partition) ?? [];
      changes.set(offset.partition, known);
      known.push({ at, value: of(offset) });
    }
  }
  return changes;
}

function growthOf({ recent }: LatestSamples, state: KnownState | undefined, times: readonly Micros[]): Map<number, LogTimes> {
  const ends = changesOf(recent, ({ offset }) => offset);
  return new Map([...(state?.offsets ?? [])].map(([partition, end]) => {
    const changes = ends.get(partition) ?? [{ at: ALWAYS, value: end }];
    let [log, next]: [LogTimes, number] = [[], 0];
    for (const at of times) {
      while ((changes[next]?.at ?? Infinity) <= at) next += 1;
      const standing = changes[next - 1]?.value ?? null;
      if (standing !== null) log = withEnd(log, standing, at);
    }
    return [partition, log] as const;
  }));
}
