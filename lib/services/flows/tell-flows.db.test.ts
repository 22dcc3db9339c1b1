import { expect, test } from 'vitest';
import { readFlow } from '#lib/services/flows/read.ts';
import { searchKeys } from '#lib/services/flows/search.ts';
import { tellFlows } from '#lib/services/flows/tell-flows.ts';
import { insertFlow, NOON } from '#lib/services/testing/rows.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

test('what is found says which flow it is, wherever several may be meant', async () => {
  const store = await freshStore();
  const keys = [{ kind: 'correlation' as const, value: 'same' }];
  await insertFlow(store, { id: 'a', kind: 'order.created', status: 'failed', startedAt: NOON, keys });
  await insertFlow(store, { id: 'b', kind: 'order.cancelled', status: 'stalled', startedAt: NOON + 1n, keys });
  const matches = [
    { flowId: 'b', kind: 'correlation', value: 'same', flow: { kind: 'order.cancelled', status: 'stalled' } },
    { flowId: 'a', kind: 'correlation', value: 'same', flow: { kind: 'order.created', status: 'failed' } },
  ];
  const found = await searchKeys(store, 'same');
  expect(found).toMatchObject({ matches });
  expect(found.matches[1]?.flow?.startedAt).toBe(new Date(Number(NOON / 1000n)).toISOString());
  expect(await readFlow(store, 'same')).toMatchObject({ matches: expect.arrayContaining(matches.map((match) => expect.objectContaining({ flowId: match.flowId, flow: expect.objectContaining(match.flow) as unknown }) as unknown)) as unknown });
});

test('what is gone meanwhile is told without', async () => {
  const match = { kind: 'trace', value: 'x', flowId: 'gone' } as const;
  expect(await tellFlows(await freshStore(), [match])).toEqual([match]);
});
