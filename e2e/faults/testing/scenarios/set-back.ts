/** Besides: the clock of a collector is set back by an hour. kafkajs measures by it when the next heartbeat is due, and would send none for an hour. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { createTopics } from '#lib/demo/create-topics.ts';
import { client, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor } from '#lib/store/testing/fresh-store.ts';
import { CollectorProcess } from '../collector.ts';
import { untilMembers } from '../group.ts';
import { storedInAll } from '../stored-positions.ts';

const BACK_MS = -3_600_000;
/** As the client's session is; a member that is silent for longer has left. */
const SESSION_MS = 10_000;

/** Partitions that come later are read, too: only a member of the group is given them. */
export async function setBack(made: AsyncDisposableStack): Promise<void> {
  const group = unique('set-back');
  const folder = await mkdtemp(join(tmpdir(), 'throughline-set-back-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'shift');
  await writeFile(file, '0');
  const store = await freshStoreFor();
  made.defer(store.drop);
  const kafka = client(inject('kafka').brokers);
  const topic = `${group}.orders`;
  await createTopics(kafka, [{ topic, numPartitions: 1 }]);
  const send = async (partition: number): Promise<void> => {
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ partition, value: '{}' }] });
    await producer.disconnect();
  };
  const more = { SHIFTED_CLOCK: file, NODE_OPTIONS: `--import=${new URL('../shifted-clock.ts', import.meta.url).href}` };
  const collector = await CollectorProcess.start({ databaseUrl: store.url, brokers: inject('kafka').brokers, group, topics: [topic], more });
  made.defer(() => collector.kill());
  await send(0);
  await until('the first message', async () => (await storedInAll(store)) === 1n);
  await writeFile(file, String(BACK_MS));
  await new Promise((resolve) => setTimeout(resolve, SESSION_MS));
  const admin = kafka.admin();
  await admin.connect();
  made.defer(() => admin.disconnect());
  await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
  await untilMembers(group, 1);
  await send(1);
  await until('the message of the new partition', async () => (await storedInAll(store)) === 2n);
}
