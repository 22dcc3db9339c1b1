/** Records that can be stored, and that passes did not survive, or told wrongly. */
import { expect, onTestFinished, test } from 'vitest';
import { GET } from '#app/api/v1/flows/[key]/route.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import type { EventRecord } from '#lib/core/record.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { append, NOW, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { contextFor } from '#lib/web/testing/context.ts';

const BEYOND = '9999999999999999999'; // 2^63 has 19 digits too
const letter = (offset: number, headers: Record<string, string>, at = 0): EventRecord => event({ topic: 'orders.dlq', offset, at, correlation: 'c-1', headers: { 'dead-letter-reason': 'x', ...headers } });
const sentBack = (of: number | string): Record<string, string> => ({ 'throughline-replay-id': '1', 'throughline-replay-of': `kafka/orders.dlq/0/0/${of}` });
const beyond: [string, EventRecord][] = [
  ['an origin', letter(0, { 'dead-letter-topic': 'orders', 'dead-letter-partition': '0', 'dead-letter-offset': BEYOND })],
  ['an origin without a partition', letter(0, { 'dead-letter-topic': 'orders', 'dead-letter-offset': BEYOND })],
  ['the origin of what is no dead letter', event({ topic: 'orders', offset: 0, correlation: 'c-1', headers: { '__connect.errors.topic': 'orders', '__connect.errors.partition': '0', '__connect.errors.offset': BEYOND } })],
  ['a replay', event({ topic: 'orders', offset: 0, correlation: 'c-1', headers: sentBack(BEYOND) })],
  ['a replay that failed again', letter(0, sentBack(BEYOND))],
];

test.each(beyond)('an offset beyond 64 bits names no message: %s', async (_, record) => {
  const store = await freshStore();
  await append(store, [record]);
  const { store: read } = contextFor({ databaseUrl: store.url });
  onTestFinished(() => read.close());
  // Read before it is rolled up.
  expect((await GET(new Request('http://127.0.0.1:3000/api/v1/flows/c-1', { headers: { host: '127.0.0.1:3000' } }))).status).toBe(200);
  await pass(store);
  expect(await store.prisma.flow.count()).toBe(1);
});

const attempts = async (store: FreshStore): Promise<unknown> => (await store.pool.query('SELECT attempts, replay_of FROM dead_letter ORDER BY id')).rows;
async function again(store: FreshStore): Promise<void> {
  await store.pool.query('INSERT INTO change (at, events, traces) SELECT $1, events, ARRAY[]::uuid[] FROM flow', [NOW]);
  await pass(store);
}

test.each([
  ['of itself', [letter(0, sentBack(0))]],
  ['of each other', [letter(0, sentBack(1)), letter(1, sentBack(0))]],
  ['whose clock is behind', [letter(0, {}, 5000), letter(1, sentBack(0), 0)]],
])('dead letters that are replays %s are told the same however often they are derived', async (_, letters) => {
  const store = await freshStore();
  await append(store, letters);
  await pass(store);
  const first = await attempts(store);
  await again(store);
  expect(await attempts(store)).toEqual(first);
});

test('attempts of letters that were sent back again and again fit their column', async () => {
  const store = await freshStore();
  await append(store, Array.from({ length: 2200 }, (_, offset) => letter(offset, { 'x-retry-count': '999999', ...(offset === 0 ? {} : sentBack(offset - 1)) }, offset)));
  await pass(store, { limit: 3000 });
  expect(await store.prisma.flow.count()).toBe(1);
});

test('two halves of a call in a part of a trace are shown once each', async () => {
  const store = await freshStore();
  await append(store, [
    span({ trace: 'a', name: 'send', kind: 'producer', service: 'shop', topic: 'orders', operation: 'publish' }),
    span({ trace: 'a', name: 'work', parent: 'send', kind: 'consumer', service: 'billing', at: 5, handled: ['orders', 0, 1], operation: 'process' }),
    span({ trace: 'a', name: 'call', parent: 'work', kind: 'client', service: 'billing', at: 6 }),
    span({ trace: 'a', name: 'call', parent: 'work', kind: 'server', service: 'bank', at: 7 }),
  ]);
  await pass(store);
  const { id } = await store.prisma.flow.findFirstOrThrow();
  const read = await readFlow(store, id);
  expect(read !== null && 'found' in read ? read.found.spans.map(({ name, kind }) => `${name} ${kind}`) : null).toEqual(['send producer', 'work consumer', 'call client', 'call server']);
});
