/**
 * Reads `__consumer_offsets` as far as it goes, whenever it is asked to: without a group, so that nobody sees a reader. The first time it
 * begins a bounded part before the end, so that the last commits of slow groups are known too.
 *
 * States: `closed` (nothing is read yet, or the last try failed: the next one connects anew and goes on where it was),
 * `open` (connected; positions are known), `denied` (the broker does not allow it: asked again after a while only).
 */
import { kafkaClient } from '#lib/sources/kafka/client/connect.ts';
import { ownCluster, type FetchedPartition, type OwnCluster } from '#lib/sources/kafka/client/own-cluster.ts';
import { isForbidden, kafkaFault } from '#lib/sources/kafka/faults.ts';
import { LastCommits } from '#lib/sources/kafka/groups/last-commits.ts';
import { logBounds } from '#lib/sources/kafka/groups/log-bounds.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { withoutAborted } from '#lib/sources/kafka/records/aborted.ts';
import type { Wire } from '#lib/sources/kafka/wire/wire.ts';

export const COMMIT_TOPIC = '__consumer_offsets';
/** Of each of its partitions, which are 50 by default: what comes before tells no times. */
const MOST_RECORDS = 5000n;
const READ_COMMITTED = 1;
const ANSWER_MS = 15_000;
const MOST_BYTES = 16 * 1024 * 1024;
const PARTITION_BYTES = 1024 * 1024;
/** What is not read by then is read at the next look. */
const LONGEST_READ_MS = 3000;
const DENIED_MS = 300_000;

interface Open {
  readonly cluster: OwnCluster;
  /** By the broker that leads them. */
  readonly partitions: ReadonlyMap<number, readonly number[]>;
}

export class CommitLog {
  readonly commits = new LastCommits();
  readonly #options: KafkaSourceOptions;
  readonly #log: KafkaLog;
  readonly #wire: Wire;
  readonly #positions = new Map<number, bigint>();
  #open: Open | null = null;
  #skipped = 0;
  #denied: { readonly why: string; readonly until: number } | null = null;

  constructor(options: KafkaSourceOptions, wire: Wire, log: KafkaLog) {
    this.#options = options;
    this.#wire = wire;
    this.#log = log;
  }

  /** Null when it was read; else why not, in plain words. */
  async read(): Promise<string | null> {
    if (this.#denied !== null && Date.now() < this.#denied.until) return this.#denied.why;
    try {
      this.#open ??= await this.#connect();
      if (this.#open === null) return `Commits are not read: the cluster has no ${COMMIT_TOPIC} yet.`;
      const { cluster, partitions } = this.#open;
      const deadline = performance.now() + LONGEST_READ_MS;
      await Promise.all([...partitions].map(([node, led]) => this.#readFrom(cluster, node, led, deadline)));
      this.#denied = null;
      this.#saySkipped();
      return null;
    } catch (error) {
      await this.close();
      const why = isForbidden(error)
        ? `Commits are not read: the broker does not allow Throughline to read ${COMMIT_TOPIC}. With Read and Describe on that topic, it would know when each commit was made.`
        : `Commits are not read now: ${kafkaFault(error, this.#options.brokers).text}`;
      if (isForbidden(error)) this.#denied = { why, until: Date.now() + DENIED_MS };
      this.#log.debug({ err: error }, 'the log of commits could not be read');
      return why;
    }
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.cluster.disconnect();
  }

  /** A broker newer than this program may write what is not known here. */
  #saySkipped(): void {
    const { skipped } = this.commits;
    if (skipped > this.#skipped) this.#log.info({ skipped }, 'records of the log of commits were left out: they are of versions that are not known here');
    this.#skipped = skipped;
  }

  async #connect(): Promise<Open | null> {
    const [bounds] = await logBounds(this.#wire, [COMMIT_TOPIC]);
    const cluster = ownCluster(kafkaClient(this.#options, this.#log));
    try {
      await cluster.connect();
      await cluster.addTargetTopic(COMMIT_TOPIC);
      if (bounds === undefined) {
        await cluster.disconnect();
        return null;
      }
      const led = new Map<number, number[]>();
      for (const { partitionId, leader } of cluster.findTopicPartitionMetadata(COMMIT_TOPIC)) {
        const bound = bounds.partitions.get(partitionId);
        if (bound === undefined || leader < 0) continue;
        led.set(leader, [...(led.get(leader) ?? []), partitionId]);
        this.#positions.set(partitionId, beginning(this.#positions.get(partitionId), bound));
      }
      return { cluster, partitions: led };
    } catch (error) {
      await cluster.disconnect();
      throw error;
    }
  }

  /** Until all of these partitions are read to their end, or the time is up. */
  async #readFrom(cluster: OwnCluster, node: number, led: readonly number[], deadline: number): Promise<void> {
    const broker = await cluster.findBroker({ nodeId: String(node) });
    let behind: readonly number[] = led;
    for (const partition of led) this.commits.settled.delete(partition);
    while (behind.length > 0 && performance.now() < deadline) {
      const { responses } = await broker.fetch({
        isolationLevel: READ_COMMITTED,
        maxWaitTime: ANSWER_MS,
        minBytes: 0,
        maxBytes: MOST_BYTES,
        topics: [{ topic: COMMIT_TOPIC, partitions: behind.map((partition) => ({ partition, fetchOffset: String(this.#positions.get(partition) ?? 0n), maxBytes: PARTITION_BYTES })) }],
      });
      const fetched = responses.flatMap(({ partitions }) => partitions);
      const taken = fetched.map((one) => this.#take(one));
      // Where nothing at all came, nothing is left before the end: the tail of what was compacted away.
      if (taken.every((count) => count === 0)) for (const { partition, lastStableOffset } of fetched) this.#reach(partition, BigInt(lastStableOffset));
      const left = fetched.filter(({ partition, lastStableOffset }) => (this.#positions.get(partition) ?? 0n) < BigInt(lastStableOffset)).map(({ partition }) => partition);
      for (const { partition } of fetched) if (!left.includes(partition)) this.commits.settled.add(partition);
      behind = left;
    }
  }

  /** How many records it held that were not read before. */
  #take({ partition, messages, abortedTransactions }: FetchedPartition): number {
    const position = this.#positions.get(partition) ?? 0n;
    // A batch comes whole, though only its end was asked for.
    const fresh = messages.filter(({ offset }) => BigInt(offset) >= position);
    for (const { isControlRecord, unreadable, key, value } of withoutAborted({ messages: fresh, abortedTransactions: abortedTransactions ?? null })) {
      if (!isControlRecord && unreadable === undefined) this.commits.take(partition, key, value);
    }
    const last = fresh.at(-1);
    if (last !== undefined) this.#reach(partition, BigInt(last.offset) + 1n);
    return fresh.length;
  }

  #reach(partition: number, offset: bigint): void {
    if (offset > (this.#positions.get(partition) ?? 0n)) this.#positions.set(partition, offset);
  }
}

/** Where it was, if that is still there and not too far behind. */
function beginning(before: bigint | undefined, { start, end }: { readonly start: bigint; readonly end: bigint }): bigint {
  const earliest = end - MOST_RECORDS > start ? end - MOST_RECORDS : start;
  return before === undefined || before < earliest || before > end ? earliest : before;
}

