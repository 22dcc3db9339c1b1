import { expect, test } from 'vitest';
import { breakOldestChange } from '#lib/store/change-queue.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const NOW = brand<Micros>(1_000);

const uuid = (number: number): string => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

test.each([
  ['events alone', [1, 2, 3], []],
  ['traces alone', [], [1, 2, 3, 4, 5]],
  ['one of each', [1], [2]],
  ['an event and several traces', [1], [2, 3, 4]],
  ['several events and a trace', [1, 2, 3], [4]],
])('a change that no pass survives comes down to single records, and none is lost: %s', async (_what, events, traces) => {
  const store = await freshStore();
  await store.pool.query('INSERT INTO change (at, events, traces) VALUES (7, $1, $2)', [events.map(uuid), traces.map(uuid)]);
  const given: string[] = [];
  for (let rounds = 0; rounds < 50; rounds += 1) {
    const one = await inTransaction(store.pool, (client) => breakOldestChange(client, NOW));
    if (one !== null) given.push(...one.events, ...one.traces);
  }
  expect(given.toSorted()).toEqual([...events, ...traces].toSorted((a, b) => a - b).map(uuid));
});

test('what waits for its time is not what a pass failed on', async () => {
  const store = await freshStore();
  const [waiting, failing] = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'];
  await store.pool.query(`INSERT INTO change (at, events, traces, due_at) VALUES (1, ARRAY[$1::uuid], '{}', 2000), (1, ARRAY[$2::uuid], '{}', 0)`, [waiting, failing]);
  expect(await inTransaction(store.pool, (client) => breakOldestChange(client, NOW))).toMatchObject({ events: [failing] });
  expect(await inTransaction(store.pool, (client) => breakOldestChange(client, NOW))).toBeNull();
  expect((await store.pool.query<{ events: string[] }>('SELECT events FROM change')).rows).toEqual([{ events: [waiting] }]);
});
