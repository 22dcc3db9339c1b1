import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { breakChange, hasWork, takeChanges } from '#lib/store/change-queue.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

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
    const oldest = await store.prisma.change.findFirst({ orderBy: { id: 'asc' } });
    if (oldest === null) break;
    const one = await inTransaction(store.pool, (client) => breakChange(client, String(oldest.id)));
    if (one !== null) given.push(...one.events, ...one.traces);
  }
  expect(given.toSorted()).toEqual([...events, ...traces].toSorted((a, b) => a - b).map(uuid));
});

test('a change that is gone meanwhile is none', async () => {
  const store = await freshStore();
  expect(await inTransaction(store.pool, (client) => breakChange(client, '17'))).toBeNull();
});

test('what was put off waits until it is due, unless a clock that was ahead put it off', async () => {
  const store = await freshStore();
  const [now, soon] = [brand<Micros>(1_000_000_000), 1_010_000_000];
  await store.pool.query('INSERT INTO change (at, events, traces, due_at) VALUES (7, $1, $2, $3)', [[uuid(1)], [], soon]);
  const taken = () => inTransaction(store.pool, async (client) => ((await hasWork(client, now)) ? ((await takeChanges(client, 10, now))?.events ?? []) : null));
  expect(await taken()).toBeNull();
  await store.pool.query('INSERT INTO change (at, events, traces, due_at) VALUES (7, $1, $2, $3)', [[uuid(2)], [], now + 3_600_000_000]);
  expect(await taken()).toEqual([uuid(2)]);
  expect(await taken()).toBeNull();
});
