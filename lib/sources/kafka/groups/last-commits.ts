/** The last commit of every group and partition, from the log of commits; merged with what the brokers say is committed. */
import type { Micros } from '#lib/core/time.ts';
import { readCommitRecord, type CommitRecord } from '#lib/sources/kafka/groups/commit-records.ts';
import type { Committed } from '#lib/sources/kafka/groups/fetch-offsets.ts';

interface Logged {
  readonly offset: bigint;
  readonly at: Micros | null;
  /** Commits since the last look. */
  readonly since: number;
}

interface LoggedGroup {
  /** Of the log: a group's commits are all in one of its partitions. */
  readonly partition: number;
  readonly topics: Map<string, Map<number, Logged>>;
}

/** Partitions of all groups: beyond it, commits of partitions that were not yet seen are not remembered. */
const MOST = 2_000_000;

export class LastCommits {
  /** Partitions of the log that were read to their end at the last look. */
  readonly settled = new Set<number>();
  readonly #groups = new Map<string, LoggedGroup>();
  #known = 0;
  /** How many commits came before the first look, nobody knows. */
  #first = true;
  /** Records of versions that are not known here, and those that are no such records at all. */
  skipped = 0;

  take(partition: number, key: Uint8Array | null, value: Uint8Array | null): void {
    const record = readCommitRecord(key, value);
    if (record.kind === 'commit') this.#commit(partition, record);
    else if (record.kind === 'removed') this.#remove(record);
    else if (record.kind !== 'group') this.skipped += 1;
  }

  /**
   * What a group has committed, with the times that are known. The log was read after the broker was asked: where it was read to its end,
   * it is at least as new, and tells. Else it tells only the time of what the broker said.
   */
  merge(group: string, asked: Committed): { readonly committed: Committed; readonly committedAt: ReadonlyMap<string, ReadonlyMap<number, Micros>>; readonly committedOnce: ReadonlyMap<string, ReadonlySet<number>> } {
    const logged = this.#groups.get(group);
    const [committed, committedAt, committedOnce] = [new Map<string, Map<number, bigint>>(), new Map<string, Map<number, Micros>>(), new Map<string, Set<number>>()];
    const settled = logged !== undefined && this.settled.has(logged.partition);
    for (const [topic, partitions] of asked) {
      const known = logged?.topics.get(topic);
      const [offsets, times, once] = [new Map(partitions), new Map<number, Micros>(), new Set<number>()];
      for (const [partition, offset] of partitions) {
        const last = known?.get(partition);
        if (last === undefined || (!settled && last.offset !== offset)) continue;
        offsets.set(partition, last.offset);
        if (last.at !== null) times.set(partition, last.at);
        if (last.at !== null && last.since === 1 && !this.#first) once.add(partition);
      }
      committed.set(topic, offsets);
      if (times.size > 0) committedAt.set(topic, times);
      if (once.size > 0) committedOnce.set(topic, once);
    }
    return { committed, committedAt, committedOnce };
  }

  /** Begins to count the commits anew of groups that were `seen`, and forgets those that are no longer `listed`. */
  looked({ listed, seen }: { readonly listed: ReadonlySet<string>; readonly seen: ReadonlySet<string> }): void {
    this.#first = false;
    for (const [name, { topics }] of this.#groups) {
      if (!listed.has(name)) {
        for (const partitions of topics.values()) this.#known -= partitions.size;
        this.#groups.delete(name);
        continue;
      }
      if (!seen.has(name)) continue;
      for (const partitions of topics.values()) {
        for (const [partition, last] of partitions) if (last.since > 0) partitions.set(partition, { ...last, since: 0 });
      }
    }
  }

  #commit(partition: number, { group, topic, partition: of, offset, at }: CommitRecord & { readonly kind: 'commit' }): void {
    const known = this.#groups.get(group) ?? { partition, topics: new Map<string, Map<number, Logged>>() };
    const partitions = known.topics.get(topic) ?? new Map<number, Logged>();
    const before = partitions.get(of);
    if (before === undefined && this.#known >= MOST) return;
    if (before === undefined) this.#known += 1;
    partitions.set(of, { offset, at, since: (before?.since ?? 0) + 1 });
    this.#groups.set(group, { partition, topics: known.topics.set(topic, partitions) });
  }

  #remove({ group, topic, partition }: CommitRecord & { readonly kind: 'removed' }): void {
    if (this.#groups.get(group)?.topics.get(topic)?.delete(partition) === true) this.#known -= 1;
  }
}
