/**
 * The truth test. The demo's services note in journals every message and span that they make, with the business action it was made for.
 * For each order, the flow that Throughline shows must be exactly that: every record and no other, who sent and who was handed what, how it ended, and what is worth a look.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Collector } from '#lib/collector/collector.ts';
import { kafkaSettings, runCollectorFor } from '#lib/collector/testing/run-collector.ts';
import { ORDER_SERVICES } from '#lib/demo/services.ts';
import { compare } from '#lib/collector/testing/truth/compare.ts';
import { expectedOrders } from '#lib/collector/testing/truth/from-demo.ts';
import { reportTruth } from '#lib/collector/testing/truth/report.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { parseFaults, type FaultSettings } from '#lib/demo/faults.ts';
import { eventsByOrder, outcomeOf } from '#lib/demo/testing/outcomes.ts';
import { runDemo, type Noted, type RunningDemo } from '#lib/demo/testing/run-demo.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { unique } from '#lib/sources/kafka/testing/fixture.ts';
import { pendingChanges } from '#lib/store/change-queue.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const ORDERS = 1000;
/** Orders a second: what two cores manage, services, broker, database and collector together. */
const RATE = 25;
/** With this seed the first 150 orders meet every fault. */
const SEED = 6;
const SETTINGS: FaultSettings = { seed: SEED, faults: parseFaults('all') };
/** Before them, so that it is known what orders usually do. */
const USUAL_ORDERS = 300;
const TOPICS = ['orders', 'payments', 'inventory', 'shipments', 'emails', 'audits', 'orders.payments.retry', 'orders.payments.dlq', 'orders.inventory.dlq'];
const PATIENCE_MS = 15 * 60_000;
/** Reading all journals costs time that the services need. */
const JOURNAL_PAUSE_MS = 3000;
const READERS = 4;

let store: FreshStore;
let collector: Collector;
const demos: RunningDemo[] = [];
let journal: readonly Noted[];

beforeAll(async () => {
  store = await freshStoreFor();
  collector = await runCollectorFor(store.url, kafkaSettings(unique('truth'), TOPICS));
  // That something is missing can be told only where it is known what usually comes.
  await play(USUAL_ORDERS, { seed: SEED + 1, faults: parseFaults('all') });
  await patiently('what orders usually do is learned', 1000, async () => (await count("SELECT count(*)::int AS n FROM baseline WHERE kind = 'order.created'")) > 0);

  journal = await play(ORDERS, SETTINGS);
  const written = lastOffsets(journal);
  await patiently('every message is stored', 200, async () => (await positions()).filter(({ at, next }) => next > (written.get(at) ?? Infinity)).length === written.size);
  await patiently('every flow is derived', 200, async () => (await pendingChanges(store.pool)).batches === 0);
  await patiently('every flow has settled', 1000, async () => (await count("SELECT count(*)::int AS n FROM flow WHERE status = 'in-flight'")) === 0);
}, PATIENCE_MS);

/** Resolves to the journal of the services when every order has come to its end, and they have stopped. */
async function play(orders: number, settings: FaultSettings): Promise<readonly Noted[]> {
  const demo = await runDemo([
    '--brokers', inject('kafka').brokers, '--otlp', `http://127.0.0.1:${collector.httpPort}`, '--services', ORDER_SERVICES.join(','),
    '--rate', String(RATE), '--orders', String(orders), '--seed', String(settings.seed), '--faults', [...settings.faults].join(','),
  ]);
  demos.push(demo);
  await patiently('every order comes to an end', JOURNAL_PAUSE_MS, async () => {
    const noted = [...eventsByOrder(await demo.journal())];
    return noted.length === orders && noted.every(([order, events]) => outcomeOf(order, events, settings) !== null);
  });
  // Their exporters send what is left, and are answered when it is stored.
  const code = await demo.stop();
  if (code !== 0) throw new Error(`The services did not stop in order: code ${code}`);
  return await demo.journal();
}

afterAll(async () => {
  for (const demo of demos) await demo.stop();
  await collector?.stop();
  await store?.drop();
  for (const { dir } of demos) await rm(dir, { recursive: true, force: true });
});

it(`shows of each of ${ORDERS} orders exactly what the services made for it`, { timeout: PATIENCE_MS }, async () => {
  const result = compare(expectedOrders(journal, SETTINGS), await allFlows());
  reportTruth('demo', `${ORDERS} orders of the demo's services with every fault, live`, result);
  const percent = (part: number, of: number): string => `${((part / of) * 100).toFixed(3)} %`;
  const scores = (['records', 'hops', 'status', 'findings'] as const).map((what) => `${what} ${percent(result[what].right, result[what].shown)} precision, ${percent(result[what].right, result[what].expected)} recall`);
  process.stderr.write(`${ORDERS} orders, ${result.records.expected} records (${result.shared} of them shown in several flows), ${result.hops.expected} hops: ${scores.join('; ')}\n`);
  expect(result.wrong.slice(0, 20)).toEqual([]);
  for (const { expected, shown, right } of [result.records, result.hops, result.status, result.findings]) expect([right, shown]).toEqual([expected, expected]);
  // Else the hard cases were not there.
  expect(result.flows).toBe(ORDERS);
  expect(result.shared).toBeGreaterThan(0);
});

async function allFlows(): Promise<FlowDetail[]> {
  const { rows } = await store.pool.query<{ id: string }>('SELECT id FROM flow');
  const flows: FlowDetail[] = [];
  await Promise.all(Array.from({ length: READERS }, async () => {
    for (let next = rows.pop(); next !== undefined; next = rows.pop()) {
      const answer = await readFlow(store, next.id);
      if (answer === null || !('found' in answer)) throw new Error(`The flow ${next.id} is not found by its own id`);
      flows.push(answer.found);
    }
  }));
  return flows;
}

/** Of each partition (`topic/partition`), the last offset that the services wrote. */
function lastOffsets(entries: readonly Noted[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind === 'produced') last.set(`${entry.topic}/${entry.partition}`, Math.max(Number(entry.offset), last.get(`${entry.topic}/${entry.partition}`) ?? 0));
  }
  return last;
}

async function count(text: string): Promise<number> {
  const { rows } = await store.pool.query<{ n: number }>(text);
  return rows[0]?.n ?? 0;
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
