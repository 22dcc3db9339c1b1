/** A broker that takes back the right to transactions while a sender sleeps: its successor can fence nobody, and must not take what is not there for not sent. */
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { pino } from 'pino';
import { expect, inject, onTestFinished, test } from 'vitest';
import { conventions, itemsOf, letters, plan, writeFailed, ANNA } from '#lib/collector/testing/replays.ts';
import { kafkaSettings, runCollectorFor } from '#lib/collector/testing/run-collector.ts';
import type { SenderContext } from '#lib/services/replays/sending/context.ts';
import { runReplay } from '#lib/services/replays/sending/run-replay.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { replayBroker, type ReplayBroker } from '#lib/sources/kafka/replay/replay-broker.ts';
import { admin, createTopic, quiet, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { readRaw } from '#lib/sources/kafka/testing/raw.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

/** Resolves when the broker goes by it. */
async function deny(transactionalId: string): Promise<() => Promise<void>> {
  const acls = await admin();
  const of = { resourceType: AclResourceTypes.TRANSACTIONAL_ID, resourceName: transactionalId, resourcePatternType: ResourcePatternTypes.LITERAL, principal: `User:${inject('kafka').username}`, host: '*', operation: AclOperationTypes.WRITE, permissionType: AclPermissionTypes.DENY };
  const { resourcePatternType, ...rest } = of;
  const filter = { ...rest, resourcePatternType };
  const areThere = (count: number) => until(`${count} rules`, async () => (await acls.describeAcls(filter)).resources.length === count);
  await acls.createAcls({ acl: [of] });
  await areThere(1);
  return async () => {
    await acls.deleteAcls({ filters: [filter] });
    await areThere(0);
  };
}

test('a sender that wakes when it is allowed to again has sent at most what is unsure', async () => {
  const topic = unique('denied');
  await createTopic(topic);
  await createTopic(`${topic}.dlq`);
  await writeFailed(topic, [{ offset: 1, value: Buffer.from('once') }]);
  const store = await freshStore();
  const collector = await runCollectorFor(store.url, kafkaSettings(topic, [topic, `${topic}.dlq`]));
  const [letter] = await letters(store, topic, 1);
  const { id } = await plan({ store, apiPort: collector.apiPort }, { deadLetterIds: [letter?.id ?? ''] });
  await collector.stop(); // else it would send
  await startReplay(store, { id, actor: ANNA }, 1);

  const { sasl, username, password } = inject('kafka');
  const broker = replayBroker({ ...kafkaSettings(topic, [topic]), brokers: [sasl], sasl: { mechanism: 'scram-sha-512', username, password } }, quiet);
  onTestFinished(() => broker.close());
  let wake = (): void => undefined;
  const sleep = new Promise<void>((resolve) => (wake = resolve));
  const sleeping: ReplayBroker = {
    ...broker,
    producer: async (transactionalId) => {
      const producer = await broker.producer(transactionalId);
      return { ...producer, send: (messages, written) => sleep.then(() => producer.send(messages, written)) };
    },
  };
  const context = (of: ReplayBroker): SenderContext => ({ store, conventions, masking: null, allowed: null, watchMicros: 1, brokers: new Map([['kafka', of]]), log: pino({ level: 'silent' }), stepped: () => undefined });
  const options = { leaseMs: 60_000, stopping: new AbortController().signal };
  const item = async () => (await itemsOf(store, id))[0];

  const first = runReplay(context(sleeping), BigInt(id), { ...options, sender: 'first' });
  await until('the first is about to send', async () => (await item())?.state === 'sending');
  expect(await broker.deniesTransactions(`throughline-replay-${id}`)).toBe(false);
  const allow = await deny(`throughline-replay-${id}`);
  // What the plan of another replay would warn of.
  expect(await broker.deniesTransactions(`throughline-replay-${id}`)).toBe(true);
  await store.pool.query('UPDATE replay SET leased_until = NULL WHERE id = $1', [id]);
  await runReplay(context(broker), BigInt(id), { ...options, sender: 'second' });
  expect(await item()).toMatchObject({ state: 'unsure', says: 'its sender was lost, and the broker, which denies transactions, may still write it' });
  await allow();
  wake();
  await first;
  expect((await readRaw(topic, 1)).map(({ value }) => String(value))).toEqual(['once']);
  expect(await item()).toMatchObject({ state: 'unsure' });
});
