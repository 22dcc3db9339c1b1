import { expect, test } from 'vitest';
import { FlowListQuery } from '#lib/contracts/flows.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import { listFlows } from '#lib/services/flows/list.ts';
import { resolveKey } from '#lib/services/flows/resolve.ts';
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
    expect(await resolveKey(store, id)).toEqual([match]);
    expect((await searchKeys(store, id)).matches).toMatchObject([match]);
    for (const keyName of [undefined, 'message']) expect((await listFlows(store, FlowListQuery.parse({ key: id, keyName }))).flows.map((each) => each.id)).toEqual([flow.id]);
    expect((await listFlows(store, FlowListQuery.parse({ key: id, keyName: 'correlation' }))).flows).toEqual([]);
  }
  expect(await resolveKey(store, IDS[0].slice(0, 8))).toEqual([]);
  expect(await resolveKey(store, 'link-2')).toEqual([]);
});
