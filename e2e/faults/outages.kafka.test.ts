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
import type { Ledger, ProducedSpan } from './testing/ledger.ts';
import { floodSpans, USUAL } from './testing/flood.ts';
import { watchMemory } from './testing/memory.ts';
import { ownKafka, ownPostgres, type OwnPostgres } from './testing/own-stack.ts';
import { faultRuns } from './testing/runs.ts';
import { smallDisk, type SmallDisk } from './testing/small-disk.ts';
import { SpanSender } from './testing/span-sender.ts';
import { storedInAll } from './testing/stored-positions.ts';
import { openWorkload } from './testing/workload.ts';

const { long } = faultRuns();
const DATABASE_AWAY_MS = long ? 60_000 : 3_000;
const BROKER_AWAY_MS = long ? 30_000 : 2_000;
/** In the short form as long as it takes to notice. */
const HANGS_MS = long ? 60_000 : 0;
const NO_ROOM_MS = long ? 20_000 : 1_000;
const DISK_MIB = 1500;
const KEYS_PER_SECOND = long ? 100 : 40;
/** Exporters that send again at once, however often they are refused; of each an export is in memory, as it came and as it was read. */
const STORMING = 100;
const STORM_MIB = 100;
/** What may be added in the second half of an outage: nothing piles up. */
const FLAT_MIB = 40;
const GOES_ON_WITHIN_MS = 15_000;
const CAUGHT_UP_WITHIN_MS = long ? 600_000 : 180_000;
/** What an outage may add to what the collector holds at work: everything that waits is bounded. */
const MORE_MIB = 100;

test('a collector lives through every outage, and what was produced is what is stored', { timeout: long ? 1_500_000 : 900_000 }, async () => {
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
  const pings = new Pings();
  const told: string[] = [];
  let atWork = 0;

  /** It takes what is sent again, by Kafka and over OTLP, says that all is well, and is the same process. */
  const goesOn = async (after: string): Promise<void> => {
    const from = await storedInAll(postgres.store);
    const began = performance.now();
    await until(`it goes on after ${after}`, async () => (await storedInAll(postgres.store)) > from && (await pings.send(collector)).status === 200, GOES_ON_WITHIN_MS);
    const ms = Math.round(performance.now() - began);
    await until(`it says so after ${after}`, async () => {
      const now = await collector.status();
      return now?.error === null && now.sources.every(({ status, staleSince }) => status === 'ok' && staleSince === null);
    });
    expect([collector.hasEnded, collector.pid]).toEqual([false, pid]);
    const peak = memory.peak();
    atWork = Math.max(atWork, peak);
    told.push(`${after}: goes on after ${ms} ms, at most ${peak} MiB`);
  };

  /**
   * As long as it lasts senders are told to come back, and health says what is wrong and since when. Where `someRoom` is left, what is small may be stored:
   * an answer says so, and the checker looks whether it is.
   */
  const whileAway = async (what: RegExp, ms: number, { someRoom = false, more = MORE_MIB } = {}): Promise<void> => {
    const [half, ends] = [performance.now() + ms / 2, performance.now() + ms];
    const health = async (): Promise<string> => {
      const now = await collector.status();
      const source = now?.sources.find(({ name }) => name === 'kafka');
      return `${now?.error ?? 'no error'}; ${source?.status} since ${source?.staleSince}: ${source?.error}`;
    };
    // A line or two may still be written where there is no room for a batch.
    const says = new RegExp(someRoom ? what.source : `(?:${what.source}).*; degraded since 2`, 's');
    let said = '';
    await until(`health tells of ${what.source}`, async () => says.test((said = await health()))).catch((error: unknown) => {
      throw new Error(`Health says: ${said}`, { cause: error });
    });
    const answers = { refused: 0, taken: 0, slowestMs: 0 };
    let before = 0;
    do {
      if (before === 0 && performance.now() >= half) before = memory.peak();
      const { status, retryAfter, ms: took } = await pings.send(collector);
      answers[status === 200 ? 'taken' : 'refused'] += 1;
      answers.slowestMs = Math.round(Math.max(answers.slowestMs, took));
      expect([status, retryAfter > 0, took < 10_000]).toEqual(someRoom && status === 200 ? [200, false, true] : [503, true, true]);
      await sleep(100);
    } while (performance.now() < ends);
    expect(answers.refused).toBeGreaterThan(0);
    const after = memory.peak();
    const peak = Math.max(before, after);
    expect(peak).toBeLessThan(atWork + more);
    if (long) expect(after).toBeLessThan(before + FLAT_MIB);
    told.push(`meanwhile at most ${before} MiB in the first half and ${after} in the second, ${answers.refused} exports told to come back, ${answers.taken} taken, within ${answers.slowestMs} ms`);
  };

  first.start();
  await until('it stores', async () => (await storedInAll(postgres.store)) > 200n);
  atWork = memory.peak();
  told.push(`at work ${atWork} MiB`);

  for (let turn = 0; turn < (long ? 5 : 1); turn++) {
    // Under load there is always a batch on its way.
    await postgres.stop();
    await postgres.start();
    await goesOn('a restart of PostgreSQL');
  }

  await postgres.kill();
  // Of exporters that do not hear what they are told, too: nothing of theirs may pile up.
  const storm = floodSpans(collector.httpPort, STORMING, USUAL);
  await whileAway(/ECONNREFUSED|cannot be written/, DATABASE_AWAY_MS, { more: MORE_MIB + STORM_MIB });
  await storm.stop();
  told.push(`to ${STORMING} exporters that never wait: ${JSON.stringify([...storm.answers()])}`);
  expect([...storm.answers().keys()].filter((status) => !['429', '503'].includes(status))).toEqual([]);
  await postgres.start();
  await goesOn(`PostgreSQL away for ${DATABASE_AWAY_MS / 1000} s`);

  await postgres.hang();
  await whileAway(/^the database cannot be written since .*Z: (PostgreSQL does not answer|timeout exceeded|Connection terminated)/, HANGS_MS);
  postgres.goOn();
  await goesOn(`PostgreSQL hanging for ${HANGS_MS / 1000} s`);

  await noRoom(postgres, disk);
  await whileAway(/No space left on device|cannot be written/, NO_ROOM_MS, { someRoom: disk !== null });
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
  expect((await pings.send(collector)).status).toBe(200);
  await sleep(Math.max(0, BROKER_AWAY_MS - (performance.now() - lost)));
  await kafka.start();
  second.start();
  await goesOn(`a broker away for ${BROKER_AWAY_MS / 1000} s`);
  await second.stop();

  const { retried } = await spans.drain();
  expect(retried.get('503')).toBeGreaterThan(0);
  const ledger = merged(await first.ledger(), await second.ledger(), pings.taken);
  await settled(postgres.store, ledger.ends, CAUGHT_UP_WITHIN_MS);
  expect(await differences(postgres.store, ledger)).toEqual([]);
  expect(await collector.terminate()).toMatchObject({ code: 0 });
  await Promise.all([first.close(), second.close()]);
  if (long) process.stderr.write(`${ledger.messages.length} messages, ${ledger.spans.length} spans, exports again: ${JSON.stringify([...retried])}\n${told.join('\n')}\n`);
});

const PING_TRACE = 'f'.repeat(32);
const PING_SERVICE = 'ping';

/** Small exports of one trace: each span is sent again until it is taken, as an exporter does, and then comes the next. */
class Pings {
  readonly taken: ProducedSpan[] = [];

  async send({ httpPort }: CollectorProcess): Promise<{ readonly status: number; readonly retryAfter: number; readonly ms: number }> {
    const began = performance.now();
    const spanId = Buffer.alloc(8);
    spanId.writeUInt32BE(this.taken.length + 1);
    const span = wireSpan({ traceId: Buffer.from(PING_TRACE, 'hex'), spanId, name: 'ping', kind: 1, attributes: [] });
    const body = toProtobuf([wireExport([span], [{ key: 'service.name', value: { kind: 'string', value: PING_SERVICE } }])]);
    const { status, headers } = await post(httpPort, '/v1/traces', body, { 'content-type': 'application/x-protobuf' });
    if (status === 200) this.taken.push({ traceId: PING_TRACE, spanId: spanId.toString('hex'), key: PING_TRACE, service: PING_SERVICE, topic: '', kind: 'producer' });
    return { status, retryAfter: Number(headers['retry-after'] ?? 0), ms: performance.now() - began };
  }
}

const merged = (a: Ledger, b: Ledger, pings: readonly ProducedSpan[]): Ledger => ({
  source: a.source,
  messages: [...a.messages, ...b.messages],
  spans: [...a.spans, ...b.spans, ...pings],
  ends: new Map([...a.ends, ...b.ends]),
});

/** Where there is no disk that can be filled: what PostgreSQL answers when one is. Each is a transaction of its own, which locks one table: more of them would deadlock with the collector. */
const WRITTEN_TABLES = ['event', 'span_chunk', 'change', 'process_status'];
const FULL = [
  `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file "base/16384/16400": No space left on device' USING ERRCODE = '53100'; END $$`,
  ...WRITTEN_TABLES.map((table) => `CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION no_room()`),
];
const ROOM_AGAIN = [...WRITTEN_TABLES.map((table) => `DROP TRIGGER no_room ON ${table}`), 'DROP FUNCTION no_room'];

async function onDatabase({ store }: OwnPostgres, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await store.pool.query(statement);
}

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
