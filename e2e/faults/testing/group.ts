/** The consumer group of collectors, as the broker has it. */
import { client, until } from '#lib/sources/kafka/testing/fixture.ts';

const WITHIN_MS = 40_000;

/** Waits until the group has so many members and is at rest. */
export async function untilMembers(group: string, count: number): Promise<void> {
  const admin = client().admin();
  await admin.connect();
  try {
    await until(`the group has ${count} members`, async () => {
      const [described] = (await admin.describeGroups([group])).groups;
      return described?.state === 'Stable' && described.members.length === count;
    }, WITHIN_MS);
  } finally {
    await admin.disconnect();
  }
}

/** What is committed to Kafka, by `topic/partition`, and how many members the group has. */
export async function committed(group: string, topics: readonly string[]): Promise<{ readonly offsets: Map<string, bigint>; readonly members: number }> {
  const admin = client().admin();
  await admin.connect();
  try {
    const offsets = (await admin.fetchOffsets({ groupId: group, topics: [...topics] })).flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)] as const));
    return { offsets: new Map(offsets), members: (await admin.describeGroups([group])).groups[0]?.members.length ?? 0 };
  } finally {
    await admin.disconnect();
  }
}
