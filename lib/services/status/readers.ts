import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import type { Reader } from '#lib/core/whereabouts/waiting.ts';
import { LOG, readGroupNames, readLooks, readStates, type CommitState } from '#lib/store/commits.ts';

/** The groups that commit on these topics and can be seen. Those that are gone, or that the broker hides, tell nothing of today. */
export async function readersOf(client: pg.Pool | pg.ClientBase, topicIds: readonly number[]): Promise<Reader[]> {
  const states = (await readStates(client, topicIds)).filter(({ groupId }) => groupId !== LOG);
  const names = await readGroupNames(client, [...new Set(states.map(({ groupId }) => groupId))]);
  const looks = await readLooks(client, topicIds);
  return states.flatMap((state) => {
    const name = names.get(state.groupId);
    return name === undefined || name.state !== 'ok' ? [] : [readerOf(state, name.name, looks.get(state.topicId) ?? NEVER)];
  });
}

const NEVER = { at: brand<Micros>(-Infinity), intervalMicros: 0 };

const readerOf = ({ groupId, topicId, offsets, activeAt }: CommitState, group: string, look: typeof NEVER): Reader => ({
  groupId, group, topicId, activeAt, sampledAt: look.at, intervalMicros: look.intervalMicros,
  committed: new Map(offsets.flatMap(({ partition, offset }) => (offset === null ? [] : [[partition, offset] as const]))),
});
