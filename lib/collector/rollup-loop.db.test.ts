import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { RollupLoop } from '#lib/collector/rollup-loop.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { event, span, traceId } from '#lib/core/flows/testing/scene.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { readUnderivable, retry } from '#lib/services/health/underivable.ts';
import { append } from '#lib/services/rollup/testing/rollup.ts';
import { traceUuid } from '#lib/store/refs.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const PUT_ASIDE = 'deriving fails for this';
const nothingWaits = async (store: FreshStore): Promise<boolean> => (await store.prisma.change.count()) === 0;

/** What it says, and why every pass fails, until `done`. */
async function rollUp(store: FreshStore, done: (store: FreshStore) => Promise<boolean> = nothingWaits, patience: ConstructorParameters<typeof RollupLoop>[2] = {}, clean = (text: string): string => `clean: ${text}`) {
  const said: string[] = [];
  const failing: (string | null)[] = [];
  const log = { warn: (_: object, message: string) => void said.push(message), error: (_: object, message: string) => void said.push(message) };
  const rollup = new RollupLoop({ url: store.url, application: 'throughline test' }, {
    conventions: DEFAULT_CONVENTIONS, hubLimit: 10_000, compensations: [], stallSeconds: 60, log,
    clean, failing: (reason) => void failing.push(reason),
  }, patience);
  rollup.start();
  onTestFinished(() => rollup.stop());
  while (!(await done(store))) await delay(20);
  await rollup.stop();
  return { said, failing };
}

const four = async (): Promise<FreshStore> => {
  const store = await freshStore();
  for (let offset = 0; offset < 4; offset += 1) await append(store, [event({ topic: 'orders', offset, correlation: `c-${offset}` })]);
  return store;
};

/** These messages cannot be read any more, until what it gives is called. */
async function damage(store: FreshStore, offsets: readonly number[]): Promise<() => Promise<unknown>> {
  await store.pool.query('CREATE TABLE sound AS SELECT id, heads FROM event_chunk');
  await store.pool.query(`UPDATE event_chunk SET heads = '\\x00' WHERE id IN (SELECT chunk FROM event WHERE "offset" = ANY($1))`, [offsets]);
  return () => store.pool.query('UPDATE event_chunk c SET heads = s.heads FROM sound s WHERE s.id = c.id');
}

const asideOf = async (store: FreshStore) => (await readUnderivable(store)).underivable;
const offsetsAside = async (store: FreshStore): Promise<number[]> => (await asideOf(store)).map(({ what }) => ('event' in what ? Number(what.event.offset) : -1)).toSorted((a, b) => a - b);
const lastTried = async (store: FreshStore): Promise<bigint[]> => (await store.prisma.underivable.findMany({ orderBy: { ref: 'asc' } })).map(({ at }) => at);

test.each([
  ['first', [0]],
  ['last', [3]],
  ['in the middle', [1]],
  ['two in a row', [1, 2]],
])('messages that cannot be read cost no other its flow, and are told with the reason: %s', async (_, damaged) => {
  const store = await four();
  await damage(store, damaged);
  const { said } = await rollUp(store);
  expect(said.filter((message) => message === PUT_ASIDE)).toHaveLength(damaged.length);
  expect(await store.prisma.flow.count()).toBe(4 - damaged.length);
  expect(await offsetsAside(store)).toEqual(damaged);
  for (const { reason, what } of await asideOf(store)) {
    expect(reason).toMatch(/^clean: ./);
    expect(what).toMatchObject({ event: { source: 'kafka', topic: 'orders', incarnation: 0, partition: 0 } });
  }
});

test('whoever takes over the rollup tries them again: what fails stays, what does not is in its flow and forgotten', async () => {
  const store = await four();
  const mend = await damage(store, [1, 2]);
  await rollUp(store);
  const before = await lastTried(store);
  await rollUp(store, async () => (await lastTried(store)).some((at, index) => at > (before[index] ?? 0n)));
  expect(await offsetsAside(store)).toEqual([1, 2]);
  await mend();
  await rollUp(store, async () => (await store.prisma.underivable.count()) === 0);
  expect(await store.prisma.flow.count()).toBe(4);
});

test('a trace is put aside as one, and tried again when somebody asks, which the audit log has', async () => {
  const store = await freshStore();
  for (const trace of ['a', 'b']) await append(store, [span({ trace, name: trace })]);
  await store.pool.query('CREATE TABLE sound AS SELECT id, data FROM span_block');
  await store.pool.query(`UPDATE span_block SET data = '\\x00' WHERE id = (SELECT block FROM span_chunk WHERE trace_id = $1)`, [traceUuid(traceId('a'))]);
  await rollUp(store);
  expect(await asideOf(store)).toMatchObject([{ what: { trace: traceId('a') } }]);
  expect(await store.prisma.flow.count()).toBe(1);
  await store.pool.query('UPDATE span_block b SET data = s.data FROM sound s WHERE s.id = b.id');
  expect(await retry(store, { name: 'kim', address: null })).toEqual({ count: 1 });
  expect(await store.prisma.auditEntry.findMany()).toMatchObject([{ actor: 'kim', action: 'derive-again', count: 1 }]);
  await rollUp(store, async () => (await store.prisma.underivable.count()) === 0);
  expect(await store.prisma.flow.count()).toBe(2);
  expect(await retry(store, { name: 'kim', address: null })).toEqual({ count: 0 });
  expect(await store.prisma.auditEntry.count()).toBe(1);
});

test('however many fail again, what has just arrived does not wait for them', async () => {
  const store = await four();
  await damage(store, [0, 1, 2, 3]);
  await rollUp(store);
  const before = await lastTried(store);
  await append(store, [event({ topic: 'orders', offset: 4, correlation: 'c-4' })]);
  await rollUp(store, async () => (await delay(3000)) === undefined && (await store.prisma.flow.count()) === 1);
  expect((await lastTried(store)).filter((at, index) => at > (before[index] ?? 0n))).toHaveLength(1);
});

test('all of many are tried again when the first of them succeed', async () => {
  const store = await freshStore();
  const offsets = Array.from({ length: 600 }, (_, offset) => offset);
  await append(store, offsets.map((offset) => event({ topic: 'orders', offset, correlation: `c-${offset}` })));
  await store.pool.query(`INSERT INTO underivable SELECT false, unnest(events), 0, 'as an older version said', 0 FROM change`);
  await store.pool.query('DELETE FROM change');
  await rollUp(store, async () => (await store.prisma.underivable.count()) === 0);
  expect(await store.prisma.flow.count()).toBe(600);
});

test('a fault of what every pass does besides is told, and put down to no message', async () => {
  const store = await four();
  await store.pool.query(`INSERT INTO edge_gone (counts) VALUES ('\\xff')`);
  const { said, failing } = await rollUp(store, async () => (await delay(1500)) === undefined);
  expect(failing).toContainEqual(expect.stringMatching(/./));
  expect(said).not.toContain(PUT_ASIDE);
  expect(said.length).toBeLessThan(20);
  expect(await store.prisma.underivable.count()).toBe(0);
  expect(await store.prisma.change.count()).toBe(4);
});

test('a process that ends while it puts something aside loses nothing', async () => {
  const store = await four();
  await damage(store, [1]);
  await store.pool.query(`CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$`);
  await store.pool.query('CREATE TRIGGER end_it BEFORE INSERT ON underivable FOR EACH ROW EXECUTE FUNCTION end_it()');
  const { said } = await rollUp(store, async () => (await delay(1500)) === undefined);
  expect(said).toContain('the rollup waits for the database');
  expect(await offsetsAside(store)).toEqual([]);
  await store.pool.query('DROP TRIGGER end_it ON underivable');
  await rollUp(store);
  expect(await offsetsAside(store)).toEqual([1]);
  expect(await store.prisma.flow.count()).toBe(3);
});

test('a database that publishes all its tables derives flows, and drops them', async () => {
  const store = await four();
  await store.pool.query('CREATE PUBLICATION everything FOR ALL TABLES');
  const { failing } = await rollUp(store);
  expect(failing.filter((reason) => reason !== null)).toEqual([]);
  expect(await store.prisma.flow.count()).toBe(4);
  await store.pool.query('DELETE FROM flow');
  await rollUp(store, async () => (await store.pool.query('SELECT FROM flow_tally_change')).rowCount === 0);
});

test('what takes longer than the server waits for this process is found, put aside, and not tried again and again', async () => {
  const store = await freshStore();
  const slow = traceId('slow');
  const forget = Object.getOwnPropertyDescriptor(FactsCache.prototype, 'forget')!.value as FactsCache['forget'];
  let thought = 0;
  vi.spyOn(FactsCache.prototype, 'forget').mockImplementation(function (this: FactsCache, traces) {
    if (traces.includes(slow)) {
      thought += 1;
      for (const until = performance.now() + 2000; performance.now() < until;);
    }
    forget.call(this, traces);
  });
  await append(store, ['a', 'b', 'slow', 'c'].map((trace) => span({ trace, name: trace })));
  await append(store, [event({ topic: 'orders', offset: 0, correlation: 'c-0' })]);
  const { failing } = await rollUp(store, async () => (await store.prisma.flow.count()) === 4 && (await store.prisma.underivable.count()) === 1, { silenceMs: 1500 });
  expect(await asideOf(store)).toMatchObject([{ what: { trace: slow }, reason: 'clean: deriving it took longer than 1.5 s' }]);
  expect(failing).toContain('a pass took longer than 1.5 s, and is tried with less');
  const [at] = await lastTried(store);
  let tried: number | null = null;
  // By the next process, once, also where more of it comes; with nothing else to do it could try five times meanwhile.
  await rollUp(store, async () => {
    if (tried === null && (await lastTried(store))[0]! > at!) {
      tried = thought;
      await append(store, [span({ trace: 'slow', name: 'more' })]);
      await append(store, [event({ topic: 'orders', offset: 1, correlation: 'c-1' })]);
      await delay(10_000);
    }
    return tried !== null && (await store.prisma.flow.count()) === 5;
  }, { silenceMs: 1500 });
  expect(thought).toBe(tried);
}, 60_000);

test('a statement that takes too long is found, and put aside', async () => {
  const store = await four();
  await store.pool.query(`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.value = 'c-2' THEN PERFORM pg_sleep(3); END IF; RETURN NEW; END $$`);
  await store.pool.query('CREATE TRIGGER dawdle BEFORE INSERT ON flow_key FOR EACH ROW EXECUTE FUNCTION dawdle()');
  const { failing } = await rollUp(store, async () => (await store.prisma.flow.count()) === 3 && (await asideOf(store)).every(({ reason }) => reason.startsWith('clean: ')) && (await store.prisma.underivable.count()) === 1, { statementMs: 1000 });
  expect(await asideOf(store)).toMatchObject([{ what: { event: { offset: '2' } }, reason: 'clean: deriving it took longer than 1 s' }]);
  expect(failing).toContain('a pass took longer than 1 s, and is tried with less');
}, 60_000);

test('whoever has a table locked is told of, and nothing is put aside for it', async () => {
  const store = await four();
  const holder = await store.pool.connect();
  onTestFinished(() => holder.release(true));
  await holder.query('BEGIN; LOCK TABLE flow IN ACCESS EXCLUSIVE MODE');
  const { failing } = await rollUp(store, async () => (await delay(6000)) === undefined, { lockedMs: 500 });
  expect(failing).toContain('canceling statement due to lock timeout');
  await holder.query('ROLLBACK');
  await rollUp(store);
  expect(await store.prisma.flow.count()).toBe(4);
  expect(await store.prisma.underivable.count()).toBe(0);
}, 60_000);

test('a reason that cannot be masked is not told', async () => {
  const store = await four();
  await damage(store, [1]);
  await rollUp(store, nothingWaits, {}, () => {
    throw new RangeError('too long');
  });
  expect((await asideOf(store)).map(({ reason }) => reason)).toEqual([expect.stringMatching(/^\w*Error, whose text cannot be masked \(RangeError\)$/)]);
});
