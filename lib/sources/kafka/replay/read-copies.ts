/** Looks for what a replay wrote to a partition, committed or not. */
import { REPLAY_ID_HEADER, REPLAY_OF_HEADER } from '#lib/core/conventions/replay.ts';
import type { TargetReading } from '#lib/core/dead-letters/recovery.ts';
import type { Header } from '#lib/core/record.ts';
import { kafkaClient } from '#lib/sources/kafka/client/connect.ts';
import { ownCluster } from '#lib/sources/kafka/client/own-cluster.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import type { FetchedMessage } from '#lib/sources/kafka/records/message.ts';

type Copy = { -readonly [Key in keyof TargetReading['copies'][number]]: TargetReading['copies'][number][Key] };

export interface Sought {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  /** Exclusive; not before the former sender was fenced. */
  readonly to: bigint;
  readonly replayId: string;
}

const READ_UNCOMMITTED = 0;
const ANSWER_MS = 15_000;
const MOST_BYTES = 4 * 1024 * 1024;
/** A busy target has written much since a sender was lost long ago. */
const LONGEST_MS = 300_000;
const COMMIT = 1;

/** Throws what kafkajs throws. Whether a copy was committed is read from the markers that stand behind it: all do, for the fencing wrote the last. */
export async function readCopies(options: KafkaSourceOptions, { topic, partition, from, to, replayId }: Sought, log: KafkaLog): Promise<Pick<TargetReading, 'copies' | 'complete'>> {
  if (from >= to) return { copies: [], complete: true };
  const cluster = ownCluster(kafkaClient(options, log));
  try {
    await cluster.connect();
    await cluster.addTargetTopic(topic);
    const leader = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader ?? -1;
    const broker = await cluster.findBroker({ nodeId: String(leader) });
    const found = new Copies(replayId);
    const deadline = performance.now() + LONGEST_MS;
    for (let at = from; at < to; ) {
      if (performance.now() > deadline) return { copies: found.copies, complete: false };
      const { responses } = await broker.fetch({ isolationLevel: READ_UNCOMMITTED, maxWaitTime: ANSWER_MS, minBytes: 0, maxBytes: MOST_BYTES, topics: [{ topic, partitions: [{ partition, fetchOffset: at.toString(), maxBytes: MOST_BYTES }] }] });
      const fresh = responses.flatMap(({ partitions }) => partitions.flatMap(({ messages }) => messages)).filter(({ offset }) => BigInt(offset) >= at && BigInt(offset) < to);
      const last = fresh.at(-1);
      // Nothing before the end, or something that cannot be read: what stood there is not known.
      if (last === undefined || fresh.some(({ unreadable }) => unreadable !== undefined)) return { copies: found.copies, complete: false };
      for (const message of fresh) found.take(message);
      at = BigInt(last.offset) + 1n;
    }
    return { copies: found.copies, complete: true };
  } finally {
    await cluster.disconnect();
  }
}

class Copies {
  readonly copies: Copy[] = [];
  readonly #replayId: string;
  /** Of producers whose transactions have not ended yet. */
  readonly #open = new Map<string, Copy[]>();

  constructor(replayId: string) {
    this.#replayId = replayId;
  }

  take({ offset, key, isControlRecord, rawHeaders, batchContext: { producerId, inTransaction } }: FetchedMessage): void {
    if (isControlRecord) {
      // Key: version and type, both int16. Without one it stands for the end of a batch that compaction emptied.
      if (key === null || key.length < 4) return;
      const isCommit = key.readInt16BE(2) === COMMIT;
      for (const copy of this.#open.get(producerId) ?? []) copy.state = isCommit ? 'committed' : 'aborted';
      this.#open.delete(producerId);
      return;
    }
    const of = last(rawHeaders, REPLAY_OF_HEADER);
    if (of === null || last(rawHeaders, REPLAY_ID_HEADER) !== this.#replayId) return;
    const copy: Copy = { of, offset: BigInt(offset), state: inTransaction ? 'open' : 'committed' };
    this.copies.push(copy);
    if (inTransaction) this.#open.set(producerId, [...(this.#open.get(producerId) ?? []), copy]);
  }
}

function last(headers: readonly Header[], name: string): string | null {
  const value = headers.findLast((header) => header.name === name)?.value ?? null;
  return value === null ? null : Buffer.from(value).toString('utf8');
}
