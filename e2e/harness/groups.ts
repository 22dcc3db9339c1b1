/** Consumer groups of the tests' own. */
import { Kafka, logLevel } from 'kafkajs';
import { places } from './places.ts';

/** A group without members that has committed the beginning of every partition: all that is in the topic waits for it. */
export async function groupAtStart(groupId: string, topic: string): Promise<void> {
  const admin = new Kafka({ clientId: 'throughline-e2e', brokers: [places().brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    await admin.setOffsets({ groupId, topic, partitions: offsets.map(({ partition, low }) => ({ partition, offset: low })) });
  } finally {
    await admin.disconnect();
  }
}

export async function deleteGroup(groupId: string): Promise<void> {
  const admin = new Kafka({ clientId: 'throughline-e2e', brokers: [places().brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await admin.deleteGroups([groupId]);
  } finally {
    await admin.disconnect();
  }
}
