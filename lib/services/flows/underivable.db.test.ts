/** What is told of a key under which something is stored that cannot be derived. */
import { expect, test } from 'vitest';
import { event } from '#lib/core/flows/testing/scene.ts';
import { oneEvent } from '#lib/services/events/one.ts';
import { locate } from '#lib/services/flows/locate.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { append, NOW, pass } from '#lib/services/rollup/testing/rollup.ts';
import { noteUnderivable } from '#lib/store/underivable.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const ofC = (offsets: readonly number[]) => offsets.map((offset) => event({ topic: 'orders', offset, correlation: 'c' }));
const unrelated = event({ topic: 'stock', offset: 0, correlation: 'x' });

/** All that waits can be read no more, and is put aside. */
async function putAside(store: FreshStore): Promise<void> {
  const { rows } = await store.pool.query<{ events: string[] }>('DELETE FROM change RETURNING events');
  const events = rows.flatMap((row) => row.events);
  await store.pool.query(`UPDATE event_chunk SET heads = '\\x00' WHERE id IN (SELECT chunk FROM event WHERE "offset" = ANY($1))`, [events.map((ref) => Number.parseInt(ref.slice(-12), 16))]);
  const client = await store.pool.connect();
  await noteUnderivable(client, { events, traces: [] }, { at: NOW, reason: 'damaged' });
  client.release();
}

test('a flow that lacks a message is told as it is known, and that it lacks one, whether anything else waits or not', async () => {
  const store = await freshStore();
  await append(store, ofC([0]));
  await append(store, [unrelated]);
  await pass(store);
  expect((await readFlow(store, 'c')) as unknown).not.toHaveProperty('found.lacks');
  await append(store, ofC([1]));
  await putAside(store);
  const lacking = { found: { flow: { counts: { events: 1 } }, events: [{ coordinates: { offset: '0' } }], lacks: true } };
  expect(await readFlow(store, 'c')).toMatchObject(lacking);
  expect(await readFlow(store, 'x')).not.toHaveProperty('found.lacks');
  await append(store, [event({ topic: 'stock', offset: 1, correlation: 'y' })]);
  expect(await readFlow(store, 'c')).toMatchObject({ found: { ...lacking.found, behindSince: expect.any(String) as string } });
  expect(await readFlow(store, 'y')).toMatchObject({ found: { flow: { counts: { events: 1 } } } });
});

test.each([1, 1500])('a key of which nothing else is known than that deriving fails for it says so (%i messages)', async (count) => {
  const store = await freshStore();
  await append(store, ofC(Array.from({ length: count }, (_, offset) => offset)));
  await putAside(store);
  expect(await locate(store, 'c')).toMatchObject({ matches: [], isUnderivable: true, unknownSince: null });
  await append(store, [unrelated]);
  expect(await locate(store, 'c')).toMatchObject({ matches: [], isUnderivable: true, unknownSince: null });
  expect(await locate(store, 'nobody')).toMatchObject({ matches: [], isUnderivable: false, unknownSince: null });
  await expect(readFlow(store, 'c')).rejects.toMatchObject({ code: 'unavailable' });
});

test('a message that cannot be read says why', async () => {
  const store = await freshStore();
  await append(store, ofC([0]));
  await putAside(store);
  await expect(oneEvent(store, { source: 'kafka', topic: 'orders', incarnation: null, partition: 0, offset: 0n })).rejects.toMatchObject({ code: 'unavailable', message: 'It is stored and cannot be read: damaged' });
});
