import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { appendFacts } from '#lib/store/append.ts';
import { microsNow } from '#lib/store/clock.ts';
import { positions, startAt } from '#lib/store/positions.ts';
import { eventRef, traceUuid } from '#lib/store/refs.ts';
import { decodeBlock } from '#lib/store/span-blocks.ts';
import { decodeChunk } from '#lib/store/span-chunk.ts';
import type { FactBatch } from '#lib/store/facts.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { chunkFact, eventFact, factBatch, sliceFact, traceIdFor, type EventOptions } from '#lib/store/testing/facts.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { storedEvents } from '#lib/store/testing/stored-events.ts';

const options = { payloadLimit: 65_536, now: microsNow() };
const orders = { topic: 'orders', partition: 0 };

async function readyStore(): Promise<QueryStore> {
  const store = await freshStore();
  await positions(store, 'kafka', [orders]);
  await startAt(store, 'kafka', orders, 0, 0n);
  return store;
}

const counted = async (store: QueryStore): Promise<Record<string, number>> => {
  const { rows } = await store.pool.query(
    `SELECT (SELECT count(*)::int FROM event) AS events, (SELECT count(*)::int FROM key_posting) AS postings, (SELECT count(*)::int FROM span_chunk) AS chunks,
            (SELECT count(*)::int FROM change) AS changes, (SELECT count(*)::int FROM quarantine) AS quarantined, (SELECT count(*)::int FROM pushed_event) AS pushed`,
  );
  return rows[0];
};

const one = (from: bigint, event: EventOptions = {}) => factBatch({ slices: [{ ...orders, incarnation: 0, from, to: from + 1n, events: [eventFact(from, event)] }] });
const position = async (store: QueryStore) => (await positions(store, 'kafka', [orders]))[0]?.next;

describe('an append', () => {
  test('writes everything, and says what changed', async () => {
    const store = await readyStore();
    const batch = factBatch({
      slices: [sliceFact(0n, 3n, { postings: [{ hash: -5n, role: 1 }] })],
      chunks: [chunkFact('t1', ['a', 'b'], [{ hash: 7n, role: 6 }])],
      quarantined: [{ source: 'kafka', origin: 'orders/0/9', reason: 'not \0 readable', bytes: new Uint8Array([0, 255]) }],
    });
    expect(await appendFacts(store, batch, options)).toEqual({ events: 3, spans: 2, duplicates: 0, quarantined: 1 });
    expect(await position(store)).toBe(3n);
    expect(await counted(store)).toEqual({ events: 3, postings: 4, chunks: 1, changes: 1, quarantined: 1, pushed: 0 });
    const { rows: changes } = await store.pool.query('SELECT at::float8, events, traces FROM change');
    const refs = [0n, 1n, 2n].map((offset) => eventRef(1, 0, offset));
    expect(changes).toEqual([{ at: options.now, events: refs, traces: [traceUuid(traceIdFor('t1'))] }]);
    const { rows: postings } = await store.pool.query('SELECT hash, role, ref FROM key_posting ORDER BY hash, ref');
    expect(postings.map(({ hash, role, ref }) => [hash, role, ref])).toEqual([...refs.map((ref) => ['-5', 1, ref]), ['7', 6, traceUuid(traceIdFor('t1'))]]);
    const [block] = await store.prisma.spanBlock.findMany();
    expect(decodeBlock(block?.data ?? new Uint8Array()).flatMap(decodeChunk).map(({ name }) => name).toSorted()).toEqual(['a', 'b']);
    expect(await store.prisma.quarantine.findFirst()).toMatchObject({ reason: 'not \uFFFD readable', bytes: Uint8Array.of(0, 255) });
  });

  test('keeps hostile bytes as they are', async () => {
    const store = await readyStore();
    const nasty = Uint8Array.of(0, 255, 0x5c, 0x0a, 0x2c, 0, 0x22, 0xc3);
    const headers = [
      { name: 'a\0b\uFFFD', value: nasty },
      { name: 'a\0b\uFFFD', value: null },
      { name: '', value: new Uint8Array() },
      ...Array.from({ length: 500 }, (_, index) => ({ name: `H${index}`, value: nasty })),
    ];
    await appendFacts(store, one(0n, { key: nasty, value: nasty, headers, timestamp: brand<Micros>(-1_000_000_000_000_000), timestampType: 'append' }), options);
    const [event] = await storedEvents(store.pool);
    expect(event).toMatchObject({ key: Buffer.from(nasty), value: Buffer.from(nasty), valueSize: 8, sha256: null, timestamp: -1_000_000_000_000_000n, timestampType: 2 });
    expect(event?.headers.map(({ name, value }) => [name, value && [...value]])).toEqual(headers.map(({ name, value }) => [name, value && [...value]]));
  });

  test('tells a tombstone, a null key and an empty value apart, and takes any clock', async () => {
    const store = await readyStore();
    const events = [
      eventFact(0n, { key: null, value: null, timestamp: null, timestampType: 'none' }),
      eventFact(1n, { key: new Uint8Array(), value: new Uint8Array(), timestamp: brand<Micros>(9.3e21) }),
      eventFact(2n, { timestamp: brand<Micros>(-9.3e21) }),
    ];
    await appendFacts(store, factBatch({ slices: [{ ...orders, incarnation: 0, from: 0n, to: 3n, events }] }), options);
    const rows = await storedEvents(store.pool);
    expect(rows[0]).toMatchObject({ key: null, value: null, valueSize: null, timestamp: null, timestampType: 0 });
    expect(rows[1]).toMatchObject({ key: Buffer.alloc(0), value: Buffer.alloc(0), valueSize: 0, timestamp: BigInt(Number.MAX_SAFE_INTEGER) });
    expect(rows[2]).toMatchObject({ timestamp: BigInt(Number.MIN_SAFE_INTEGER) });
  });

  test('cuts a value of 10 MB and keeps its size and hash', async () => {
    const store = await readyStore();
    const value = new Uint8Array(10_000_000).fill(7);
    await appendFacts(store, one(0n, { value, key: new Uint8Array(3_000_000) }), options);
    const [event] = await storedEvents(store.pool);
    expect(event?.value?.length).toBe(65_536);
    expect(event?.key?.length).toBe(3_000_000);
    expect(event?.valueSize).toBe(10_000_000);
    expect(Buffer.from(event?.sha256 ?? []).toString('hex')).toBe(createHash('sha256').update(value).digest('hex'));
  });

  test('moves a position over offsets without records', async () => {
    const store = await readyStore();
    expect(await appendFacts(store, factBatch({ slices: [{ ...orders, incarnation: 0, from: 0n, to: 50n, events: [] }] }), options)).toMatchObject({ events: 0 });
    expect(await position(store)).toBe(50n);
    expect(await counted(store)).toMatchObject({ changes: 0 });
  });

  test('leaves out what lies before the slice and what it holds twice', async () => {
    const store = await readyStore();
    await appendFacts(store, factBatch({ slices: [sliceFact(0n, 5n)] }), options);
    const events = [3n, 4n, 5n, 5n, 7n].map((offset) => eventFact(offset));
    expect(await appendFacts(store, factBatch({ slices: [{ ...orders, incarnation: 0, from: 5n, to: 8n, events }] }), options)).toMatchObject({ events: 2, duplicates: 3 });
  });

  test('takes two slices of one partition in one batch', async () => {
    const store = await readyStore();
    await appendFacts(store, factBatch({ slices: [sliceFact(0n, 5n), sliceFact(5n, 9n)] }), options);
    expect(await position(store)).toBe(9n);
  });

  test('with nothing in it writes nothing', async () => {
    const store = await readyStore();
    expect(await appendFacts(store, factBatch({}), options)).toEqual({ events: 0, spans: 0, duplicates: 0, quarantined: 0 });
    expect(await counted(store)).toMatchObject({ changes: 0 });
  });
});

describe('a slice', () => {
  test('that was stored is refused as a whole, with everything in its batch', async () => {
    const store = await readyStore();
    await appendFacts(store, factBatch({ slices: [sliceFact(0n, 5n)] }), options);
    const before = await counted(store);
    const again = factBatch({ slices: [sliceFact(0n, 5n)], chunks: [chunkFact('t', ['a'])], pushed: [{ identity: 'x', event: eventFact(0n) }] });
    await expect(appendFacts(store, again, options)).rejects.toMatchObject({ code: 'position-moved' });
    expect(await counted(store)).toEqual(before);
  });

  test('that several processes append at once is stored once', async () => {
    const store = await readyStore();
    const batch = factBatch({ slices: [sliceFact(0n, 200n)] });
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => appendFacts(store, batch, options)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'position-moved' });
    expect(await counted(store)).toMatchObject({ events: 200, changes: 1 });
  });

  test('of a partition without a position, or of an unknown topic, is refused', async () => {
    const store = await readyStore();
    await expect(appendFacts(store, factBatch({ slices: [sliceFact(0n, 1n, { partition: 1 })] }), options)).rejects.toMatchObject({ code: 'position-moved' });
    await expect(appendFacts(store, factBatch({ slices: [sliceFact(0n, 1n, { topic: 'none' })] }), options)).rejects.toMatchObject({ code: 'position-moved' });
  });

  test('that fails in the middle leaves nothing behind', async () => {
    const store = await readyStore();
    const broken = eventFact(1n, { postings: [{ hash: 2n ** 64n, role: 1 }] });
    const slices = [{ ...orders, incarnation: 0, from: 0n, to: 2n, events: [eventFact(0n), broken] }];
    await expect(appendFacts(store, factBatch({ slices, chunks: [chunkFact('t', ['a'])] }), options)).rejects.toThrow(RangeError);
    expect(await counted(store)).toMatchObject({ events: 0, chunks: 0, changes: 0 });
    expect(await position(store)).toBe(0n);
    await appendFacts(store, factBatch({ slices: [sliceFact(0n, 2n)] }), options);
    expect(await counted(store)).toMatchObject({ events: 2 });
  });
});

describe('spans', () => {
  test('that are exported again meet themselves, whatever their order', async () => {
    const store = await readyStore();
    const postings = [{ hash: 1n, role: 6 }];
    await appendFacts(store, factBatch({ chunks: [chunkFact('t', ['a', 'b'], postings)] }), options);
    const again = factBatch({ chunks: [chunkFact('t', ['b', 'a'], postings), chunkFact('u', ['c'], postings), chunkFact('u', ['c'], postings)] });
    expect(await appendFacts(store, again, options)).toMatchObject({ spans: 1, duplicates: 3 });
    expect(await counted(store)).toMatchObject({ chunks: 2, postings: 2, changes: 2 });
    expect(await appendFacts(store, again, options)).toMatchObject({ spans: 0, duplicates: 4 });
    expect(await counted(store)).toMatchObject({ changes: 2 });
  });
});

describe('pushed events', () => {
  const pushed = (identity: string, topic = 'order.created') => ({ identity, event: eventFact(0n, { topic, postings: [{ hash: 3n, role: 1 }] }) });

  test('get offsets in their order, and are stored once by identity', async () => {
    const store = await readyStore();
    const first = factBatch({ source: 'http', pushed: [pushed('shop 1'), pushed('shop 2'), pushed('shop 1'), pushed('shop 9', 'other')] });
    expect(await appendFacts(store, first, options)).toMatchObject({ events: 3, duplicates: 1 });
    expect(await appendFacts(store, factBatch({ source: 'http', pushed: [pushed('shop 2'), pushed('shop 3')] }), options)).toMatchObject({ events: 1, duplicates: 1 });
    const { rows } = await store.pool.query(`SELECT name, "offset" FROM event JOIN topic ON topic.id = topic_id WHERE source = 'http' ORDER BY name, "offset"`);
    expect(rows).toEqual([{ name: 'order.created', offset: '0' }, { name: 'order.created', offset: '1' }, { name: 'order.created', offset: '2' }, { name: 'other', offset: '0' }]);
    expect(await counted(store)).toMatchObject({ events: 4, postings: 4, pushed: 4 });
  });

  test('of a type that no index would take are stored', async () => {
    const store = await readyStore();
    const hostile = ['\0', '\uD800', 'x'.repeat(100_000), `${'🚚'.repeat(5000)}1`, `${'🚚'.repeat(5000)}2`];
    const batch = factBatch({ source: 'http', pushed: hostile.map((topic) => pushed(topic, topic)) });
    expect(await appendFacts(store, batch, options)).toMatchObject({ events: 5 });
    const { rows } = await store.pool.query(`SELECT count(DISTINCT name)::int AS names FROM topic WHERE source = 'http'`);
    expect(rows).toEqual([{ names: 4 }]); // U+0000 and a lone surrogate are both U+FFFD
  });
});

describe('the database', () => {
  test('without a partition for the day gets one', async () => {
    const store = await readyStore();
    const later = { ...options, now: brand<Micros>(options.now + 40 * 86_400_000_000) };
    const batch = factBatch({ slices: [sliceFact(0n, 3n)], chunks: [chunkFact('t', ['a'])] });
    expect(await appendFacts(store, batch, later)).toMatchObject({ events: 3, spans: 1 });
  });

  test('that takes no writes is unavailable for now', async () => {
    const store = await readyStore();
    await store.pool.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`);
    await store.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    const client = await store.pool.connect();
    client.release(true);
    await expect(appendFacts(store, one(0n), options)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('takes no writes') });
  });

  test('that is slow has a limited number of batches waiting for it', async () => {
    const store = await readyStore();
    const busy = await Promise.all(Array.from({ length: 6 }, () => store.copying.connect()));
    const waiting = Array.from({ length: 100 }, () => appendFacts(store, factBatch({ chunks: [chunkFact('t', ['a'])] }), options));
    await vi.waitFor(() => expect(store.copying.waitingCount).toBe(100), 5000);
    await expect(appendFacts(store, one(0n), options)).rejects.toMatchObject({ code: 'overloaded' });
    for (const client of busy) client.release();
    const stored = await Promise.all(waiting.map((append) => append.catch((error: unknown) => expect(error).toMatchObject({ code: 'unavailable' }))));
    expect(stored.reduce((sum, appended) => sum + (appended?.spans ?? 0), 0)).toBe(1);
  });

  test('that ends the connection in the middle is unavailable, and nothing is stored', async () => {
    const store = await readyStore();
    const blocker = await store.pool.connect();
    await blocker.query('BEGIN; LOCK TABLE key_posting IN EXCLUSIVE MODE');
    const append = appendFacts(store, factBatch({ slices: [sliceFact(0n, 5n, { postings: Array.from({ length: 20_000 }, () => ({ hash: 1n, role: 1 })) })] }), options);
    const outcome = append.catch((error: unknown) => error);
    let killed = 0;
    while (killed === 0) {
      const { rowCount } = await store.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'COPY%'`,
      );
      killed = rowCount ?? 0;
    }
    expect(await outcome).toMatchObject({ name: 'SourceError', code: 'unavailable' });
    await blocker.query('ROLLBACK');
    blocker.release();
    expect(await position(store)).toBe(0n);
    expect(await counted(store)).toMatchObject({ events: 0 });
    await appendFacts(store, factBatch({ slices: [sliceFact(0n, 5n)] }), options);
    expect(await counted(store)).toMatchObject({ events: 5 });
  });
});

const ROUNDS = 3;
const rank = (value: unknown, seed: number): number => createHash('md5').update(`${seed} ${JSON.stringify(value)}`).digest().readUInt32BE(0);
const shuffled = <T>(list: readonly T[], seed: number): T[] => list.toSorted((a, b) => rank(a, seed) - rank(b, seed));
const names = Array.from({ length: 200 }, (_, index) => `n${index}`);
const partitions = Array.from({ length: 50 }, (_, partition) => ({ topic: 'orders', partition }));

// One kind a batch, because the rows of one kind already make whoever wants the others wait. Eight want each row.
test.each<[string, (seed: number) => Partial<FactBatch>, object]>([
  ['span chunks', (seed) => ({ chunks: shuffled(names, seed).map((name) => chunkFact(`${name} ${seed >> 3}`, ['a'])) }), { chunks: ROUNDS * 200 }],
  ['identities', (seed) => ({ pushed: shuffled(names, seed).map((name) => ({ identity: `${name} ${seed >> 3}`, event: eventFact(0n) })) }), { pushed: ROUNDS * 200 }],
  ['offsets', (seed) => ({ pushed: shuffled(names, seed).map((name) => ({ identity: `${name} ${seed}`, event: eventFact(0n, { topic: name }) })) }), { pushed: 8 * ROUNDS * 200 }],
  ['positions', (seed) => ({ slices: shuffled(partitions, seed).map(({ partition }) => sliceFact(0n, 2n, { partition })) }), { events: 2 * 50 }],
])('many processes that want the same %s in other orders never deadlock', async (_kind, parts, expected) => {
  const store = await freshStore({ poolSize: 9 });
  await positions(store, 'kafka', partitions);
  for (const partition of partitions) await startAt(store, 'kafka', partition, 0, 0n);
  const refusals: unknown[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // A gate that opens when all eight stand before it, so that their statements really run side by side.
    const gate = await store.pool.connect();
    await gate.query('BEGIN; LOCK TABLE position, pushed_event, span_chunk IN EXCLUSIVE MODE');
    const appends = Array.from({ length: 8 }, (_, index) =>
      appendFacts(store, factBatch(parts(8 * round + index)), options).catch((error: { code?: unknown }) => refusals.push(error.code ?? error)),
    );
    const waiting = 'SELECT FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())';
    await vi.waitFor(async () => expect((await gate.query(waiting)).rowCount).toBe(8), 20_000);
    await gate.query('COMMIT');
    gate.release();
    await Promise.all(appends);
  }
  expect(refusals.filter((code) => code !== 'position-moved')).toEqual([]);
  expect(await counted(store)).toMatchObject(expected);
}, 120_000);
