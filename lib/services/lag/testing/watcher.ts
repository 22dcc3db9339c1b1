/** A group of a test, looked at again and again. */
import { expect } from 'vitest';
import { ConsumerGroupDetail } from '#lib/contracts/lag.ts';
import { brand } from '#lib/core/brand.ts';
import { STRICT } from '#lib/core/lag/evaluate.ts';
import type { Micros } from '#lib/core/time.ts';
import { recordCommits, rememberCommits, type CommitMemory } from '#lib/services/commits/record.ts';
import { classicGroup } from '#lib/services/commits/testing/described.ts';
import { evaluateGroups } from '#lib/services/lag/evaluate-groups.ts';
import { rememberLag, type LagMemory } from '#lib/services/lag/memory.ts';
import { readGroup } from '#lib/services/lag/read.ts';
import type { GroupCommits, GroupDescription } from '#lib/sources/commit-observer.ts';
import { microsNow } from '#lib/store/clock.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const SECOND = 1_000_000;
const BEGAN = microsNow();
export const at = (seconds: number): Micros => brand<Micros>(BEGAN + Math.round(seconds * SECOND));

export interface Look {
  /** Committed of each partition of `orders`, and seconds at which that was, where it is told. */
  readonly committed?: readonly number[];
  readonly committedAt?: number;
  readonly ends: readonly number[];
  readonly starts?: readonly number[];
  readonly state?: GroupCommits['state'];
  readonly described?: GroupDescription | null;
}

export interface Watcher {
  readonly store: FreshStore;
  look(seconds: number, look: Look): Promise<ConsumerGroupDetail>;
  /** Another process goes on. */
  restart(): void;
}

/** Looks at a group which reads one topic. */
export async function watcher({ name = 'g', topic = 'orders' } = {}): Promise<Watcher> {
  const store = await freshStore();
  let memory: { readonly commits: CommitMemory; readonly lag: LagMemory } | null = null;
  const byPartition = <T>(values: readonly T[]): Map<string, Map<number, T>> => new Map(values.length === 0 ? [] : [[topic, new Map(values.map((value, partition) => [partition, value]))]]);
  return {
    store,
    restart: () => void (memory = null),
    look: async (seconds, { committed = [], committedAt, ends, starts = [], state = 'ok', described = classicGroup(1) }) => {
      await inTransaction(store.pool, async (client) => {
        const commits = memory?.commits ?? (await rememberCommits(client, 'kafka'));
        const known = (memory ??= { commits, lag: await rememberLag(client, 'kafka', commits) });
        const group: GroupCommits = { group: name, state, described, askedAt: at(seconds), at: at(seconds), committed: byPartition(committed.map(BigInt)), committedOnce: new Map(), committedAt: committedAt === undefined ? new Map() : byPartition(committed.map(() => at(committedAt))) };
        const observation = {
          groups: [group], leftOut: 0, why: null, evidence: committedAt === undefined ? 'polls' as const : 'commits' as const,
          logs: [{ topic, kafkaId: null, at: at(seconds), partitions: new Map(ends.map((end, partition) => [partition, { start: BigInt(starts[partition] ?? 0), end: BigInt(end) }])) }],
        };
        const look = { now: at(seconds), intervalMicros: 10 * SECOND, rules: STRICT };
        await recordCommits(client, known.commits, observation, look);
        await evaluateGroups(client, known.lag, observation, { ...look, groupIds: (each) => known.commits.groups.get(each)?.id });
      });
      const detail = await readGroup(store, 'kafka', name, at(seconds) / 1000);
      expect(ConsumerGroupDetail.parse(detail)).toEqual(detail);
      return detail;
    },
  };
}
