/** Consumer groups of the tests' own, on topics of their own: what waits for a group keeps its flows from being completed. */
import { Kafka, logLevel } from 'kafkajs';
import { createTopics } from '#lib/demo/create-topics.ts';
import { withAdmin } from '#lib/demo/with-admin.ts';
import { places } from './places.ts';

const cluster = (): Kafka => new Kafka({ clientId: 'throughline-e2e', brokers: [places().brokers], logLevel: logLevel.NOTHING });

/** A group without members on a new topic of one partition: whatever is written there waits for it. */
export async function idleGroup(groupId: string, topic: string): Promise<void> {
  await createTopics(cluster(), [{ topic, numPartitions: 1 }]);
  await withAdmin(cluster(), (admin) => admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '0' }] }));
}

export const deleteGroup = (groupId: string): Promise<void> => withAdmin(cluster(), (admin) => admin.deleteGroups([groupId]));
