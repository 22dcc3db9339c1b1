import { classicGroup } from '#lib/services/commits/testing/described.ts';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import type { Micros } from '#lib/core/time.ts';
import { listTopics } from '#lib/services/topics/list.ts';
import { readTopic } from '#lib/services/topics/read.ts';
import { appendFacts } from '#lib/store/append.ts';
import { microsNow } from '#lib/store/clock.ts';
import { LOG, writeGroups, writeStates } from '#lib/store/commits.ts';
import { positions, recreated, startAt } from '#lib/store/positions.ts';
import type { Store } from '#lib/store/store.ts';
import { factBatch, sliceFact, type EventOptions } from '#lib/store/testing/facts.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const NOW = microsNow();
const ago = (seconds: number) => brand<Micros>(NOW - seconds * 1e6);

async function write(store: Store, topic: string, partition: number, from: number, to: number, more: EventOptions = {}): Promise<void> {
  await positions(store, 'kafka', [{ topic, partition }]);
  await startAt(store, 'kafka', { topic, partition }, 0, 0n);
  await appendFacts(store, factBatch({ slices: [sliceFact(BigInt(from), BigInt(to), { topic, partition, timestamp: ago(30), ...more })] }), { payloadLimit: 65_536, now: NOW });
}

async function shop(): Promise<Store> {
  const store = await freshStore();
  await write(store, 'orders', 0, 0, 60, { type: 'order.created' });
  await write(store, 'orders', 1, 0, 30, { type: 'order.created', timestamp: ago(7 * 3600) });
  await write(store, 'orders', 1, 30, 40, { type: 'order.cancelled' });
  await write(store, 'orders.dlq', 0, 0, 3, { type: 'order.created', role: 'dead-letter', timestamp: ago(600) });
  const { id } = await store.prisma.topic.findFirstOrThrow({ where: { name: 'orders' } });
  const ids = await writeGroups(store.pool, 'kafka', [{ name: 'billing', state: 'ok', described: classicGroup(2) }, { name: 'mail', state: 'ok', described: classicGroup(1) }, { name: 'former', state: 'gone', described: classicGroup(0) }], NOW);
  const state = (groupId: number, offsets: readonly bigint[]) => ({ groupId, topicId: id, at: NOW, activeAt: NOW, offsets: offsets.map((offset, partition) => ({ partition, offset })) });
  await writeStates(store.pool, [state(LOG, [60n, 40n]), state(ids.get('billing') ?? -1, [55n, 40n]), state(ids.get('mail') ?? -1, [60n, 28n]), state(ids.get('former') ?? -1, [0n, 0n])]);
  return store;
}

const read = (store: Store, topic = 'orders', query = {}) => readTopic(store, DEFAULT_CONVENTIONS, 'kafka', topic, query, NOW / 1000);
const list = (store: Store, query = {}) => listTopics(store, DEFAULT_CONVENTIONS, { sort: 'name', limit: 50, ...query }, NOW / 1000);

test('a topic tells what was written in a range, exactly, and what is kept of it', async () => {
  const store = await shop();
  const hour = await read(store, 'orders', { from: 'now-1h' });
  expect(hour.series).toEqual([
    { type: 'order.created', rest: false, role: 'normal', messages: '60', bytes: '470' },
    { type: 'order.cancelled', rest: false, role: 'normal', messages: '10', bytes: '80' },
  ]);
  expect(hour).toMatchObject({ messages: '70', kept: '100', role: 'normal', incarnation: 0 });
  expect(hour.perSecondNow).toBeGreaterThan(0.5);
  expect(hour.chart.buckets.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0)).toBe(70);
  const all = await read(store);
  expect(all.messages).toBe('100');
  expect(all.chart.buckets.length).toBeLessThanOrEqual(120);
  expect(all.partitions).toMatchObject([{ partition: 0, oldest: '0', newest: '59', kept: '60', next: '60', logEnd: '60' }, { partition: 1, oldest: '0', newest: '39', kept: '40', next: '40', logEnd: '40' }]);
});

test('its groups come with the furthest behind first, those that are gone last', async () => {
  const { groups } = await read(await shop());
  expect(groups.map(({ group, lag, members, state }) => [group, lag, members, state])).toEqual([['mail', '12', 1, 'ok'], ['billing', '5', 2, 'ok'], ['former', '100', 0, 'gone']]);
  expect(groups[1]?.partitions).toEqual([{ partition: 0, committed: '55', lag: '5' }, { partition: 1, committed: '40', lag: '0' }]);
});

test('a topic that was created again is another, and the former is still to be read', async () => {
  const store = await shop();
  await recreated(store, 'kafka', 'orders', 0);
  expect(await read(store)).toMatchObject({ incarnation: 1, kept: '0', incarnations: [{ incarnation: 1, kept: '0' }, { incarnation: 0, kept: '100' }], lastMessageAt: null });
  const former = await read(store, 'orders', { incarnation: 0 });
  expect(former).toMatchObject({ incarnation: 0, kept: '100' });
  expect(former.partitions.map(({ next }) => next)).toEqual([null, null]);
});

test('the list has every topic with its role, its rate and its worst lag, in any order', async () => {
  const store = await shop();
  const { topics, total } = await list(store, { from: 'now-1h' });
  expect(total).toBe(2);
  expect(topics).toMatchObject([
    { name: 'orders', role: 'normal', messages: '70', kept: '100', partitions: 2, groups: 2, worstLag: { group: 'mail', lag: '12' } },
    { name: 'orders.dlq', role: 'dead-letter', messages: '3', kept: '3', partitions: 1, groups: 0, worstLag: null, perSecondNow: 0 },
  ]);
  expect(topics.every(({ bars, messages }) => bars.length <= 30 && bars.reduce((sum, count) => sum + count, 0) === Number(messages))).toBe(true);
  expect((await list(store, { q: 'DLQ' })).topics.map(({ name }) => name)).toEqual(['orders.dlq']);
  expect((await list(store, { q: '%' })).topics).toEqual([]);
  for (const sort of ['rate', 'messages', 'kept', 'lag', 'lastMessageAt']) expect((await list(store, { sort })).topics.map(({ name }) => name)).toEqual(['orders', 'orders.dlq']);
  const first = await list(store, { limit: 1 });
  expect((await list(store, { limit: 1, cursor: first.nextCursor })).topics.map(({ name }) => name)).toEqual(['orders.dlq']);
  await expect(list(store, { sort: 'lag', cursor: first.nextCursor })).rejects.toMatchObject({ code: 'invalid' });
});

test('any time that can be asked for is answered', async () => {
  const store = await shop();
  const ages = { from: '0000-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' };
  expect(await read(store, 'orders', ages)).toMatchObject({ messages: '100' });
  expect((await list(store, ages)).topics).toMatchObject([{ messages: '100' }, { messages: '3' }]);
});
