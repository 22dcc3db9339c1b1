/** What was recorded of a source so far: a look is compared with it, and only what changed is written. */
import type pg from 'pg';
import { isSettled, type Member } from '#lib/core/groups/members.ts';
import type { Offsets } from '#lib/core/whereabouts/samples.ts';
import type { Micros } from '#lib/core/time.ts';
import { readGroups, readKafkaIds, readSampling, readStatesOf, type GroupState } from '#lib/store/commits.ts';
import { encodeDescribed, type StoredDescription } from '#lib/store/described.ts';

export interface KnownState {
  readonly offsets: Offsets;
  /** Of the log. */
  readonly starts: Offsets;
  /** By partition, of the last commit, where it is known. */
  readonly times: ReadonlyMap<number, Micros>;
  readonly activeAt: Micros | null;
}

export interface KnownGroup {
  readonly id: number;
  readonly state: GroupState;
  readonly described: StoredDescription | null;
  /** What was written of the members. */
  readonly written: string | null;
  /** The members when the group was last seen to rest, and when it last had any. */
  readonly settled: readonly Member[] | null;
  readonly peopled: readonly Member[];
  /** Since when it was not seen to rest; null where it rests. */
  readonly unsettledSince: Micros | null;
  /** It was noted that it does not come to rest. */
  readonly isRestless: boolean;
  /** When the last rebalances were noted. */
  readonly rebalances: readonly Micros[];
  /** When it was last asked about with success. */
  readonly askedAt: Micros | null;
}

export interface CommitMemory {
  readonly source: string;
  readonly groups: Map<string, KnownGroup>;
  /** By group id, then by topic id. */
  readonly states: Map<number, Map<number, KnownState>>;
  /** By topic. */
  readonly kafkaIds: Map<string, string>;
  sampledAt: Micros | null;
  /** The look before was recorded by this process: what it counted since then is complete. */
  continuous: boolean;
}

/** Reads what is known of a source: for the process that begins to sample. */
export async function rememberCommits(client: pg.ClientBase, source: string): Promise<CommitMemory> {
  const sampledAt = (await readSampling(client, source))?.at ?? null;
  const groups = (await readGroups(client, source)).map(({ id, name, state, described }) => {
    const members = described?.members ?? [];
    const settled = described?.members != null && isSettled(described.state) ? members : null;
    const known: KnownGroup = { id, state, described, written: described === null ? null : encodeDescribed(described), settled, peopled: members, unsettledSince: null, isRestless: false, rebalances: [], askedAt: state === 'ok' ? sampledAt : null };
    return [name, known] as const;
  });
  const memory: CommitMemory = { source, groups: new Map(groups), states: new Map(), kafkaIds: await readKafkaIds(client, source), sampledAt, continuous: false };
  for (const { groupId, topicId, offsets, activeAt } of await readStatesOf(client, source)) {
    const starts = offsets.flatMap(({ partition, start }) => (start === undefined ? [] : [[partition, start] as const]));
    const known = offsets.flatMap(({ partition, offset }) => (offset === null ? [] : [[partition, offset] as const]));
    const times = offsets.flatMap(({ partition, committedAt }) => (committedAt === undefined ? [] : [[partition, committedAt] as const]));
    statesOf(memory, groupId).set(topicId, { offsets: new Map(known), starts: new Map(starts), times: new Map(times), activeAt });
  }
  return memory;
}

export function statesOf({ states }: CommitMemory, groupId: number): Map<number, KnownState> {
  const known = states.get(groupId) ?? new Map<number, KnownState>();
  states.set(groupId, known);
  return known;
}
