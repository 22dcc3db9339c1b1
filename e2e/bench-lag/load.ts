/** Groups that commit as consumers do, on topics that are written to: ten partitions a group, all of which move between two looks. */
import { setTimeout as delay } from 'node:timers/promises';
import { Connection, offsetCommitV8 } from '@platformatic/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { createTopics } from '#lib/demo/create-topics.ts';

export const PARTITIONS = 10;
/** So many groups read the same topic. */
const GROUPS_A_TOPIC = 100;
/** As Java's consumers commit by default. */
const COMMIT_EVERY_MS = 5000;
const AT_ONCE = 20;
const MESSAGES = 20;
const [STARTING_TRIES, STARTING_RETRY_MS] = [100, 300];

export interface Load {
  /** Resolves when what is under way has ended. Throws what the load failed with. */
  stop(): Promise<void>;
}

/** Resolves when every group has committed once. */
export async function startLoad(brokers: string, groups: number): Promise<Load> {
  const kafka = new Kafka({ clientId: 'bench', brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 20 } });
  const topics = Array.from({ length: Math.ceil(groups / GROUPS_A_TOPIC) }, (_, n) => `bench-lag-${n}`);
  await createTopics(kafka, topics.map((topic) => ({ topic, numPartitions: PARTITIONS })));
  const admin = kafka.admin();
  await admin.connect();
  // A new cluster makes its log of commits when somebody asks for a coordinator.
  await admin.fetchOffsets({ groupId: 'bench-group-0' });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  const connection = await connected(brokers);

  let written = 0;
  const write = async (): Promise<void> => {
    await producer.sendBatch({ topicMessages: topics.map((topic) => ({ topic, messages: Array.from({ length: PARTITIONS * MESSAGES }, (_, n) => ({ partition: n % PARTITIONS, value: 'x' })) })) });
    written += MESSAGES;
  };
  const commitAll = async (): Promise<void> => {
    for (let group = 0; group < groups; group += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, groups - group) }, (_, n) => commit(connection, group + n, written)));
    }
  };
  await write();
  // The coordinator of the groups is not there at once.
  for (let left = STARTING_TRIES; ; left -= 1) {
    try {
      await commit(connection, 0, written);
      break;
    } catch (error) {
      if (left === 0) throw error;
      await delay(STARTING_RETRY_MS);
    }
  }
  await commitAll();

  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const began = performance.now();
      await write();
      await commitAll();
      await delay(Math.max(0, COMMIT_EVERY_MS - (performance.now() - began)), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      try {
        await running;
      } finally {
        await Promise.all([producer.disconnect(), connection.close()]);
      }
    },
  };
}

async function connected(brokers: string): Promise<Connection> {
  const connection = new Connection('bench', { maxInflights: AT_ONCE });
  const [host = '', port = ''] = brokers.split(':');
  await connection.connect(host, Number(port));
  return connection;
}

/** As a consumer in no group does; the groups are some messages behind, each by its own number. */
async function commit(connection: Connection, group: number, written: number): Promise<void> {
  const partitions = Array.from({ length: PARTITIONS }, (_, partitionIndex) =>
    ({ partitionIndex, committedOffset: BigInt(Math.max(0, written - ((group * 7 + partitionIndex * 3) % MESSAGES))), committedLeaderEpoch: -1, committedMetadata: '' }));
  await offsetCommitV8.api.async(connection, `bench-group-${group}`, -1, '', null, [{ name: `bench-lag-${Math.floor(group / GROUPS_A_TOPIC)}`, partitions }]);
}
