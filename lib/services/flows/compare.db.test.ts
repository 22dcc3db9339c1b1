import { expect, test } from 'vitest';
import { learn } from '#lib/core/baseline/learn.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import type { Outline } from '#lib/core/flows/outline.ts';
import { compareFlow } from '#lib/services/flows/compare.ts';
import { append, pass } from '#lib/services/rollup/testing/rollup.ts';
import { insertBaseline } from '#lib/store/baselines.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const step = (topic: string, type: string, after: number): Outline['steps'][number] => ({ topic, type, service: 'shop', group: null, afterMicros: after * 1000, seenAt: microsFromMillis(0), event: '' });
const usual = learn(Array.from({ length: 200 }, () => ({ steps: [step('orders', 'order.created', 0), step('payments', 'payment.completed', 40), step('shipments', 'shipment.created', 90)], cut: false })));

async function orders() {
  const store = await freshStore();
  await append(store, [
    event({ topic: 'orders', offset: 1, at: 0, correlation: 'late', type: 'order.created' }),
    event({ topic: 'payments', offset: 1, at: 900, correlation: 'late', type: 'payment.completed' }),
    event({ topic: 'orders', offset: 2, at: 0, correlation: 'other', type: 'order.created' }),
    event({ topic: 'mails', offset: 1, at: 70, correlation: 'other', type: 'mail.sent' }),
  ]);
  await pass(store);
  return store;
}

test('beside the usual path: what was slow, what has not come, and which message each is', async () => {
  const store = await orders();
  await insertBaseline(store.pool, 'order.created', usual, microsFromMillis(Date.now() - 1000));
  const { usual: compared, kind, learning } = await compareFlow(store, 'late');
  expect({ kind, learning, flows: compared?.flows }).toEqual({ kind: 'order.created', learning: null, flows: 200 });
  expect(compared?.steps.map(({ type, verdict, since, tookMs }) => [type, verdict, since, tookMs])).toEqual([
    ['order.created', 'unknown', null, null],
    ['payment.completed', 'slow', 'order.created', 900],
    ['shipment.created', 'not-yet', 'payment.completed', null],
  ]);
  expect(compared?.steps[1]?.ref).toEqual({ event: { source: 'kafka', topic: 'payments', incarnation: 0, partition: 0, offset: '1' } });
  expect(compared?.steps[2]).toMatchObject({ share: 1, ref: null, service: 'shop' });
});

test('says of how many flows a kind is learned, while it is not', async () => {
  const store = await orders();
  expect(await compareFlow(store, 'late')).toMatchObject({ usual: null, other: null, learning: { has: 0, needs: 100 } });
});

test('beside another flow, by any key of it', async () => {
  const store = await orders();
  const { other } = await compareFlow(store, 'late', 'other');
  expect(other?.flow.keys).toContainEqual({ kind: 'correlation', value: 'other' });
  expect(other?.steps.map(({ type, verdict, afterMs, otherAfterMs }) => [type, verdict, afterMs, otherAfterMs])).toEqual([
    ['order.created', 'both', 0, 0],
    ['mail.sent', 'only-there', null, 70],
    ['payment.completed', 'only-here', 900, null],
  ]);
  await expect(compareFlow(store, 'late', 'nobody')).rejects.toMatchObject({ code: 'not-found' });
});

test('a flow that the rollup has not come to is compared as it is shown', async () => {
  const store = await orders();
  await append(store, [event({ topic: 'orders', offset: 3, at: 0, correlation: 'new', type: 'order.created' }), event({ topic: 'refunds', offset: 1, at: 20, correlation: 'new', type: 'refund.sent' })]);
  const { kind, other } = await compareFlow(store, 'new', 'late');
  expect(kind).toBe('order.created');
  expect(other?.steps.map(({ type, verdict }) => [type, verdict])).toEqual([
    ['order.created', 'both'],
    ['payment.completed', 'only-there'],
    ['refund.sent', 'only-here'],
  ]);
  const { other: turned } = await compareFlow(store, 'late', 'new');
  expect(turned?.flow).toMatchObject({ kind: 'order.created', counts: { events: 2 }, keys: [{ kind: 'correlation', value: 'new' }] });
});
