/** What the source asks a cluster beside reading: which topics there are, and which offsets they have. */
import type { Admin, Kafka } from 'kafkajs';
import type { Bounds } from '#lib/sources/kafka/beginnings.ts';
import { logBounds } from '#lib/sources/kafka/groups/log-bounds.ts';
import type { KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { Code, WireError } from '#lib/sources/kafka/wire/errors.ts';
import { Wire } from '#lib/sources/kafka/wire/wire.ts';

export interface TopicInfo {
  readonly partitions: number;
  /** Null where the broker is too old to tell. */
  readonly id: string | null;
}

export interface Cluster {
  /** Every topic of the cluster, by name. */
  topics(): Promise<ReadonlyMap<string, TopicInfo>>;
  /** The ids that these topics have now, in hexadecimal; those that are not there, or whose broker is too old to tell, are left out. */
  ids(topics: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** By partition. */
  bounds(topic: string): Promise<ReadonlyMap<number, Bounds>>;
  close(): Promise<void>;
}

export async function openCluster(kafka: Kafka, options: KafkaSourceOptions): Promise<Cluster> {
  const admin: Admin = kafka.admin();
  // kafkajs would ask about this topic for ever, and gets no answer about any while one of them is deleted.
  const wire = new Wire(options);
  await admin.connect().catch(async (error: unknown) => {
    await admin.disconnect();
    throw error;
  });
  return {
    topics: async () => {
      const { topics } = await admin.fetchTopicMetadata();
      return new Map(topics.map(({ name, partitions }) => {
        // client/metadata.ts puts the topic's id on each partition, the only part that kafkajs hands through.
        const [first] = partitions as { topicId?: string }[];
        return [name, { partitions: partitions.length, id: first?.topicId ?? null }];
      }));
    },
    ids: async (names) => {
      const { topics } = await wire.metadata(names);
      return new Map(topics.flatMap(({ name, topicId }) => (name === null || topicId === undefined ? [] : [[name, topicId.replaceAll('-', '')]])));
    },
    bounds: async (topic) => {
      const [found] = await logBounds(wire, [topic]);
      if (found === undefined) throw await whyNone(wire, topic);
      return new Map([...found.partitions].map(([partition, { start, end }]) => [partition, { low: start, high: end }]));
    },
    close: async () => {
      await Promise.all([admin.disconnect(), wire.close()]);
    },
  };
}

/** Why the leaders of a topic named no offsets. */
async function whyNone(wire: Wire, topic: string): Promise<Error> {
  const [found] = (await wire.metadata([topic])).topics;
  const code = found === undefined ? Code.unknownTopic : (found.errorCode || (found.partitions.find(({ errorCode }) => errorCode !== 0)?.errorCode ?? 0));
  return code === 0 ? new Error(`the brokers named no offsets for ${topic}`) : new WireError(code);
}
