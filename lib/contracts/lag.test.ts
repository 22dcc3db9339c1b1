import { expect, test } from 'vitest';
import { GroupHistoryQuery, GroupWaitingQuery } from '#lib/contracts/lag.ts';

test.each([['history', GroupHistoryQuery], ['waiting', GroupWaitingQuery]] as const)('a partition is asked for with its topic: %s', (_what, query) => {
  expect(query.safeParse({ partition: '3' }).error?.issues).toMatchObject([{ path: ['partition'], message: 'is of a topic: say which with `topic`' }]);
  for (const fine of [{}, { topic: 'orders' }, { topic: 'orders', partition: '3' }]) expect(query.safeParse(fine).success).toBe(true);
});
