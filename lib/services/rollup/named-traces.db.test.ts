/** Traces that messages name otherwise than by one 128-bit id: joined one after the other, as they arrive. */
import { expect, test } from 'vitest';
import { event, traceparent } from '#lib/core/flows/testing/scene.ts';
import type { EventRecord } from '#lib/core/record.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { append, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const eventsOf = async (store: FreshStore, key: string): Promise<string[] | 'several' | null> => {
  const flow = await readFlow(store, key);
  if (flow === null) return null;
  return 'found' in flow ? flow.found.events.map(({ coordinates }) => `${coordinates.topic}/${coordinates.offset}`).toSorted() : 'several';
};

test.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0]]])('messages of one SkyWalking trace are one flow that its id finds, in order %j', async (order) => {
  const store = await freshStore();
  const id = 'a4ec6fc8ccab4bb4b682064698cc97e6.74.16218381104550009';
  const sw8 = `1-${Buffer.from(id).toString('base64')}-c2Vn-0-YQ==-YQ==-YQ==-YQ==`;
  const events = ['orders', 'payments', 'stock'].map((topic, index) => event({ topic, offset: 1, at: index * 10, headers: { sw8 } }));
  for (const index of order) {
    await append(store, [events[index]!]);
    await pass(store);
  }
  expect(await eventsOf(store, id)).toEqual(['orders/1', 'payments/1', 'stock/1']);
});

test.each([[[0, 1]], [[1, 0]]])('a forwarded message is found by both its traces, with the message that it was, in order %j', async (order) => {
  const store = await freshStore();
  const withHops = (topic: string, ...hops: string[]): EventRecord => ({ ...event({ topic, offset: 1 }), headers: hops.map((hop) => ({ name: 'traceparent', value: Buffer.from(hop) })) });
  const [first, second] = [traceparent('t1', 's1'), traceparent('t2', 's2')];
  const events = [withHops('orders', first), withHops('orders-eu', first, second)];
  for (const index of order) {
    await append(store, [events[index]!]);
    await pass(store);
  }
  for (const hop of [first, second]) expect(await eventsOf(store, hop.split('-')[1]!)).toEqual(['orders-eu/1', 'orders/1']);
});
