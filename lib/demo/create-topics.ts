import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import { withAdmin } from './with-admin.ts';

const POLL_MS = 100;
const PATIENCE_MS = 30_000;

/**
 * Creates topics, and waits by asking until each partition has a leader: kafkajs's own waiting gives up where the broker that is asked is told of
 * a topic only a moment after the controller made it. Rejects where one is there already.
 */
export const createTopics = (kafka: Kafka, topics: readonly ITopicConfig[]): Promise<void> => withAdmin(kafka, (admin) => create(admin, topics));

/** As `createTopics`, those that are not there. */
export const createMissingTopics = (kafka: Kafka, topics: readonly ITopicConfig[]): Promise<void> =>
  withAdmin(kafka, async (admin) => {
    const present = new Set(await admin.listTopics());
    const missing = topics.filter(({ topic }) => !present.has(topic));
    if (missing.length > 0) await create(admin, missing);
  });

async function create(admin: Admin, topics: readonly ITopicConfig[]): Promise<void> {
  await admin.createTopics({ topics: [...topics], waitForLeaders: false });
  const names = topics.map(({ topic }) => topic);
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(POLL_MS)) {
    const fault = await whyNotReady(admin, names);
    if (fault === null) return;
    if (Date.now() > end) throw new Error(`The topics ${names.join(', ')} were created and not ready within ${PATIENCE_MS / 1000} s`, { cause: fault });
  }
}

async function whyNotReady(admin: Admin, topics: string[]): Promise<unknown> {
  try {
    const known = (await admin.fetchTopicMetadata({ topics })).topics;
    return known.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) ? null : 'A partition has no leader';
  } catch (error) {
    return error;
  }
}
