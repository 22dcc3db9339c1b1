/** Survival 8: days are dropped one by one, as they expire, while a collector writes, the rollup derives and people read what is about to go. */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { GET as readEvent } from '#app/api/v1/events/[source]/[topic]/[partition]/[offset]/route.ts';
import { GET as readFlowRoute } from '#app/api/v1/flows/[key]/route.ts';
import { GET as listFacets } from '#app/api/v1/flows/facets/route.ts';
import { GET as readHistogram } from '#app/api/v1/flows/histogram/route.ts';
import { GET as listFlows } from '#app/api/v1/flows/route.ts';
import { GET as search } from '#app/api/v1/search/route.ts';
import { GET as listMessages } from '#app/api/v1/topics/[source]/[topic]/messages/route.ts';
import { GET as readTopicRoute } from '#app/api/v1/topics/[source]/[topic]/route.ts';
import { GET as listTopics } from '#app/api/v1/topics/route.ts';
import { GET as readTopologyRoute } from '#app/api/v1/topology/route.ts';
import { prepare } from '#lib/collector/prepare.ts';
import { kafkaSettings, runCollectorWith } from '#lib/collector/testing/run-collector.ts';
import { brand } from '#lib/core/brand.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import type { EventRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';
import { unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { appendFacts } from '#lib/store/append.ts';
import { microsNow } from '#lib/store/clock.ts';
import { pendingChanges } from '#lib/store/change-queue.ts';
import { dayOf, listPartitions } from '#lib/store/partitions.ts';
import { startAt } from '#lib/store/positions.ts';
import { dropExpired } from '#lib/store/retention.ts';
import type { Store } from '#lib/store/store.ts';
import { freshStoreFor } from '#lib/store/testing/fresh-store.ts';
import { contextFor } from '#lib/web/testing/context.ts';
import { differences } from '../checker.ts';
import { endLoad } from '../end-load.ts';
import { SpanSender } from '../span-sender.ts';
import { openWorkload } from '../workload.ts';

/** As many as the collector keeps: what it drops by itself when it starts is not counted here. */
const DAYS = 7;
const KEYS_A_DAY = 40;
const DAY_MICROS = 86_400_000_000;
const PAST = 'past';
const WARNING = 40;
/** What a broker answers that has just started: nothing to do with what is dropped. */
const LOADING = /coordinator (is )?load/i;
const PATIENCE_MS = 120_000;

/** What is wrong, in sentences; empty where nothing is. */
export async function dropWhileInUse(made: AsyncDisposableStack): Promise<string[]> {
  const prefix = unique('retention');
  const store = await freshStoreFor();
  made.defer(store.drop);
  const web = contextFor({ databaseUrl: store.url });
  made.defer(() => web.store.close());
  const wrong: string[] = [];
  const log = pino({ level: 'warn' }, new Writable({
    write: (line: Buffer, _encoding, done) => {
      const { level, msg, err } = JSON.parse(line.toString()) as { level: number; msg: string; err?: { message: string } };
      if (level >= WARNING && !LOADING.test(`${msg} ${err?.message ?? ''}`)) wrong.push(`the collector says: ${msg}${err === undefined ? '' : `: ${err.message}`}`);
      done();
    },
  }));
  await fillPast(store);
  const spans = new SpanSender(() => collector.httpPort ?? 0);
  // Before the collector comes: it would warn of a topic that has no leader yet.
  const workload = await openWorkload({ prefix, partitions: 2, keysPerSecond: 30, spans });
  made.defer(workload.close);
  const collector = await runCollectorWith(store.url, [kafkaSettings(prefix, workload.topics)], {}, log);
  made.defer(() => collector.stop());
  made.defer(() => spans.end());
  workload.start();
  await until('the past is derived and something new is stored', async () => (await flows(store)) > DAYS * KEYS_A_DAY, PATIENCE_MS);

  let dropping = true;
  const reading = readOn(() => dropping);
  const dropped = new Set<string>();
  for (let left = DAYS - 1; left >= 0; left--) {
    // As the housekeeping does each hour; what was in use then is dropped the next time, and so is all where the collector was just at it.
    for (let isThere = true; isThere; isThere = await hasDaysBefore(store, left)) {
      for (const name of (await dropExpired(store, left, microsNow())).partitions) dropped.add(name);
    }
  }
  dropping = false;
  wrong.push(...(await reading));
  const { ledger } = await endLoad(store, workload, spans);
  // What flows that are gone had added to the topology is taken away by the rollup.
  await until('nothing waits', async () => (await pendingChanges(store.pool)).batches === 0 && (await store.pool.query('SELECT FROM edge_gone')).rowCount === 0, PATIENCE_MS);
  if ([...dropped].filter((name) => name.startsWith('event_2')).length < DAYS) wrong.push(`only these were dropped: ${[...dropped].join(', ')}`);
  return [...wrong, ...(await differences(store, ledger))];
}

/** Whether anything is kept of days that are more than so many before today. */
async function hasDaysBefore({ pool }: Pick<Store, 'pool'>, days: number): Promise<boolean> {
  return (await listPartitions(pool)).some(({ table, day }) => ['event', 'span_chunk', 'key_posting'].includes(table) && day < dayOf(microsNow()) - days);
}

/** A day after the other: what was observed then, of flows of their own. */
async function fillPast(store: Store): Promise<void> {
  await startAt(store, 'kafka', { topic: PAST, partition: 0 }, 0, 0n);
  for (let day = DAYS; day > 0; day--) {
    const now = brand<Micros>(microsNow() - day * DAY_MICROS);
    const from = BigInt((DAYS - day) * KEYS_A_DAY * 2);
    const events = Array.from({ length: KEYS_A_DAY * 2 }, (_, index): EventRecord => ({
      at: { source: 'kafka', topic: PAST, incarnation: 0, partition: 0, offset: from + BigInt(index) },
      timestamp: now, timestampType: 'create', key: null, value: Buffer.from('{}'),
      headers: [{ name: 'correlation-id', value: Buffer.from(`past-${day}-${index % KEYS_A_DAY}`) }, { name: 'event-type', value: Buffer.from('past.happened') }],
    }));
    await appendFacts(store, prepare({ source: 'kafka', slices: [{ topic: PAST, incarnation: 0, partition: 0, from, to: from + BigInt(events.length), events }] }, DEFAULT_CONVENTIONS), { payloadLimit: 1000, now });
  }
}

const flows = async ({ pool }: Pick<Store, 'pool'>): Promise<number> => (await pool.query<{ flows: number }>('SELECT count(*)::int AS flows FROM flow')).rows[0]?.flows ?? 0;

/** What the pages ask for, of days that are there, are going, or are gone: 200, or 404 for what is no more. */
async function readOn(goesOn: () => boolean): Promise<string[]> {
  const wrong: string[] = [];
  let answers = 0;
  for (let round = 0; goesOn() || answers === 0; round++) {
    const [day, key] = [1 + (round % DAYS), round % KEYS_A_DAY];
    const offset = (DAYS - day) * KEYS_A_DAY * 2 + key;
    const asked: readonly (readonly [(request: Request) => Promise<Response>, string, mayBeGone: boolean])[] = [
      [listFlows, '/flows?from=now-30d&limit=50', false],
      [listFacets, '/flows/facets?from=now-30d', false],
      [readHistogram, '/flows/histogram?from=now-30d', false],
      [readFlowRoute, `/flows/past-${day}-${key}`, true],
      [search, `/search?q=past-${day}-${key}`, false],
      [readEvent, `/events/kafka/${PAST}/0/${offset}`, true],
      [listTopics, '/topics', false],
      [readTopicRoute, `/topics/kafka/${PAST}`, true],
      [listMessages, `/topics/kafka/${PAST}/messages?from=now-30d`, true],
      [readTopologyRoute, '/topology?from=now-30d', false],
    ];
    for (const [get, path, mayBeGone] of asked) {
      const response = await get(new Request(`http://127.0.0.1:3000/api/v1${path}`, { headers: { host: '127.0.0.1:3000' } }));
      answers += 1;
      if (response.status !== 200 && !(mayBeGone && response.status === 404)) wrong.push(`${path} was answered with ${response.status}: ${(await response.text()).slice(0, 300)}`);
      else await response.arrayBuffer();
    }
  }
  return wrong;
}
