import { expect, test } from 'vitest';
import { FlowCompletionsQuery } from '#lib/contracts/flows.ts';
import { flowCompletions } from '#lib/services/flows/completions.ts';
import { insertFlow, NOON } from '#lib/services/testing/rows.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

async function someFlows(): Promise<QueryStore> {
  const store = await freshStore();
  await insertFlow(store, { id: 'a', startedAt: NOON, services: ['orders', 'payments'], topics: ['orders'], keys: [{ kind: 'correlation', value: 'order-1' }, { kind: 'business', name: 'orderId', value: '4711' }] });
  await insertFlow(store, { id: 'b', startedAt: NOON, services: ['payments', 'old_payments'], topics: ['payments.dlq'], keys: [{ kind: 'business', name: 'orderId', value: '4712' }, { kind: 'business', name: 'customerId', value: '47' }, { kind: 'record', value: '47-record' }] });
  await insertFlow(store, { id: 'c', kind: 'payment.refunded', startedAt: NOON, services: ['orders'], keys: [{ kind: 'business', name: 'orderId', value: '4711' }] });
  return store;
}

test.each<[object, string[]]>([
  [{ field: 'service' }, ['orders 2', 'payments 2', 'old_payments 1']],
  [{ field: 'service', text: 'PAY' }, ['payments 2', 'old_payments 1']],
  [{ field: 'service', text: '%' }, []],
  [{ field: 'service', limit: 1 }, ['orders 2']],
  [{ field: 'topic', text: 'dlq' }, ['payments.dlq 1']],
  [{ field: 'kind', text: 'order' }, ['order.created 2']],
  [{ field: 'keyName' }, ['customerId null', 'orderId null']],
  [{ field: 'keyName', text: 'order' }, ['orderId null']],
  [{ field: 'key', text: '47' }, ['47 null', '4711 null', '4712 null']],
  [{ field: 'key', text: '47', keyName: 'orderId' }, ['4711 null', '4712 null']],
  [{ field: 'key', text: '4_11' }, []],
  [{ field: 'key', text: '47\0' }, ['47 null', '4711 null', '4712 null']],
])('%j is completed to %j', async (query, expected) => {
  const { values } = await flowCompletions(await someFlows(), FlowCompletionsQuery.parse(query));
  expect(values.map(({ value, count }) => `${value} ${count}`)).toEqual(expected);
});
