/** Real groups on a real broker: what they commit is sampled, and says where a message is. */
import { isDeepStrictEqual } from 'node:util';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { expect, inject, onTestFinished, test } from 'vitest';
import { collectorProcess } from '#lib/collector/testing/collector-process.ts';
import { kafkaSettings, runCollector } from '#lib/collector/testing/run-collector.ts';
import { oneEvent } from '#lib/services/events/one.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { committer } from '#lib/sources/kafka/testing/commit-offsets.ts';
import { createTopic, producer, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { readStates } from '#lib/store/commits.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const TIMEOUT = { timeout: 300_000 };
const text = (message: string): { value: string } => ({ value: message });

/** Reads `topic` in the group until stopped, committing what it has read. */
async function consume(group: string, topic: string): Promise<() => Promise<void>> {
  const kafka = new Kafka({ clientId: 'test', brokers: [inject('kafka').brokers], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: group, sessionTimeout: 6000, heartbeatInterval: 500 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({ autoCommitInterval: 100, autoCommitThreshold: 1, eachMessage: async () => {} });
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (!stopped) await consumer.disconnect();
    stopped = true;
  };
  onTestFinished(stop);
  return stop;
}

async function committed(store: FreshStore, group: string): Promise<Record<number, string>> {
  const { rows } = await store.pool.query<{ id: number; topics: number[] }>(
    'SELECT g.id, array_agg(s.topic_id) AS topics FROM consumer_group g JOIN commit_state s ON s.group_id = g.id WHERE g.name = $1 GROUP BY g.id', [group]);
  if (rows[0] === undefined) return {};
  const { id, topics } = rows[0];
  const state = (await readStates(store.pool, topics)).find(({ groupId }) => groupId === id);
  return Object.fromEntries((state?.offsets ?? []).map(({ partition, offset }) => [partition, String(offset)]));
}

test('what groups commit is sampled by one process, and Throughline is not among them', TIMEOUT, async () => {
  const store = await freshStore();
  const topic = unique('commits');
  const [group, own] = [unique('readers'), unique('own')];
  await createTopic(topic, 2);
  const send = await producer();
  await send.send({ topic, messages: [{ ...text('a'), partition: 0 }, { ...text('b'), partition: 1 }, { ...text('c'), partition: 1 }] });
  const stop = await consume(group, topic);
  const settings = kafkaSettings(own, [topic]);
  const collectors = [await runCollector(store.url, settings), await runCollector(store.url, settings)];
  await until('the commits are seen', async () => isDeepStrictEqual(await committed(store, group), { 0: '1', 1: '2' }), 60_000);
  // What a look showed is written before it is told.
  await until('one tells of it', () => collectors.some((collector) => (collector.status().commits ?? []).length > 0));
  expect(collectors.filter((collector) => (collector.status().commits ?? []).length > 0)).toHaveLength(1);
  const { rows: names } = await store.pool.query<{ name: string }>('SELECT name FROM consumer_group');
  expect(names.map(({ name }) => name)).not.toContain(own);

  // A group that moved no further writes no more rows.
  await stop();
  await send.send({ topic, messages: [{ ...text('d'), partition: 1 }] });
  const samples = async (): Promise<number> => {
    const { rows } = await store.pool.query<{ count: number }>(
      // Those that are packed meanwhile too.
      `SELECT ((SELECT count(*) FROM commit_sample c WHERE c.group_id = g.id) + (SELECT coalesce(sum(f.samples), 0) FROM commit_fine f WHERE f.group_id = g.id))::int AS count FROM consumer_group g WHERE g.name = $1`, [group]);
    return rows[0]?.count ?? 0;
  };
  const before = await samples();
  const sampledAt = collectors.flatMap((collector) => collector.status().commits ?? [])[0]?.sampledAt;
  await until('another look was taken', () => collectors.some((collector) => (collector.status().commits ?? []).some((each) => each.sampledAt !== sampledAt)), 30_000);
  expect(await samples()).toBe(before);
  expect(await committed(store, group)).toEqual({ 0: '1', 1: '2' });

  const admin: Admin = new Kafka({ brokers: [inject('kafka').brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  await until('the group can be deleted', () => admin.deleteGroups([group]).then(() => true, () => false));
  await until('the group is known to be gone', async () => {
    const { rows } = await store.pool.query<{ state: string }>('SELECT state FROM consumer_group WHERE name = $1', [group]);
    return rows[0]?.state === 'gone';
  });
});

test('an order waits for a group that stopped, says so, and is complete when the group has read it', TIMEOUT, async () => {
  const store = await freshStore();
  const topic = unique('waits');
  const group = unique('shipping');
  await createTopic(topic, 1);
  const send = await producer();
  const order = (id: string) => ({ topic, messages: [{ partition: 0, value: '{}', headers: { 'correlation-id': id, 'event-type': 'order.created' } }] });
  const collector = await runCollector(store.url, kafkaSettings(unique('own'), [topic]));
  const stop = await consume(group, topic);
  await send.send(order('first'));
  await until('the group is seen to read', async () => (await committed(store, group))[0] === '1', 60_000);
  await stop();
  await send.send(order('second'));
  const place = { source: 'kafka', topic, incarnation: null, partition: 0, offset: 1n };
  const where = async () => (await oneEvent(store, place).catch(() => null))?.whereabouts[0];
  await until('it is known to wait', async () => (await where())?.state === 'waiting', 60_000);
  expect(await where()).toEqual({ group, state: 'waiting', ahead: '0', evidence: 'sample' });
  const status = async () => {
    const flow = await readFlow(store, 'second');
    return flow !== null && 'found' in flow ? flow.found.flow.status : null;
  };
  // Longer than the quiet period: the first is complete, the second is not.
  await until('the first order is complete', async () => {
    const flow = await readFlow(store, 'first');
    return flow !== null && 'found' in flow && flow.found.flow.status === 'completed';
  }, 120_000);
  await until('the second has been looked at', async () => {
    const { rows } = await store.pool.query<{ waiting: number }>('SELECT count(*)::int AS waiting FROM flow_waiting');
    return rows[0]?.waiting === 1;
  }, 60_000);
  expect(await status()).toBe('in-flight');

  await consume(group, topic);
  await until('it is complete', async () => (await status()) === 'completed', 60_000);
  const consumed = await where();
  expect(consumed).toMatchObject({ group, state: 'consumed' });
  // When the commit was written, where it was the only one between two looks; between the looks else.
  const passed = consumed!.evidence === 'commit' ? [consumed!.at!] : consumed!.between!;
  for (const time of passed) expect(Math.abs(Date.now() - Date.parse(time))).toBeLessThan(120_000);
  expect(await readFlow(store, 'second')).toMatchObject({ found: { events: [{ deliveries: [{ group, evidence: 'commit', outcome: 'unknown' }] }] } });
  expect(collector.status().commits?.[0]?.error).toBeNull();
});

test('of two collectors the one that samples is killed: the other goes on within 15 s, and judges at its first look', TIMEOUT, async () => {
  const store = await freshStore();
  const topic = unique('takeover');
  await createTopic(topic, 1);
  const send = await producer();
  await send.send({ topic, messages: Array.from({ length: 20 }, () => ({ partition: 0, ...text('{}') })) });
  const by = await committer(inject('kafka').brokers);
  onTestFinished(() => by.close());
  const children = await Promise.all([1, 2].map(() => collectorProcess(store.url, topic, { LAG_INTERVAL_SECONDS: '1' })));
  const [stopped, back] = [`${topic}-stopped`, `${topic}-back`];
  for (const offset of [1n, 2n, 3n]) for (const group of [stopped, back]) await until('it can commit', () => by.commit(group, topic, { 0: offset }).then(() => true, () => false));

  const sampledAt = async () => Number((await store.pool.query<{ at: string | null }>('SELECT max(at) AS at FROM commit_sampling')).rows[0]?.at ?? 0);
  const statuses = async () => (await store.pool.query<{ name: string; status: string }>('SELECT g.name, l.status FROM group_lag l JOIN consumer_group g ON g.id = l.group_id WHERE g.name = ANY ($1) ORDER BY 1', [[stopped, back]])).rows;
  await until('both have stopped', async () => isDeepStrictEqual((await statuses()).map(({ status }) => status), ['stopped', 'stopped']), 120_000);
  const reporting = async () => (await store.pool.query<{ pid: number; samples: boolean }>(`SELECT (status->>'pid')::int AS pid, jsonb_array_length(status->'commits') > 0 AS samples FROM process_status`)).rows;
  let reports: Awaited<ReturnType<typeof reporting>> = [];
  await until('both report, and one samples', async () => {
    reports = await reporting();
    return reports.length === 2 && reports.filter(({ samples }) => samples).length === 1;
  }, 60_000);
  const leader = reports.find(({ samples }) => samples)?.pid;
  children.find(({ pid }) => pid === leader)?.kill('SIGKILL');
  const killedAt = Date.now() * 1000;
  await by.commit(back, topic, { 0: 4n });
  // A look has the time at which it began: one that the killed process had just finished is not the other's.
  let first = 0;
  await until('the other samples', async () => (first = await sampledAt()) > killedAt);
  expect(first - killedAt).toBeLessThan(15_000_000);
  expect(await statuses()).toEqual([{ name: back, status: 'empty' }, { name: stopped, status: 'stopped' }]);
  const { rows: marks } = await store.pool.query<{ name: string; status: string }>(`SELECT g.name, m.status FROM group_mark m JOIN consumer_group g ON g.id = m.group_id WHERE m.kind = 'status' AND m.at > $1 AND m.at <= $2`, [killedAt, first]);
  expect(marks).toEqual([{ name: back, status: 'empty' }]);
});

test('a cluster that does not answer is said not to', async () => {
  const store = await freshStore();
  const collector = await runCollector(store.url, kafkaSettings(unique('own'), ['none'], { brokers: ['127.0.0.1:1'] }));
  await until('the sampling says why it cannot', () => (collector.status().commits ?? []).some(({ error }) => error !== null), 60_000);
  expect(collector.status().commits).toMatchObject([{ source: 'kafka', sampledAt: null, groups: 0, error: expect.stringContaining('refused') }]);
  // It is written a moment after it is told.
  const written = async () => (await store.pool.query('SELECT at, error IS NOT NULL AS failed FROM commit_sampling')).rows;
  await until('it is written', async () => (await written()).length > 0);
  expect(await written()).toEqual([{ at: null, failed: true }]);
});
