import { classicGroup } from '#lib/services/commits/testing/described.ts';
import { expect, test } from 'vitest';
import { TopologyQuery } from '#lib/contracts/topology.ts';
import { brand } from '#lib/core/brand.ts';
import { event, order, span } from '#lib/core/flows/testing/scene.ts';
import type { Micros } from '#lib/core/time.ts';
import { append, NOW, pass } from '#lib/services/rollup/testing/rollup.ts';
import { readTopology } from '#lib/services/topology/read.ts';
import { LOG, newestTopicIds, writeGroups, writeSampled, writeStates } from '#lib/store/commits.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const query = (more: object = {}): TopologyQuery => TopologyQuery.parse({ from: '2026-01-31T10:00:00Z', to: '2026-01-31T11:00:00Z', ...more });

test('what was derived and what was committed make one graph', async () => {
  const store = await freshStore();
  const { events, spans } = order('a', 1);
  await append(store, [...events, ...spans, event({ topic: 'orders', offset: 2, at: 90_000 }), span({ trace: 'z', name: 'later', kind: 'producer', service: 'late', topic: 'orders', at: 3_700_000 })]);
  await pass(store);
  const topics = await newestTopicIds(store.pool, 'kafka', ['orders', 'payments'], NOW);
  const groups = await writeGroups(store.pool, 'kafka', [{ name: 'payment', state: 'ok', described: classicGroup(1) }, { name: 'billing', state: 'ok', described: classicGroup(1) }, { name: 'old', state: 'gone', described: classicGroup(0) }], NOW);
  const at = brand<Micros>(NOW);
  const state = (group: string | null, topic: string, offset: bigint, moved = at) => ({ groupId: group === null ? LOG : groups.get(group)!, topicId: topics.get(topic)!, at: moved, activeAt: null, offsets: [{ partition: 0, offset }] });
  await writeStates(store.pool, [state(null, 'orders', 10n), state('payment', 'orders', 7n), state('billing', 'payments', 3n), state('old', 'payments', 1n, brand<Micros>(0)), state(null, 'payments', 4n)]);
  await writeSampled(store.pool, 'kafka', { at, intervalMicros: 10_000_000, groups: 2, forbidden: 0, leftOut: 0, evidence: 'polls', why: null });

  const seen = await readTopology(store, query(), NOW / 1000);
  expect(seen).toMatchObject({ from: '2026-01-31T10:00:00.000Z', to: '2026-01-31T11:00:00.000Z', truncated: null });
  expect(seen.nodes.map(({ id, messages, writtenByUnknown }) => `${id} ${messages} ${writtenByUnknown}`)).toEqual([
    'group:kafka/billing null 0', 'service:checkout null 0', 'service:payment null 0', 'topic:kafka/orders 2 1', 'topic:kafka/payments 1 0',
  ]);
  const edge = (from: string, to: string) => seen.edges.find((each) => each.from === from && each.to === to);
  expect(seen.edges).toHaveLength(4);
  expect(edge('topic:kafka/orders', 'service:payment')).toMatchObject({ kind: 'consumes', count: 1, errors: 0, group: 'payment', lag: '3', evidence: 'message', lastSeenAt: '2026-01-31T10:59:00.000Z', ratePerSecond: 1 / 3600 });
  expect(edge('topic:kafka/orders', 'service:payment')?.p50Ms).toBeGreaterThan(12);
  expect(edge('topic:kafka/payments', 'group:kafka/billing')).toMatchObject({ count: null, errors: null, ratePerSecond: null, p50Ms: null, lag: '1', evidence: 'commit' });
  expect(edge('service:payment', 'topic:kafka/payments')).toMatchObject({ kind: 'produces', count: 1 });
});

test('rates are of the time of which anything is kept, and not of all time', async () => {
  const store = await freshStore();
  await append(store, [event({ topic: 'orders', offset: 1 }), event({ topic: 'orders', offset: 2 })]);
  await pass(store);
  const [orders] = (await readTopology(store, query({ from: 'now-3650d', to: '2026-01-31T11:00:00Z' }), NOW / 1000)).nodes;
  expect(orders).toMatchObject({ messages: 2, ratePerSecond: expect.any(Number) as number });
  expect(orders!.ratePerSecond! * 3600).toBeCloseTo(2, 5);
});

test('a range without anything is empty, and one that is upside down is its first minute', async () => {
  const store = await freshStore();
  await append(store, [event({ topic: 'orders', offset: 1 })]);
  await pass(store);
  expect((await readTopology(store, query({ from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' }))).nodes).toEqual([]);
  expect(await readTopology(store, query({ from: '2026-01-31T10:00:00Z', to: '2020-01-02T00:00:00Z' }))).toMatchObject({ from: '2026-01-31T10:00:00.000Z', to: '2026-01-31T10:01:00.000Z', nodes: [{ messages: 1 }] });
});

test('far more edges than a picture holds are left out, and said to be; what is asked for is there', async () => {
  const store = await freshStore();
  await append(store, Array.from({ length: 320 }, (_, index) => event({ topic: `topic-${index}`, offset: 0, sentBy: ['t', 'send'] })));
  await pass(store);
  const seen = await readTopology(store, query());
  expect(seen.nodes).toHaveLength(200);
  expect(seen.truncated).toMatchObject({ nodes: 320, edges: 0 });
  const [left] = seen.truncated?.hidden ?? [];
  expect((await readTopology(store, query({ focus: left!.id }))).nodes.map(({ id }) => id)).toContain(left!.id);
});
