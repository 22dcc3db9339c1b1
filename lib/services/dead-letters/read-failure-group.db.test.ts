import { expect, test } from 'vitest';
import { FailureGroupDetail } from '#lib/contracts/dead-letters.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { encodeReading } from '#lib/core/conventions/reading-json.ts';
import { JAVA } from '#lib/core/dead-letters/testing/stack-traces.ts';
import { changeFailureGroup } from '#lib/services/dead-letters/decide-group.ts';
import { readFailureGroup } from '#lib/services/dead-letters/read-failure-group.ts';
import { separationOf } from '#lib/services/dead-letters/separation.ts';
import { stackTraceOf, wireStackTrace } from '#lib/services/dead-letters/stack-trace.ts';
import { insertLetters, letterId, NOW } from '#lib/services/dead-letters/testing/letters.ts';
import { insertEvent, insertFlow, READING } from '#lib/services/testing/rows.ts';
import { readOneFailureGroup } from '#lib/store/failure-groups.ts';
import { encodeHeaders } from '#lib/store/headers.ts';
import { uuidOfHex } from '#lib/store/refs.ts';
import { readStoredMessages } from '#lib/store/stored-messages.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const json = (value: object) => Uint8Array.from(Buffer.from(JSON.stringify(value)));
const type = 'payment.requested';
const message = (offset: bigint, value: object, topic = 'payments') => ({ topic, offset, reading: { type, role: topic === 'payments' ? ('normal' as const) : ('dead-letter' as const) }, row: { value: json(value) } });
const failed = (offset: bigint) => ({ orderId: String(offset), currency: null, channel: 'web' });

/** Ten that failed, each with its original, and ten that did not. */
async function some(): Promise<{ readonly store: FreshStore; readonly id: string }> {
  const store = await freshStore();
  await store.pool.query(`INSERT INTO topic (id, source, name, incarnation, first_seen_at) VALUES (7, 'kafka', 'payments.dlq', 0, 0)`);
  const offsets = Array.from({ length: 10 }, (_, index) => BigInt(index));
  const [id = ''] = await insertLetters(store, offsets.map((offset) => ({ offset, originPartition: 0, originOffset: offset + 100n })));
  let topicId = 0;
  for (const offset of offsets) {
    await insertEvent(store, message(offset, failed(offset), 'payments.dlq'));
    await insertEvent(store, message(offset + 100n, failed(offset)));
    topicId = await insertEvent(store, message(offset, { orderId: `h${offset}`, currency: 'EUR', channel: 'web' }));
  }
  await store.pool.query('INSERT INTO partition_tally (topic_id, partition, observed_day, count, bytes, first_offset, last_offset, last_at) VALUES ($1, 0, current_date, 20, 0, 0, 109, 0)', [topicId]);
  return { store, id };
}

const ask = async (store: FreshStore, id: string) => {
  const group = await readOneFailureGroup(store.pool, uuidOfHex(id));
  return group === null ? null : separationOf(store, group, DEFAULT_CONVENTIONS.deadLetterHeaders);
};

test('what failed is compared with what did not fail on the same topic, and not with the originals of what failed', async () => {
  const { store, id } = await some();
  expect(await ask(store, id)).toMatchObject({ failed: 10, healthy: 10, notTold: null, fields: [{ says: 'currency is null', failedShare: 1, healthyShare: 0 }] });
});

test('a failure group is told as a whole', async () => {
  const { store, id } = await some();
  await insertFlow(store, { id: 'f3', kind: 'payment.requested', status: 'failed' });
  await changeFailureGroup(store, { id, actor: { name: 'ada', address: null }, nowMs: NOW / 1000 }, { owner: 'payments team', note: 'since 4.12.0' });
  const detail = await readFailureGroup(store, id, DEFAULT_CONVENTIONS, NOW / 1000);
  expect(FailureGroupDetail.parse(detail)).toEqual(detail);
  expect(detail).toMatchObject({
    title: 'Card declined', count: 10, owner: 'payments team', stacktrace: null, separation: { failed: 10, healthy: 10 }, stopped: { flows: [{ id: 'f3' }], total: 10, neverHappened: [] },
    history: [{ action: 'note', text: 'noted: since 4.12.0' }, { action: 'assign', text: 'made payments team the owner' }],
  });
  await expect(readFailureGroup(store, '0'.repeat(32), DEFAULT_CONVENTIONS)).rejects.toMatchObject({ code: 'not-found' });
});

test('where nothing of the topic is kept it says so', async () => {
  const store = await freshStore();
  await store.pool.query(`INSERT INTO topic (id, source, name, incarnation, first_seen_at) VALUES (7, 'kafka', 'payments.dlq', 0, 0)`);
  const [id = ''] = await insertLetters(store, [{ offset: 1n }, { offset: 2n }]);
  expect(await ask(store, id)).toMatchObject({ notTold: 'too-few', fields: [] });
  for (const offset of [1n, 2n]) await insertEvent(store, message(offset, failed(offset), 'payments.dlq'));
  expect(await ask(store, id)).toMatchObject({ failed: 2, healthy: 0, notTold: 'nothing-healthy' });
});

test('a message whose day was dropped is read from what was kept, and its stack trace from its headers', async () => {
  const { store } = await some();
  const reading = { ...READING, role: 'dead-letter' as const };
  const headers = [{ name: 'kafka_dlt-original-topic', value: Buffer.from('payments') }, { name: 'kafka_dlt-exception-stacktrace', value: Buffer.from(JAVA) }];
  await store.pool.query('INSERT INTO kept_message (id, observed_at, timestamp_type, headers, value, value_size, meta) VALUES ($1, 0, 0, $2, $3, 5, $4)', [letterId(77n), Buffer.from(encodeHeaders(headers)), Buffer.from('hello'), Buffer.from(encodeReading(reading))]);
  const found = await readStoredMessages(store.pool, [letterId(77n), letterId(3n), letterId(999n)], 4);
  expect(found.map(({ ref }) => ref).toSorted()).toEqual([letterId(3n), letterId(77n)]);
  const kept = found.find(({ ref }) => ref === letterId(77n))!;
  expect(Buffer.from(kept.value ?? []).toString()).toBe('hell');
  expect(kept.size).toBe(5);
  const trace = stackTraceOf(kept, DEFAULT_CONVENTIONS);
  const other = stackTraceOf({ ...kept, headers: [headers[0]!, { name: 'kafka_dlt-exception-stacktrace', value: Buffer.from(JAVA.replace('at shop.Pay.charge(', 'at shop.Pay.refund(')) }] }, DEFAULT_CONVENTIONS);
  const told = wireStackTrace(trace, other === null ? [] : [other]);
  expect(told).toMatchObject({ language: 'java', compared: 1, cut: false });
  expect(told?.exceptions.flatMap(({ frames }) => frames.filter(({ differs }) => differs).map(({ text }) => text))).toEqual(['at shop.Pay.charge(Pay.java:39)']);
});
