import { kafkajs } from '#lib/sources/kafka/client/kafkajs.ts';

const partitioner = kafkajs.Partitioners.DefaultPartitioner();

/** As Java's producer chooses it: by the hash of the key; without a key any. */
export const partitionByKey = (topic: string, key: Buffer | null, partitions: number): number =>
  partitioner({ topic, message: { key, value: null }, partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 0, partitionErrorCode: 0, replicas: [], isr: [] })) });
