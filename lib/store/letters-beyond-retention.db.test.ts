import { expect, test } from 'vitest';
import { FailureGroupListQuery } from '#lib/contracts/dead-letters.ts';
import { listFailureGroups } from '#lib/services/dead-letters/list-failure-groups.ts';
import { insertLetters, letterId, NOW } from '#lib/services/dead-letters/testing/letters.ts';
import { insertEvent } from '#lib/services/testing/rows.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { dropSettledLetters, keepOpenLetters } from '#lib/store/letters-beyond-retention.ts';
import { readStoredMessages } from '#lib/store/stored-messages.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

test('an open dead letter keeps its bytes when its day is dropped; others go, with what was kept of them, and the counts follow', async () => {
  const store = await freshStore();
  await store.pool.query(`INSERT INTO topic (id, source, name, incarnation, first_seen_at) VALUES (7, 'kafka', 'payments.dlq', 0, 0)`);
  const day = new Date().toISOString().slice(0, 10);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await insertLetters(store, [1n, 2n, 3n].map((offset) => ({ offset, observedDay: day })));
  for (const offset of [1n, 2n, 3n]) await insertEvent(store, { topic: 'payments.dlq', offset, row: { value: Uint8Array.from(Buffer.from(`value ${offset}`)) } });
  const change = (offset: bigint, to: 'discarded' | 'open' | 'resolved') => inTransaction(store.pool, (client) => changeStates(client, [letterId(offset)], ['open', 'discarded'], to, NOW));
  const retain = async (before: string) => {
    const client = await store.pool.connect();
    try {
      return [await keepOpenLetters(client, before), await dropSettledLetters(client, before)];
    } finally {
      client.release();
    }
  };

  await change(1n, 'discarded');
  expect(await retain(day)).toEqual([0, 0]);
  expect(await retain(tomorrow)).toEqual([2, 1]);
  expect(await retain(tomorrow)).toEqual([0, 0]);
  await store.pool.query('DELETE FROM event');
  const values = async () => (await readStoredMessages(store.pool, [1n, 2n, 3n].map(letterId), 100)).map(({ value }) => Buffer.from(value ?? []).toString()).toSorted();
  expect(await values()).toEqual(['value 2', 'value 3']);
  expect((await listFailureGroups(store, FailureGroupListQuery.parse({}), NOW / 1000)).failureGroups).toMatchObject([{ count: 2, open: 2 }]);

  await change(3n, 'resolved');
  expect(await retain(tomorrow)).toEqual([0, 1]);
  expect(await values()).toEqual(['value 2']);
});
