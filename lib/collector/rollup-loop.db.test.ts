import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { RollupLoop } from '#lib/collector/rollup-loop.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { event, span, traceId } from '#lib/core/flows/testing/scene.ts';
import { deriveLeftOut, readLeftOut } from '#lib/services/health/left-out.ts';
import { append } from '#lib/services/rollup/testing/rollup.ts';
import { traceUuid } from '#lib/store/refs.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const OFFSETS = [0, 1, 2, 3];

/** What it says until it said `last` and nothing waits any more. */
async function rolledUp(store: FreshStore, last?: string): Promise<string[]> {
  const said: string[] = [];
  const log = { warn: (_: object, message: string) => void said.push(message), error: (_: object, message: string) => void said.push(message) };
  const rollup = new RollupLoop({ url: store.url, application: 'throughline test' }, { conventions: DEFAULT_CONVENTIONS, hubLimit: 10_000, compensations: [], stallSeconds: 60, log });
  rollup.start();
  onTestFinished(() => rollup.stop());
  while ((last !== undefined && !said.includes(last)) || (await store.prisma.change.count()) > 0) await delay(20);
  await rollup.stop();
  return said;
}

/** The heads of the chunks of these messages, which cannot be read any more. */
async function damage(store: FreshStore, offsets: readonly number[]): Promise<() => Promise<unknown>> {
  const damaged = 'id IN (SELECT chunk FROM event WHERE "offset" = ANY($1))';
  await store.pool.query('CREATE TABLE sound AS SELECT id, heads FROM event_chunk');
  await store.pool.query(`UPDATE event_chunk SET heads = '\\x00' WHERE ${damaged}`, [offsets]);
  return () => store.pool.query('UPDATE event_chunk c SET heads = s.heads FROM sound s WHERE s.id = c.id');
}

const LEFT_OUT = 'left out a record that no pass survives';
const TAKEN_BACK = 'what was left out is derived again';

test.each([
  ['first', [0]],
  ['last', [3]],
  ['in the middle', [1]],
  ['two in a row', [1, 2]],
])('records that cannot be read cost no other its flow, and are told: %s', async (_, damaged) => {
  const store = await freshStore();
  for (const offset of OFFSETS) await append(store, [event({ topic: 'orders', offset, correlation: `c-${offset}` })]);
  await damage(store, damaged);
  const said = await rolledUp(store);
  expect(said.filter((message) => message === LEFT_OUT)).toHaveLength(damaged.length);
  expect(await store.prisma.flow.count()).toBe(OFFSETS.length - damaged.length);
  const { records } = await readLeftOut(store);
  expect(records.map(({ record }) => record).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual(damaged.map((offset) => ({ event: expect.objectContaining({ source: 'kafka', topic: 'orders', partition: 0, offset: String(offset) }) })));
  for (const { reason } of records) expect(reason).toMatch(/\S/);
});

test('what was left out is derived again by the next process, is left out again where that fails, and is forgotten where it does not', async () => {
  const store = await freshStore();
  for (const offset of OFFSETS) await append(store, [event({ topic: 'orders', offset, correlation: `c-${offset}` })]);
  const mend = await damage(store, [1, 2]);
  await rolledUp(store);
  expect((await rolledUp(store, TAKEN_BACK)).filter((message) => message === LEFT_OUT)).toHaveLength(2);
  expect((await readLeftOut(store)).records).toHaveLength(2);
  await mend();
  expect(await rolledUp(store, TAKEN_BACK)).toEqual([TAKEN_BACK]);
  expect((await readLeftOut(store)).records).toEqual([]);
  expect(await store.prisma.flow.count()).toBe(OFFSETS.length);
});

test('a trace is left out as one, and derived again when somebody asks, which the audit log has', async () => {
  const store = await freshStore();
  for (const trace of ['a', 'b']) await append(store, [span({ trace, name: trace })]);
  await store.pool.query('CREATE TABLE sound AS SELECT id, data FROM span_block');
  await store.pool.query(`UPDATE span_block SET data = '\\x00' WHERE id = (SELECT block FROM span_chunk WHERE trace_id = $1)`, [traceUuid(traceId('a'))]);
  await rolledUp(store);
  expect((await readLeftOut(store)).records).toMatchObject([{ record: { trace: traceId('a') } }]);
  expect(await store.prisma.flow.count()).toBe(1);
  await store.pool.query('UPDATE span_block b SET data = s.data FROM sound s WHERE s.id = b.id');
  expect(await deriveLeftOut(store, { name: 'kim', address: null })).toEqual({ records: 1 });
  expect(await deriveLeftOut(store, { name: 'kim', address: null })).toEqual({ records: 0 });
  expect(await store.prisma.auditEntry.findMany()).toMatchObject([{ actor: 'kim', action: 'derive-again', count: 1 }]);
  await rolledUp(store);
  expect(await store.prisma.flow.count()).toBe(2);
  expect((await readLeftOut(store)).records).toEqual([]);
});
