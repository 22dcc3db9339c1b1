import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { appendFacts } from '#lib/store/append.ts';
import { positions, startAt } from '#lib/store/positions.ts';
import { readEvents, readEventsAt } from '#lib/store/read-facts.ts';
import { eventRef } from '#lib/store/refs.ts';
import { factBatch, sliceFact } from '#lib/store/testing/facts.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const EVENTS = 400;
const ORDERS = { topic: 'orders', partition: 0 };

test('events are looked up by their whole coordinates, even by a plan that was made while there were none', async () => {
  const store = await freshStore();
  await positions(store, 'kafka', [ORDERS]);
  await startAt(store, 'kafka', ORDERS, 0, 0n);
  const client = await store.pool.connect();
  try {
    // From now on each statement keeps the plan that it gets first, as it would after five uses.
    await client.query('SET plan_cache_mode = force_generic_plan');
    await readEvents(client, [eventRef(1, 0, 0n)]);
    await readEventsAt(client, [{ ...ORDERS, offset: 0n }]);
    await appendFacts(store, factBatch({ slices: [sliceFact(0n, BigInt(EVENTS))] }), { payloadLimit: 100, now: brand<Micros>(Date.now() * 1000) });
    const { rows } = await client.query<{ id: number }>('SELECT id FROM topic');
    const offsets = Array.from({ length: EVENTS }, (_, index) => BigInt(index));

    // What this connection reads from the indexes of the events' days.
    const entriesRead = async (): Promise<number> => {
      await client.query('SELECT pg_stat_force_next_flush()');
      const found = await client.query<{ entries: number }>(`SELECT sum(idx_tup_read)::int AS entries FROM pg_stat_user_indexes WHERE relname LIKE 'event\\_%'`);
      return found.rows[0]?.entries ?? 0;
    };
    const before = await entriesRead();
    expect(await readEvents(client, offsets.map((offset) => eventRef(rows[0]?.id ?? 0, 0, offset)))).toHaveLength(EVENTS);
    expect(await readEventsAt(client, offsets.map((offset) => ({ ...ORDERS, offset })))).toHaveLength(EVENTS);
    // Each event by its own entry, and each chunk of 64 by its own.
    expect((await entriesRead()) - before).toBe(2 * (EVENTS + Math.ceil(EVENTS / 64)));
  } finally {
    client.release(true);
  }
});
