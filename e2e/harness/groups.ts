/** Consumer groups of the tests' own, on topics of their own: what waits for a group keeps its flows from being completed. */
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { createTopics } from '#lib/demo/create-topics.ts';
import { places } from './places.ts';

async function withAdmin(act: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = new Kafka({ clientId: 'throughline-e2e', brokers: [places().brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await act(admin);
  } finally {
    await admin.disconnect();
  }
}

/** A group without members on a new topic of one partition: whatever is written there waits for it. */
export const idleGroup = (groupId: string, topic: string): Promise<void> =>
  withAdmin(async (admin) => {
    await createTopics(admin, [{ topic, numPartitions: 1 }]);
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '0' }] });
  });

export const deleteGroup = (groupId: string): Promise<void> => withAdmin((admin) => admin.deleteGroups([groupId]));
