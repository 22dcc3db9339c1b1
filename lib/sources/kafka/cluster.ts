/** What the source asks a cluster beside reading: which topics there are, and which offsets they have. */
import type { Admin, Kafka } from 'kafkajs';
import type { Bounds } from '#lib/sources/kafka/beginnings.ts';

export interface TopicInfo {
  readonly partitions: number;
  /** Null where the broker is too old to tell. */
  readonly id: string | null;
}

export interface Cluster {
  /** Every topic of the cluster, by name. */
  topics(): Promise<ReadonlyMap<string, TopicInfo>>;
  /** By partition. */
  bounds(topic: string): Promise<ReadonlyMap<number, Bounds>>;
  close(): Promise<void>;
}

export async function openCluster(kafka: Kafka): Promise<Cluster> {
  const admin: Admin = kafka.admin();
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
    bounds: async (topic) => {
      const offsets = await admin.fetchTopicOffsets(topic);
      return new Map(offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]));
    },
    close: () => admin.disconnect(),
  };
}
