import { expect, test } from 'vitest';
import { flowIdFromKey, hashKey } from '#lib/core/flows/keys.ts';
import { searchKeys } from '#lib/services/flows/search.ts';
import { insertEvent, insertFlow, NOON } from '#lib/services/testing/rows.ts';
import { eventRef } from '#lib/store/refs.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

async function someFlows(): Promise<QueryStore> {
  const store = await freshStore();
  await insertFlow(store, { id: 'aaaaaaaaaaaaaaaa', startedAt: NOON, keys: [{ kind: 'correlation', value: 'order-4711' }, { kind: 'business', name: 'orderId', value: '4711' }, { kind: 'trace', value: trace }] });
  await insertFlow(store, { id: 'bbbbbbbbbbbbbbbb', startedAt: NOON + 1n, keys: [{ kind: 'correlation', value: 'order-47110' }, { kind: 'business', name: 'tripId', value: '4711' }] });
  await insertFlow(store, { id: 'cccccccccccccccc', startedAt: NOON + 2n, keys: [{ kind: 'correlation', value: 'a_b%c' }, { kind: 'correlation', value: 'axbyc' }, { kind: 'record', value: 'order-4711' }] });
  return store;
}

const found = async (store: QueryStore, q: string) => (await searchKeys(store, q)).matches.map(({ kind, name, value, flowId }) => `${kind} ${name === undefined ? '' : `${name}=`}${value} ${flowId[0]}`);

test.each<[string, string[]]>([
  ['order-4711', ['correlation order-4711 a', 'correlation order-47110 b']],
  ['order-47', ['correlation order-4711 a', 'correlation order-47110 b']],
  ['ORDER-4711', []],
  ['4711', ['business tripId=4711 b', 'business orderId=4711 a']],
  ['orderId=4711', ['business orderId=4711 a']],
  ['orderid:47', ['business orderId=4711 a']],
  [trace.toUpperCase(), [`trace ${trace} a`]],
  [trace.slice(0, 8).toUpperCase(), [`trace ${trace} a`]],
  [`00-${trace}-00f067aa0ba902b7-01`, [`trace ${trace} a`]],
  ['aaaaaaaaaaaaaaaa', ['flow aaaaaaaaaaaaaaaa a']],
  ['a_b', ['correlation a_b%c c']],
  ['a_b%', ['correlation a_b%c c']],
  ['%', []],
  ["'", []],
  ['   ', []],
  ['\0', []],
])('%j finds %j', async (q, expected) => {
  expect(await found(await someFlows(), q)).toEqual(expected);
});

test('at most 20, the newest of the exact ones first', async () => {
  const store = await freshStore();
  for (let n = 0; n < 30; n++) await insertFlow(store, { id: `f${n}`, startedAt: NOON + BigInt(n), keys: [{ kind: 'correlation', value: 'same' }] });
  const { matches } = await searchKeys(store, 'same');
  expect(matches).toHaveLength(20);
  expect(matches[0]?.flowId).toBe('f29');
});

test('a former id of a flow finds it by the key that it was made of', async () => {
  const store = await freshStore();
  await insertFlow(store, { id: 'now' });
  await store.prisma.flowKey.create({ data: { flowId: 'now', kind: 'correlation', value: 'x', hash: hashKey('c:x') } });
  const former = flowIdFromKey('c:x');
  expect((await searchKeys(store, former)).matches).toMatchObject([{ kind: 'flow', value: former, flowId: 'now' }]);
});

test.each(['orders/0/17', 'kafka/orders/0/17', 'kafka/orders/0/0/17', 'orders-0@17'])('the event at %s finds its flow', async (pasted) => {
  const store = await freshStore();
  const topicId = await insertEvent(store, { topic: 'orders', offset: 17n, reading: { keys: [{ kind: 'correlation', value: 'order-1', from: 'correlation-id', join: 'c:order-1' }] } });
  await insertFlow(store, { id: 'other', keys: [{ kind: 'correlation', value: 'order-1' }] });
  await insertFlow(store, { id: 'right', keys: [{ kind: 'correlation', value: 'order-1' }], events: [eventRef(topicId, 0, 17n)] });
  expect((await searchKeys(store, pasted)).matches).toMatchObject([{ kind: 'event', value: 'kafka/orders/0/17', flowId: 'right' }]);
});
