import { expect, test } from 'vitest';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { event, span, spanId, traceId } from '#lib/core/flows/testing/scene.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { append, pass, type Fact } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const A_DAY_LATER = microsFromMillis(Date.now() + 86_400_000);

async function shown(facts: readonly Fact[], key: string): Promise<FlowDetail> {
  const store = await freshStore();
  await append(store, facts);
  await pass(store);
  const flow = await readFlow(store, key, { now: A_DAY_LATER });
  if (flow === null || !('found' in flow)) throw new Error(`${key} names no flow`);
  return flow.found;
}

test('an order over two services, one of which has a slow clock: where its time went, who waited, and both ends of a link', async () => {
  const flow = await shown(
    [
      event({ topic: 'orders', offset: 1, at: 10, correlation: 'c', sentBy: ['shop', 'send'] }),
      span({ trace: 'shop', name: 'send', kind: 'producer', service: 'shop', at: 0, took: 20 }),
      span({ trace: 'pay', name: 'pay', kind: 'consumer', service: 'payment', operation: 'process', links: [['shop', 'send']], topic: 'orders', at: 50, took: 40 }),
      span({ trace: 'mail', name: 'mail', kind: 'consumer', service: 'email', operation: 'process', links: [['shop', 'send']], topic: 'orders', at: -2950, took: 5 }),
    ],
    'c',
  );
  expect(flow.time).toEqual({ processingMs: 50, waitingMs: 40, retryDelayMs: 0, unaccountedMs: 0, totalMs: 90 });
  expect(flow.flow.durationMs).toBe(90);
  expect(flow.clocks).toEqual([{ service: 'email', offsetMs: -2960 }]);
  expect(flow.events[0]?.deliveries.map(({ service, waitMs, skewMs }) => [service, waitMs, skewMs])).toEqual([['email', null, -2960], ['payment', 40, null]]);
  expect(flow.spans.find(({ name }) => name === 'send')?.linkedFrom.map((each) => each.spanId).toSorted()).toEqual([spanId('pay'), spanId('mail')].toSorted());
  expect(flow.spans.find(({ name }) => name === 'pay')).toMatchObject({ links: [{ traceId: traceId('shop'), spanId: spanId('send') }], linkedFrom: [] });
  expect(flow.findings.map(({ kind }) => kind)).toEqual(['clock-skew']);
});

test('a retry that kept the headers of its message was not sent by who sent that', async () => {
  const headers = { 'x-original-topic': 'orders', 'x-original-partition': '0', 'x-original-offset': '1' };
  const flow = await shown([event({ topic: 'orders', offset: 1, at: 10, correlation: 'c', sentBy: ['shop', 'send'] }), event({ topic: 'orders.retry', offset: 1, at: 900, correlation: 'c', sentBy: ['shop', 'send'], headers }), span({ trace: 'shop', name: 'send', kind: 'producer', service: 'shop' })], 'c');
  expect(flow.events.map(({ producer }) => producer?.service ?? null)).toEqual(['shop', null]);
  expect(flow.hops.map(({ kind, evidence }) => [kind, evidence])).toEqual(expect.arrayContaining([['retry', 'dead-letter-headers']]));
});

test('without spans nobody knows who worked or what waited: no zero says so', async () => {
  const flow = await shown([event({ topic: 'orders', offset: 1, at: 0, correlation: 'c' }), event({ topic: 'payments', offset: 1, at: 90, correlation: 'c' })], 'c');
  expect(flow.time).toEqual({ processingMs: null, waitingMs: null, retryDelayMs: null, unaccountedMs: 90, totalMs: 90 });
});

test('a value that is kept in part is told, with its size', async () => {
  const flow = await shown([event({ topic: 'orders', offset: 1, correlation: 'c', type: 'order.created', value: 'x'.repeat(5_000) })], 'c');
  expect(flow.findings).toEqual([{ kind: 'oversized', message: 'order.created (orders 0 · 1) has 5 KiB; only its beginning is kept here.', refs: [{ event: expect.objectContaining({ topic: 'orders', offset: '1' }) as object }] }]);
});

test('a span that only another flow shows is not missing, one that nobody sent is', async () => {
  // A bulk job: its trace is cut into the orders that it made.
  const order = (id: string, parent: string) => [span({ trace: 'bulk', name: `${id} make`, parent, correlation: id, at: 5 }), event({ topic: 'orders', offset: Number(id.slice(1)), at: 10, correlation: id, sentBy: ['bulk', `${id} make`] })];
  const facts = [span({ trace: 'bulk', name: 'job', at: 0, took: 90 }), ...order('o1', 'job'), ...order('o2', 'o1 make'), ...order('o3', 'gone')];
  expect((await shown(facts, 'o2')).findings).toEqual([]);
  expect((await shown(facts, 'o3')).findings.map(({ kind }) => kind)).toEqual(['missing-span']);
});
