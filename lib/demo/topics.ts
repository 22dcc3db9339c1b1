import type { Kafka } from 'kafkajs';
import { createMissingTopics } from './create-topics.ts';

/** Partitions of each topic: several, so that order holds for a key and no further. */
const TOPICS: Readonly<Record<string, number>> = {
  orders: 6,
  payments: 4,
  inventory: 4,
  shipments: 3,
  emails: 3,
  audits: 3,
  'orders.payments.retry': 3,
  'orders.payments.dlq': 3,
  'orders.inventory.dlq': 3,
  trips: 4,
  'plays.started': 6,
};

/** Before anybody writes: a broker that creates topics by itself gives them one partition. */
export const createDemoTopics = (kafka: Kafka): Promise<void> => createMissingTopics(kafka, Object.entries(TOPICS).map(([topic, numPartitions]) => ({ topic, numPartitions })));
