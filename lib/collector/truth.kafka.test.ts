/**
 * The truth test. The demo's services note in journals every message and span that they make, with the business action it was made for.
 * For each order, the flow that Throughline shows must be exactly that: every record, no other, and none twice.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Collector } from '#lib/collector/collector.ts';
import { kafkaSettings, runCollectorFor } from '#lib/collector/testing/run-collector.ts';
import { ORDER_SERVICES } from '#lib/demo/services.ts';
import { eventsByOrder, FAULTS_WITH_AN_END, outcomeOf } from '#lib/demo/testing/outcomes.ts';
import { runDemo, type Noted, type RunningDemo } from '#lib/demo/testing/run-demo.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { unique } from '#lib/sources/kafka/testing/fixture.ts';
import { pendingChanges } from '#lib/store/flow-rows.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const ORDERS = 1000;
/** Orders a second: what two cores manage, services, broker, database and collector together. */
const RATE = 25;
/** With this seed the first 150 orders meet every fault. */
const SEED = 6;
const TOPICS = ['orders', 'payments', 'inventory', 'shipments', 'emails', 'audits', 'orders.payments.retry', 'orders.payments.dlq', 'orders.inventory.dlq'];
const PATIENCE_MS = 15 * 60_000;
/** Reading all journals costs time that the services need. */
const JOURNAL_PAUSE_MS = 3000;
const READERS = 4;

/** The records of one order, and in how many flows each should be. */
type Made = Map<string, number>;

let store: FreshStore;
let collector: Collector;
let demo: RunningDemo;
let journal: readonly Noted[];

beforeAll(async () => {
  store = await freshStoreFor();
  collector = await runCollectorFor(store.url, kafkaSettings(unique('truth'), TOPICS));
  demo = await runDemo([
    '--brokers', inject('kafka').brokers, '--otlp', `http://127.0.0.1:${collector.httpPort}`, '--services', ORDER_SERVICES.join(','),
    '--rate', String(RATE), '--orders', String(ORDERS), '--seed', String(SEED), '--faults', FAULTS_WITH_AN_END,
  ]);
  await patiently('every order comes to an end', JOURNAL_PAUSE_MS, async () => {
    const orders = [...eventsByOrder(await demo.journal()).values()];
    return orders.length === ORDERS && orders.every((events) => outcomeOf(events) !== null);
  });
  // Their exporters send what is left, and are answered when it is stored.
  const code = await demo.stop();
  if (code !== 0) throw new Error(`The services did not stop in order: code ${code}`);
  journal = await demo.journal();
  const written = lastOffsets(journal);
  await patiently('every message is stored', 200, async () => (await positions()).filter(({ at, next }) => next > (written.get(at) ?? Infinity)).length === written.size);
  await patiently('every flow is derived', 200, async () => (await pendingChanges(store.pool)).batches === 0);
}, PATIENCE_MS);

afterAll(async () => {
  await demo?.stop();
  await collector?.stop();
  await store?.drop();
  if (demo) await rm(demo.dir, { recursive: true, force: true });
});

it(`shows of each of ${ORDERS} orders exactly what the services made for it`, { timeout: PATIENCE_MS }, async () => {
  const made = madeByAction(journal);
  expect(made.size).toBe(ORDERS);
  const wrong: string[] = [];
  let [expected, shown, right, shared] = [0, 0, 0, 0];

  const compare = async (correlationId: string, records: Made): Promise<void> => {
    const found = await recordsShown(correlationId);
    const missing = [...records.keys()].filter((record) => !found.includes(record));
    const foreign = found.filter((record, index) => !records.has(record) || found.indexOf(record) !== index);
    expected += records.size;
    shown += found.length;
    right += records.size - missing.length;
    if (missing.length + foreign.length > 0) wrong.push(`${correlationId}: missing ${missing.join(', ') || 'nothing'}; foreign or twice ${foreign.join(', ') || 'nothing'}`);
  };
  const recordsShown = async (correlationId: string): Promise<string[]> => {
    const answer = await readFlow(store, correlationId);
    if (answer === null || 'matches' in answer) {
      wrong.push(`${correlationId}: ${answer === null ? 'no flow' : `${answer.matches.length} flows`}`);
      return [];
    }
    const { events, spans, truncated } = answer.found;
    expect(truncated).toBeNull();
    for (const { traceId, spanId, sharedWith, name } of spans) {
      const flows = made.get(correlationId)?.get(spanRecord(traceId, spanId)) ?? 1;
      if (flows > 1) shared += 1;
      if (sharedWith !== flows - 1) wrong.push(`${correlationId}: ${name} ${traceId}/${spanId} is said to be in ${sharedWith} other flows, not ${flows - 1}`);
    }
    return [...events.map(({ coordinates: { topic, partition, offset } }) => eventRecord(topic, partition, offset)), ...spans.map(({ traceId, spanId }) => spanRecord(traceId, spanId))];
  };

  const waiting = [...made];
  await Promise.all(Array.from({ length: READERS }, async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await compare(...next);
  }));
  const percent = (part: number, of: number): string => `${((part / of) * 100).toFixed(3)} %`;
  process.stderr.write(`${ORDERS} orders, ${expected} records (${shared} of them shown in several flows): precision ${percent(right, shown)}, recall ${percent(right, expected)}\n`);
  expect(wrong.slice(0, 20)).toEqual([]);
  expect([right, shown]).toEqual([expected, expected]);
  // Else the hard case was not there.
  expect(shared).toBeGreaterThan(0);
});

const eventRecord = (topic: string, partition: number, offset: string): string => `${topic}/${partition}/${offset}`;
const spanRecord = (traceId: string, spanId: string): string => `${traceId}/${spanId}`;

/** By correlation id, for the orders of this run: others may have written to the same topics before. */
function madeByAction(entries: readonly Noted[]): Map<string, Made> {
  const made = new Map<string, Made>();
  for (const entry of entries) {
    if (entry.kind === 'produced' && entry.type === 'order.created' && entry.topic === 'orders') made.set(entry.correlationId ?? '', new Map());
  }
  for (const entry of entries) {
    if (entry.kind === 'produced') made.get(entry.correlationId ?? '')?.set(eventRecord(entry.topic, entry.partition, entry.offset), 1);
    if (entry.kind === 'span') for (const id of entry.correlationIds) made.get(id)?.set(spanRecord(entry.traceId, entry.spanId), entry.correlationIds.length);
  }
  return made;
}

/** Of each partition (`topic/partition`), the last offset that the services wrote. */
function lastOffsets(entries: readonly Noted[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind === 'produced') last.set(`${entry.topic}/${entry.partition}`, Math.max(Number(entry.offset), last.get(`${entry.topic}/${entry.partition}`) ?? 0));
  }
  return last;
}

async function positions(): Promise<{ at: string; next: number }[]> {
  const { rows } = await store.pool.query<{ at: string; next: number }>(`SELECT t.name || '/' || p.partition AS at, p.next_offset::int AS next FROM position p JOIN topic t ON t.id = p.topic_id`);
  return rows;
}

async function patiently(what: string, pauseMs: number, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS / 2; !(await isSo()); await sleep(pauseMs)) {
    if (Date.now() > end) throw new Error(`${what}: not within ${PATIENCE_MS / 2000} s`);
  }
}
