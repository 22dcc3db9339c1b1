/** The checker is believed only because it is seen to fail: on what was never produced, lost, doubled, or counted wrong. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Collector } from '#lib/collector/collector.ts';
import { kafkaSettings, runCollectorFor } from '#lib/collector/testing/run-collector.ts';
import { unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { differences, settled } from './testing/checker.ts';
import type { Ledger } from './testing/ledger.ts';
import { SpanSender } from './testing/span-sender.ts';
import { openWorkload } from './testing/workload.ts';

const prefix = unique('checker');
let store: FreshStore;
let collector: Collector;
let ledger: Ledger;

beforeAll(async () => {
  store = await freshStoreFor();
  const spans = new SpanSender(() => collector.httpPort ?? 0);
  const workload = await openWorkload({ prefix, partitions: 2, keysPerSecond: 50, spans });
  collector = await runCollectorFor(store.url, kafkaSettings(prefix, workload.topics));
  workload.start();
  await until('some are sent', () => workload.sent() > 60);
  await workload.stop();
  await spans.drain();
  ledger = await workload.ledger();
  await settled(store, ledger.ends);
  await workload.close();
  await collector.stop();
}, 300_000);

afterAll(() => store.drop());

test('what was produced is what is stored', async () => {
  expect(ledger.messages.length).toBeGreaterThan(60);
  expect(ledger.spans).toHaveLength(ledger.messages.length * 2);
  expect(await differences(store, ledger)).toEqual([]);
});

const THESE = (): string => `topic_id = (SELECT id FROM topic WHERE name = '${prefix}.orders') AND partition = 0 AND "offset" = 1`;

test.each<[string, () => string, RegExp]>([
  ['an event that is lost', () => `DELETE FROM event WHERE ${THESE()}`, /orders\/0\/1 of checker-\S+ is not stored/],
  ['an event that is stored twice', () => `INSERT INTO event ("offset", observed_at, timestamp, chunk, topic_id, partition, observed_day, value_size, place, timestamp_type) SELECT "offset", observed_at, timestamp, chunk, topic_id, partition, observed_day - 1, value_size, place, timestamp_type FROM event WHERE ${THESE()}`, /orders\/0\/1 of checker-\S+ is stored 2 times/],
  ['other bytes', () => `UPDATE event SET (chunk, place) = (SELECT chunk, place FROM event WHERE NOT (${THESE()}) AND value_size IS NOT NULL LIMIT 1) WHERE ${THESE()}`, /is stored with other bytes/],
  ['an event that nobody produced', () => `UPDATE event SET "offset" = 1000000 WHERE ${THESE()}`, /orders\/0\/1000000 is stored and was not produced/],
  ['a flow that is lost', () => `DELETE FROM flow WHERE id = (SELECT min(id) FROM flow)`, /has no flow|there are \d+ flows of \d+ keys/],
  ['a flow that counts a record twice', () => `UPDATE flow SET event_count = event_count + 1 WHERE id = (SELECT min(id) FROM flow)`, /counts 4 events of 3/],
  ['spans that are lost', () => `DELETE FROM span_chunk WHERE trace_id = (SELECT trace_id FROM span_chunk LIMIT 1)`, /was answered with 200 and is not stored/],
  ['a message that is counted twice', () => `UPDATE partition_tally SET count = count + 1 WHERE partition = 0`, /what is counted of partitions/],
  ['a type that is counted twice', () => `UPDATE event_tally SET count = count + 1`, /what is counted of types/],
  ['a flow that is counted twice', () => `UPDATE flow_tally SET in_flight = in_flight + 1`, /flows of the kind order\.created, by 60 minutes/],
  ['an edge of which nothing is counted', () => `DELETE FROM edge_tally`, /what is counted of edges: nothing instead of/],
  ['a position that fell back', () => `UPDATE position SET next_offset = next_offset - 1 WHERE partition = 0`, /the position of \S+ is \d+ and its end \d+/],
  ['something in quarantine', () => `INSERT INTO quarantine (at, source, origin, reason, bytes) VALUES (1, 'kafka', 'orders/0/1', 'no reason', '')`, /is in quarantine and well-formed: no reason/],
])('%s is told', async (_what, sql, told) => {
  // One transaction that is rolled back: what the checker reads is what it broke.
  const client = await store.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(sql());
    let last: Promise<unknown> = Promise.resolve();
    const oneByOne = { query: (...asked: Parameters<typeof client.query>) => (last = last.then(() => client.query(...asked))) };
    expect((await differences({ pool: oneByOne as never, prisma: store.prisma }, ledger)).join('\n')).toMatch(told);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});

test('a span that was sent and never taken is told', async () => {
  expect((await differences(store, { ...ledger, spans: ledger.spans.slice(1) })).join('\n')).toMatch(/is stored and was not answered with 200/);
});
