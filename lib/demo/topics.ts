import type { Kafka } from 'kafkajs';
import { createTopics } from './create-topics.ts';

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

/** Creates those that are missing, before anybody writes: a broker that creates topics by itself gives them one partition. */
export async function createMissingTopics(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const present = new Set(await admin.listTopics());
    const topics = Object.entries(TOPICS)
      .filter(([topic]) => !present.has(topic))
      .map(([topic, numPartitions]) => ({ topic, numPartitions }));
    if (topics.length > 0) await createTopics(admin, topics);
  } finally {
    await admin.disconnect();
  }
}
