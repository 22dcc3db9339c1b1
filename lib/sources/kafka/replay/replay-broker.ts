/** One cluster as replays meet it: what they must know of it, what they read of it, and what they write to it. */
import type { BrokerTopic } from '#lib/core/dead-letters/broker-topic.ts';
import type { TargetReading } from '#lib/core/dead-letters/recovery.ts';
import { isForbidden, kafkaFault, type Fault } from '#lib/sources/kafka/faults.ts';
import { logBounds } from '#lib/sources/kafka/groups/log-bounds.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { readRecord, type ReadRecord, type WantedRecord } from '#lib/sources/kafka/read-record.ts';
import { deniesTransactions } from '#lib/sources/kafka/replay/denies-transactions.ts';
import { describeTopics } from '#lib/sources/kafka/replay/describe-topics.ts';
import { fencedProducer, plainProducer, type ReplayProducer } from '#lib/sources/kafka/replay/producer.ts';
import { partitionByKey } from '#lib/sources/kafka/replay/partition-by-key.ts';
import { readCopies } from '#lib/sources/kafka/replay/read-copies.ts';
import { Wire } from '#lib/sources/kafka/wire/wire.ts';

/** Where a partition ends, written down before anything is sent to it. */
export interface PartitionEnd {
  readonly topic: string;
  /** Kafka's id of the topic; null where the broker is too old to tell. */
  readonly kafkaId: string | null;
  readonly partition: number;
  readonly end: bigint;
}

export interface ReplayBroker {
  readonly source: string;
  describe(topics: readonly string[]): Promise<ReadonlyMap<string, BrokerTopic>>;
  /** As far as it tells who begins none. */
  deniesTransactions(transactionalId: string): Promise<boolean>;
  /** Without those whose leader does not answer. */
  ends(topics: readonly string[]): Promise<readonly PartitionEnd[]>;
  /** Fences whoever sent for this replay before; where the broker denies transactions, a producer that fences nobody. */
  producer(transactionalId: string): Promise<ReplayProducer>;
  /** What stands on the partition since; to be asked after the fencing. Null where there is no such partition any more, or it may not be read. */
  reading(since: PartitionEnd, replayId: string): Promise<TargetReading | null>;
  original(wanted: WantedRecord): Promise<ReadRecord>;
  /** As Java's producer chooses it. */
  partitionByKey(topic: string, key: Buffer | null, partitions: number): number;
  fault(error: unknown): Fault & { readonly kind: 'too-large' | 'forbidden' | 'other' };
  close(): Promise<void>;
}

export function replayBroker(options: KafkaSourceOptions, log: KafkaLog): ReplayBroker {
  const wire = new Wire(options);
  const ends = async (topics: readonly string[]): Promise<(PartitionEnd & { readonly start: bigint })[]> =>
    (await logBounds(wire, topics)).flatMap(({ topic, kafkaId, partitions }) => [...partitions].map(([partition, { start, end }]) => ({ topic, kafkaId: kafkaId?.replaceAll('-', '') ?? null, partition, start, end })));
  const describe = async (topics: readonly string[]): Promise<ReadonlyMap<string, BrokerTopic>> => new Map((await describeTopics(wire, topics)).map((topic) => [topic.name, topic]));
  return {
    source: options.name,
    describe,
    deniesTransactions: (transactionalId) => deniesTransactions(options, transactionalId, log),
    ends,
    partitionByKey,
    producer: async (transactionalId) => {
      try {
        return await fencedProducer(options, transactionalId, log);
      } catch (error) {
        if (!isDenied(error) && !(await isKeptFrom(options, transactionalId, error, log))) throw error;
        return await plainProducer(options, log);
      }
    },
    reading: async ({ topic, kafkaId, partition, end: from }, replayId) => {
      const known = (await describe([topic])).get(topic);
      if (known?.exists !== true || partition >= known.partitions) return null;
      const now = (await ends([topic])).find((place) => place.partition === partition);
      if (now === undefined) throw new Error(`Partition ${partition} of ${topic} has no leader now.`);
      const sameTopic = kafkaId === null || now.kafkaId === null ? now.end >= from : kafkaId === now.kafkaId;
      const { compacted } = known;
      if (!sameTopic) return { from, start: now.start, sameTopic, compacted, complete: false, copies: [] };
      try {
        const { copies, complete } = await readCopies(options, { topic, partition, from: now.start > from ? now.start : from, to: now.end, replayId }, log);
        return { from, start: now.start, sameTopic, compacted, complete, copies };
      } catch (error) {
        if (isForbidden(error)) return null;
        throw error;
      }
    },
    original: (wanted) => readRecord(options, wanted, log),
    fault: (error) => ({ ...kafkaFault(error, options.brokers), kind: isTooLarge(error) ? 'too-large' : isForbidden(error) ? 'forbidden' : 'other' }),
    close: () => wire.close(),
  };
}

const typesOf = (error: unknown): string[] => {
  const types: string[] = [];
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) {
    const { type } = at as { type?: unknown };
    if (typeof type === 'string') types.push(type);
  }
  return types;
};

/** kafkajs does not tell why it finds no coordinator. */
const isKeptFrom = async (options: KafkaSourceOptions, transactionalId: string, error: unknown, log: KafkaLog): Promise<boolean> =>
  error instanceof Error && error.name === 'KafkaJSGroupCoordinatorNotFound' && (await deniesTransactions(options, transactionalId, log));

const isDenied = (error: unknown): boolean => typesOf(error).includes('TRANSACTIONAL_ID_AUTHORIZATION_FAILED');
const isTooLarge = (error: unknown): boolean => typesOf(error).some((type) => type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE');
