import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import type { Sample } from '#lib/core/whereabouts/samples.ts';
import { readSamples } from '#lib/store/commit-history.ts';
import { LOG, readGroupNames, readStates, type GroupState, type SampleRow } from '#lib/store/commits.ts';
import type { Store } from '#lib/store/store.ts';

/** By partition, where the broker's log begins now. */
export async function logStarts(store: Pick<Store, 'pool'>, topicId: number): Promise<ReadonlyMap<number, bigint>> {
  const log = (await readStates(store.pool, [topicId])).find(({ groupId }) => groupId === LOG);
  return new Map((log?.offsets ?? []).flatMap(({ partition, start }) => (start === undefined ? [] : [[partition, start] as const])));
}

/** What is known of one group on one topic. */
export interface GroupOn {
  readonly topicId: number;
  readonly group: string;
  readonly state: GroupState;
  /** By partition, now. */
  readonly committed: ReadonlyMap<number, bigint>;
  readonly samples: readonly Sample[];
}

/** Clocks of brokers and of ours differ, and a message may be read before it was stored here. */
const MARGIN_MICROS = 60_000_000;

export interface Window {
  readonly from: Micros;
  /** Of one group on one topic, from then on. */
  readonly mostSamples: number;
  /** The latest samples too, though there are more in between. */
  readonly latestSince?: Micros;
}

/** The groups that read these topics, or did since a moment: those that have, or had, commits there. */
export async function groupsOn(store: Pick<Store, 'pool'>, topicIds: readonly number[], { from, mostSamples, latestSince }: Window): Promise<GroupOn[]> {
  const [states, first, latest] = await Promise.all([
    readStates(store.pool, topicIds),
    readSamples(store.pool, topicIds, brand<Micros>(Math.max(0, from - MARGIN_MICROS)), mostSamples),
    latestSince === undefined ? [] : readSamples(store.pool, topicIds, latestSince, mostSamples),
  ]);
  const name = ({ groupId, topicId, at }: SampleRow): string => `${groupId}/${topicId}/${at}`;
  const there = new Set(first.map(name));
  const samples = [...first, ...latest.filter((sample) => !there.has(name(sample)))];
  const key = ({ groupId, topicId }: { groupId: number; topicId: number }): string => `${groupId}/${topicId}`;
  const statesBy = new Map(states.filter(({ groupId }) => groupId !== LOG).map((state) => [key(state), state]));
  const samplesBy = Map.groupBy(samples, key);
  const names = await readGroupNames(store.pool, [...new Set([...statesBy.values(), ...samples].map(({ groupId }) => groupId))]);
  return [...new Set([...statesBy.keys(), ...samplesBy.keys()])].flatMap((on) => {
    const [groupId, topicId] = on.split('/').map(Number);
    const name = names.get(groupId ?? -1);
    if (name === undefined || topicId === undefined) return [];
    const offsets = statesBy.get(on)?.offsets ?? [];
    return [{
      topicId,
      group: name.name,
      state: name.state,
      committed: new Map(offsets.flatMap(({ partition, offset }) => (offset === null ? [] : [[partition, offset] as const]))),
      samples: (samplesBy.get(on) ?? []).map(sampleOf),
    }];
  });
}

const sampleOf = ({ at, since, offsets }: SampleRow): Sample => {
  const times = offsets.flatMap(({ partition, committedAt, once }) => (committedAt === undefined ? [] : [[partition, { at: committedAt, once: once === true }] as const]));
  return { at, since, changes: new Map(offsets.map(({ partition, offset }) => [partition, offset])), ...(times.length === 0 ? {} : { times: new Map(times) }) };
};
