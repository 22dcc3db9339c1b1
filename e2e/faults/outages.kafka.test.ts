/**
 * Survival 2 and 4: PostgreSQL is restarted in the midst of batches, is killed and stays away under load, hangs, has no room left, takes no writes; the broker is killed and stays away.
 * One collector goes through it all in its own process: it never ends, stays small, says what is wrong and since when, tells senders to come back, and goes on by itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { post } from '#lib/sources/http/testing/post.ts';
import { unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { toProtobuf, wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';
import { differences, settled } from './testing/checker.ts';
import { CollectorProcess } from './testing/collector.ts';
import type { Ledger } from './testing/ledger.ts';
import { watchMemory } from './testing/memory.ts';
import { ownKafka, ownPostgres, type OwnPostgres } from './testing/own-stack.ts';
import { faultRuns } from './testing/runs.ts';
import { smallDisk, type SmallDisk } from './testing/small-disk.ts';
import { SpanSender } from './testing/span-sender.ts';
import { storedPositions } from './testing/stored-positions.ts';
import { openWorkload } from './testing/workload.ts';

const { long } = faultRuns();
const DATABASE_AWAY_MS = long ? 60_000 : 3_000;
const BROKER_AWAY_MS = long ? 30_000 : 2_000;
/** In the short form as long as it takes to notice. */
const HANGS_MS = long ? 60_000 : 0;
const NO_ROOM_MS = long ? 20_000 : 1_000;
const DISK_MIB = 1500;
const KEYS_PER_SECOND = long ? 200 : 40;
const GOES_ON_WITHIN_MS = 15_000;
/** What an outage may add to what the collector holds at work: everything that waits is bounded. */
const MORE_MIB = 100;

test('a collector lives through every outage, and what was produced is what is stored', { timeout: long ? 600_000 : 300_000 }, async () => {
  await using made = new AsyncDisposableStack();
  const disk = long ? made.use(await smallDisk(DISK_MIB)) : null;
  const [postgres, kafka] = await Promise.all([ownPostgres(disk?.path), ownKafka()]);
  made.use(postgres);
  made.use(kafka);
  const prefix = unique('outage');
  const spans = new SpanSender(() => collector.httpPort);
  made.defer(() => spans.end());
  const load = { partitions: 3, keysPerSecond: KEYS_PER_SECOND, spans, brokers: kafka.brokers };
  const first = await openWorkload({ ...load, prefix });
  const second = await openWorkload({ ...load, prefix: `${prefix}b` });
  const collector = await CollectorProcess.start({ databaseUrl: postgres.url, brokers: kafka.brokers, group: prefix, topics: [...first.topics, ...second.topics] });
  made.defer(() => collector.kill());
  const { pid } = collector;
  const memory = watchMemory(pid);
  made.defer(memory.stop);
  const told: string[] = [];
  let atWork = 0;

  /** It takes what is sent again, by Kafka and over OTLP, says that all is well, and is the same process. */
  const goesOn = async (after: string): Promise<void> => {
    const from = await total(postgres);
    const began = performance.now();
    await until(`it goes on after ${after}`, async () => (await total(postgres)) > from && (await ping(collector)).status === 200, GOES_ON_WITHIN_MS);
    const ms = Math.round(performance.now() - began);
    await until(`it says so after ${after}`, async () => {
      const now = await collector.status();
      return now?.error === null && now.sources.every(({ status, staleSince }) => status === 'ok' && staleSince === null);
    }, GOES_ON_WITHIN_MS);
    expect([collector.hasEnded, collector.pid]).toEqual([false, pid]);
    const peak = memory.peak();
    atWork = Math.max(atWork, peak);
    told.push(`${after}: goes on after ${ms} ms, at most ${peak} MiB`);
  };

  /** As long as it lasts senders are told to come back, and health says what is wrong and since when. */
  const whileAway = async (what: RegExp, ms: number): Promise<void> => {
    const ends = performance.now() + ms;
    await until('health tells', async () => {
      const now = await collector.status();
      const source = now?.sources.find(({ name }) => name === 'kafka');
      return what.test(now?.error ?? '') && source?.status === 'degraded' && source.staleSince !== null;
    });
    do {
      const { status, retryAfter, ms: took } = await ping(collector);
      expect([status, retryAfter > 0, took < 10_000]).toEqual([503, true, true]);
      await sleep(100);
    } while (performance.now() < ends);
    const peak = memory.peak();
    expect(peak).toBeLessThan(atWork + MORE_MIB);
    told.push(`meanwhile at most ${peak} MiB`);
  };

  first.start();
  await until('it stores', async () => (await total(postgres)) > 200n);
  atWork = memory.peak();
  told.push(`at work ${atWork} MiB`);

  for (let turn = 0; turn < (long ? 5 : 1); turn++) {
    // Under load there is always a batch on its way.
    await postgres.stop();
    await postgres.start();
    await goesOn('a restart of PostgreSQL');
  }

  await postgres.kill();
  await whileAway(/ECONNREFUSED|cannot be written/, DATABASE_AWAY_MS);
  await postgres.start();
  await goesOn(`PostgreSQL away for ${DATABASE_AWAY_MS / 1000} s`);

  await postgres.hang();
  await whileAway(/^the database cannot be written since .*Z: (PostgreSQL does not answer|timeout exceeded|Connection terminated)/, HANGS_MS);
  postgres.goOn();
  await goesOn(`PostgreSQL hanging for ${HANGS_MS / 1000} s`);

  await noRoom(postgres, disk);
  await whileAway(/No space left on device|cannot be written/, NO_ROOM_MS);
  await roomAgain(postgres, disk);
  await goesOn('a full disk');

  await readOnly(postgres, true);
  await whileAway(/read-only transaction/, NO_ROOM_MS);
  await readOnly(postgres, false);
  await goesOn('a read-only database');

  await first.stop();
  await kafka.kill();
  const lost = performance.now();
  await until('health tells of the broker', async () => {
    const source = (await collector.status())?.sources.find(({ name }) => name === 'kafka');
    return source?.status === 'down' && source.staleSince !== null && /^No broker answers at|does not answer/.test(source.error ?? '');
  });
  expect((await ping(collector)).status).toBe(200);
  await sleep(Math.max(0, BROKER_AWAY_MS - (performance.now() - lost)));
  await kafka.start();
  second.start();
  await goesOn(`a broker away for ${BROKER_AWAY_MS / 1000} s`);
  await second.stop();

  const { retried } = await spans.drain();
  expect(retried.get('503')).toBeGreaterThan(0);
  const ledger = merged(await first.ledger(), await second.ledger());
  await settled(postgres.store, ledger.ends);
  expect(await differences(postgres.store, ledger)).toEqual([]);
  expect(await collector.terminate()).toMatchObject({ code: 0 });
  await Promise.all([first.close(), second.close()]);
  if (long) process.stderr.write(`${ledger.messages.length} messages, ${ledger.spans.length} spans, exports again: ${JSON.stringify([...retried])}\n${told.join('\n')}\n`);
});

const total = async ({ store }: OwnPostgres): Promise<bigint> => [...(await storedPositions(store)).values()].reduce((sum, next) => sum + next, 0n);

/** Always the same span, which is stored once however often it is sent. */
const PING = wireSpan({ name: 'ping', kind: 1, attributes: [] });
const PING_ID = Buffer.from(PING.traceId).toString('hex');
const PING_SERVICE = 'ping';
const PING_BODY = toProtobuf([wireExport([PING], [{ key: 'service.name', value: { kind: 'string', value: PING_SERVICE } }])]);

async function ping({ httpPort }: CollectorProcess): Promise<{ status: number; retryAfter: number; ms: number }> {
  const began = performance.now();
  const { status, headers } = await post(httpPort, '/v1/traces', PING_BODY, { 'content-type': 'application/x-protobuf' });
  return { status, retryAfter: Number(headers['retry-after'] ?? 0), ms: performance.now() - began };
}

const merged = (a: Ledger, b: Ledger): Ledger => ({
  source: a.source,
  messages: [...a.messages, ...b.messages],
  spans: [...a.spans, ...b.spans, { traceId: PING_ID, spanId: Buffer.from(PING.spanId).toString('hex'), key: PING_ID, service: PING_SERVICE, topic: '', kind: 'producer' }],
  ends: new Map([...a.ends, ...b.ends]),
});

/** Where there is no disk that can be filled: what PostgreSQL answers when one is. */
const FULL = `
  CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file "base/16384/16400": No space left on device' USING ERRCODE = '53100'; END $$;
  ${['event', 'span_chunk', 'change', 'process_status'].map((table) => `CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION no_room();`).join('\n')}`;
const ROOM_AGAIN = 'DROP FUNCTION no_room CASCADE';

const onDatabase = async ({ store }: OwnPostgres, sql: string): Promise<void> => void (await store.pool.query(sql));

async function noRoom(postgres: OwnPostgres, disk: SmallDisk | null): Promise<void> {
  if (disk === null) return onDatabase(postgres, FULL);
  await disk.fill();
}

/** Where it could not even write its log PostgreSQL has ended, and is started again, as `npm start` does. */
async function roomAgain(postgres: OwnPostgres, disk: SmallDisk | null): Promise<void> {
  if (disk === null) return onDatabase(postgres, ROOM_AGAIN);
  await disk.free();
  if (await postgres.hasEnded()) await postgres.start();
}

/** For all connections that are made from now on; those of the collector that are open are closed. */
async function readOnly({ store }: OwnPostgres, on: boolean): Promise<void> {
  const client = await store.pool.connect();
  try {
    await client.query('SET default_transaction_read_only = off');
    await client.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${on ? 'on' : 'off'}', current_database()); END $$`);
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'throughline collector%'`);
  } finally {
    client.release(true);
  }
}
