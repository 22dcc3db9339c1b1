/**
 * Survival 7: three times as much comes as a collector can store. Kafka waits, which is shown as Throughline's own lag; who sends spans is told to come back; the collector
 * lives and stays small; pages are read all the while (`npm run build` first); and when the flood is over, all of it is stored.
 * In the long form only: what cannot be stored in two minutes takes minutes to be caught up with.
 */
import { expect, inject, test } from 'vitest';
import { createTopic, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { pendingChanges } from '#lib/store/change-queue.ts';
import { freshStoreFor } from '#lib/store/testing/fresh-store.ts';
import { startWeb } from '../../web-server.ts';
import { CollectorProcess } from '../testing/collector.ts';
import { floodKafka, floodSpans, HUGE } from '../testing/flood.ts';
import { watchMemory } from '../testing/memory.ts';
import { readingP95 } from '../testing/readers.ts';
import { faultRuns } from '../testing/runs.ts';
import { storedInAll } from '../testing/stored-positions.ts';

const PRELOADED = 60_000;
const FLOOD_MS = Math.min(120_000, (faultRuns().runs ?? 50) * 2_400);
const USUAL_MS = 20_000;
const SENDERS = 24;
const CATCHES_UP_WITHIN_MS = 1_800_000;
/** Of what may be in memory at once: 64 MiB of requests, what they are decoded to, and the messages of a fetch. */
const MOST_MIB = 900;

test('a flood waits where it comes from, and all of it is stored afterwards', { timeout: 4_200_000 }, async () => {
  await using made = new AsyncDisposableStack();
  const store = await freshStoreFor();
  made.defer(store.drop);
  const topic = unique('flood');
  await createTopic(topic, 4);
  const { brokers } = inject('kafka');
  const collector = await CollectorProcess.start({ databaseUrl: store.url, brokers, group: topic, topics: [topic] });
  made.defer(() => collector.kill());
  const memory = watchMemory(collector.pid);
  made.defer(memory.stop);
  const stored = async (): Promise<number> => Number(await storedInAll(store));
  const lag = async (): Promise<bigint | null> => {
    const told = (await collector.status())?.sources.find(({ name }) => name === 'kafka')?.lagMessages ?? null;
    return told === null ? null : BigInt(told);
  };
  const say = (line: string): void => void process.stderr.write(`${line}\n`);

  const began = performance.now();
  const first = await floodKafka(brokers, topic, PRELOADED, PRELOADED);
  await until('what was there is stored', async () => (await stored()) >= PRELOADED, 300_000);
  const capacity = Math.round(PRELOADED / ((performance.now() - began) / 1000));
  await first.stop();
  say(`it stores ${capacity} messages a second at most`);
  const caughtUp = async (sent: number): Promise<void> => {
    const from = performance.now();
    await until('all is stored', async () => (await stored()) >= sent, CATCHES_UP_WITHIN_MS);
    const seconds = Math.round((performance.now() - from) / 1000);
    await until('every flow is derived', async () => (await pendingChanges(store.pool)).batches === 0, CATCHES_UP_WITHIN_MS);
    say(`${sent} are stored after ${seconds} s, and every flow is derived after ${Math.round((performance.now() - from) / 1000)} s`);
  };
  await caughtUp(first.sent());

  const web = await startWeb({ token: null, databaseUrl: store.url });
  made.defer(async () => {
    await web.stop();
  });
  const paths = ['/api/v1/flows?limit=50', `/api/v1/flows/${topic}-5`, '/api/v1/topics'];
  const some = await floodKafka(brokers, topic, capacity * 0.3);
  const usual = await readingP95({ url: web.url, paths, forMs: USUAL_MS });
  await some.stop();
  await caughtUp(first.sent() + some.sent());

  memory.peak();
  const flood = await floodKafka(brokers, topic, capacity * 3);
  const spans = floodSpans(collector.httpPort, SENDERS, HUGE);
  const reading = await readingP95({ url: web.url, paths, forMs: FLOOD_MS });
  let behind: bigint | null = null;
  await until('the lag is shown', async () => ((behind = await lag()) ?? 0n) > 0n);
  await spans.stop();
  await flood.stop();
  say(`${flood.sent()} messages came in ${FLOOD_MS / 1000} s, ${behind} behind at the end; answers to spans: ${JSON.stringify([...spans.answers()])}; pages p95 ${usual} ms usually, ${reading} ms in the flood`);
  await caughtUp(first.sent() + some.sent() + flood.sent());
  await until('no lag is shown any more', async () => (await lag()) === 0n);
  const peak = memory.peak();
  say(`at most ${peak} MiB`);

  expect([...spans.answers().keys()].filter((status) => !['200', '429', '503'].includes(status))).toEqual([]);
  expect((spans.answers().get('429') ?? 0) + (spans.answers().get('503') ?? 0)).toBeGreaterThan(0);
  expect(peak).toBeLessThan(MOST_MIB);
  expect(collector.hasEnded).toBe(false);
  const { rows } = await store.pool.query<{ flows: number }>(`SELECT count(*)::int AS flows FROM flow WHERE event_count > 0`);
  expect(rows[0]?.flows).toBe(Math.max(first.sent(), some.sent(), flood.sent()));
  expect(reading).toBeLessThanOrEqual(2 * usual);
});
