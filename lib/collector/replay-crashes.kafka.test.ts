/**
 * Senders that are killed and stopped at seeded steps while they replay a thousand messages, each taken over by another. Whatever becomes of them: a reader
 * of uncommitted messages has none twice, and each is sent, or `unsure` where an aborted copy of it stands on the target.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Collector } from '#lib/collector/collector.ts';
import type { ChildOptions, Word } from '#lib/collector/testing/child-sender.ts';
import { ANNA, itemsOf, letters, plan, replayOf, writeFailed } from '#lib/collector/testing/replays.ts';
import { kafkaSettings, runCollectorFor } from '#lib/collector/testing/run-collector.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { createTopic, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { readRaw } from '#lib/sources/kafka/testing/raw.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const MESSAGES = 1000;
const PARTITIONS = 3;
const POINTS = 20;
const SEED = 7;
const LEASE_MS = 1000;
const TOPIC = unique('crashes');

let store: FreshStore;
const children = new Set<ChildProcess>();

/** Where senders were struck, as they said with their last word. */
let struck: string[] = [];

async function child(name: string): Promise<ChildProcess> {
  const options: ChildOptions = { url: store.url, brokers: inject('kafka').brokers, name, leaseMs: LEASE_MS, lookMs: 100, seed: SEED };
  const forked = fork(join(import.meta.dirname, 'testing/child-sender.ts'), [JSON.stringify(options)], { execArgv: [], silent: true });
  forked.stdout?.on('data', (said: Buffer) => struck.push(...String(said).trim().split('\n')));
  children.add(forked);
  await once(forked, 'message');
  return forked;
}

beforeAll(async () => {
  await createTopic(TOPIC, PARTITIONS);
  await createTopic(`${TOPIC}.dlq`, 1);
  store = await freshStoreFor();
});

afterAll(async () => {
  await Promise.all([...children].map(async (each) => {
    if (each.exitCode !== null || each.signalCode !== null) return;
    const gone = once(each, 'exit');
    each.kill('SIGKILL');
    await gone;
  }));
  await store?.drop();
});

test('none is sent twice, whoever is killed or sleeps', { timeout: 240_000 }, async () => {
  // Read and planned with a collector that then ends: the children send.
  const collector: Collector = await runCollectorFor(store.url, kafkaSettings(unique('crashes-group'), [TOPIC, `${TOPIC}.dlq`]));
  await writeFailed(TOPIC, Array.from({ length: MESSAGES }, (_, index) => ({ offset: index, partition: index % PARTITIONS, key: Buffer.from(`k${index}`), value: Buffer.from(`v${index}`), headers: [['message-id', `m${index}`]] })));
  const found = await letters(store, TOPIC, MESSAGES);
  const { id, total } = await plan({ store, apiPort: collector.apiPort }, { failureGroup: found[0]!.groupId.replaceAll('-', ''), ratePerSecond: 40 });
  await collector.stop();
  expect(total).toBe(MESSAGES);
  await startReplay(store, { id, actor: ANNA }, total);
  struck = [];
  const awake = [await child('sender-0'), await child('sender-1')];
  const asleep: ChildProcess[] = [];
  for (let count = 2; struck.length < POINTS; count++) {
    await until('a sender is struck', async () => (await Promise.all(awake.map(isOver))).includes(true), 60_000);
    const over = await Promise.all(awake.map(isOver));
    const victims = awake.filter((_, index) => over[index]);
    asleep.push(...victims.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null));
    awake.splice(0, awake.length, ...awake.filter((_, index) => !over[index]));
    // One that slept through its lease wakes up while another sends.
    const woken = asleep.length > 2 ? asleep.shift() : undefined;
    woken?.kill('SIGCONT');
    if (woken !== undefined) await until('it is awake', async () => !(await isOver(woken)) || woken.signalCode !== null, 10_000);
    awake.push(...(woken === undefined ? [] : [woken]), await child(`sender-${count}`));
  }
  // Nothing befalls those that come now.
  for (const name of ['calm-0', 'calm-1']) (await child(name)).send('calm' satisfies Word);
  expect(struck.length).toBeGreaterThanOrEqual(POINTS);
  expect(new Set(struck.map((said) => said.split(' ')[1])).size).toBeGreaterThan(3);
  for (const sleeper of asleep) sleeper.kill('SIGCONT');
  await until('all are sent', async () => (await replayOf(store, id)).sent >= MESSAGES, 90_000);

  const items = await itemsOf(store, id);
  const standing = await readRaw(TOPIC, PARTITIONS);
  const copies = Map.groupBy(standing, ({ value }) => String(value));
  expect([...copies].filter(([, of]) => of.length > 1).map(([value]) => value)).toEqual([]);
  expect(new Set(items.map(({ state }) => state)).difference(new Set(['sent', 'unsure']))).toEqual(new Set());
  const sent = items.filter(({ state }) => state === 'sent');
  // Each stands where it is said to stand, and each unsure one has an aborted copy: nothing else was unknowable here.
  expect(sent.map(({ partition, offset }) => `${partition}/${offset}`).toSorted()).toEqual(standing.filter(({ value }) => sent.some(({ seq }) => `v${seq - 1}` === String(value))).map(({ partition, offset }) => `${partition}/${offset}`).toSorted());
  for (const { seq, says } of items.filter(({ state }) => state === 'unsure')) {
    expect(says).toMatch(/was aborted/);
    expect(copies.get(`v${seq - 1}`)).toHaveLength(1);
  }
  const replay = await replayOf(store, id);
  expect(replay).toMatchObject({ sent: MESSAGES, unsure: items.length - sent.length });
  expect(sent.length).toBeGreaterThan(MESSAGES / 4);
});

/** Dead, or stopped, as the system says it: such a process answers nothing. */
async function isOver({ pid, exitCode, signalCode }: ChildProcess): Promise<boolean> {
  if (exitCode !== null || signalCode !== null) return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return / T /.test(stat.slice(stat.lastIndexOf(')')));
}
