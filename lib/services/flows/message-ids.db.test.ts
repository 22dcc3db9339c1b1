import { expect, test } from 'vitest';
import { FlowListQuery } from '#lib/contracts/flows.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import { listFlows } from '#lib/services/flows/list.ts';
import { locate } from '#lib/services/flows/locate.ts';
import { searchKeys } from '#lib/services/flows/search.ts';
import { append, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const IDS = ['7f9f0f5e-7c0e-4a53-9a6c-0c0c8f0f1a11', 'Link-2'] as const;

test('a message id finds its flow when it is given whole, and is listed where the flow has no other name', async () => {
  const store = await freshStore();
  const named = IDS.map((id, at) => event({ topic: 'orders', offset: at + 1, at, correlation: 'c-1', type: 'order.created', headers: { 'message-id': id } }));
  await append(store, [...named, event({ topic: 'lonely', offset: 1, type: 'ping', headers: { 'message-id': 'only-name' } })]);
  await pass(store);
  const { flows } = await listFlows(store, FlowListQuery.parse({ range: 'all' }));
  const of = (entry: string) => flows.find((flow) => flow.entry === entry)!;
  expect(of('order.created').keys).toEqual([{ kind: 'correlation', value: 'c-1' }]);
  expect(of('ping').keys).toEqual([{ kind: 'message', value: 'only-name' }]);

  for (const [id, flow] of [...IDS.map((each) => [each, of('order.created')] as const), ['only-name', of('ping')] as const]) {
    const match = { kind: 'message', value: id, flowId: flow.id };
    expect((await locate(store, id)).matches).toEqual([match]);
    expect((await searchKeys(store, id)).matches).toMatchObject([match]);
    for (const keyName of [undefined, 'message']) expect((await listFlows(store, FlowListQuery.parse({ key: id, keyName }))).flows.map((each) => each.id)).toEqual([flow.id]);
    expect((await listFlows(store, FlowListQuery.parse({ key: id, keyName: 'correlation' }))).flows).toEqual([]);
  }
  expect((await locate(store, IDS[0].slice(0, 8))).matches).toEqual([]);
  expect((await locate(store, 'link-2')).matches).toEqual([]);
});

const UUID = '0d9c1f3e-52aa-4b1e-9f00-4a4f6a1c2b77';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** The newest flows are looked through, and what is seldom among them is looked up among all: both have to know ids. */
test('free text finds a flow by an id that was drawn by lot, or by its beginning, beside other words', async () => {
  const store = await freshStore();
  await append(store, [
    event({ topic: 'orders', offset: 1, correlation: UUID, type: 'order.created', headers: { 'message-id': 'Msg-0001', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } }),
    event({ topic: 'orders', offset: 2, correlation: 'c-2', type: 'order.created', headers: { 'message-id': 'Msg-0002' } }),
  ]);
  await pass(store);
  const found = async (q: string): Promise<number> => (await listFlows(store, FlowListQuery.parse({ range: 'all', q }))).flows.length;
  for (const id of [UUID, UUID.toUpperCase(), UUID.slice(0, 8), TRACE, TRACE.slice(0, 6), `00-${TRACE}-00f067aa0ba902b7-01`, 'Msg-0001']) {
    for (const q of [id, `created ${id}`, `${id} ${UUID}`]) expect([q, await found(q)]).toEqual([q, 1]);
    expect([id, await found(`no-such-word ${id}`)]).toEqual([id, 0]);
  }
  expect(await found('created')).toBe(2);
  expect(await found(TRACE.slice(8))).toBe(0);
  expect(await found('Msg-00')).toBe(0);
});
