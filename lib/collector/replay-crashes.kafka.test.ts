/**
 * Webs that are killed and stopped while they plan and start a replay of a thousand messages, and whole collectors at each step of sending
 * it, taken over by others. Whatever becomes of them: a reader of uncommitted messages has none twice, and each is sent, or `unsure` where an aborted
 * copy of it stands on the target.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectorProcess } from '#lib/collector/testing/collector-process.ts';
import { ANNA, itemsOf, letters, plan, replayOf, writeFailed } from '#lib/collector/testing/replays.ts';
import { kafkaSettings, runCollectorFor } from '#lib/collector/testing/run-collector.ts';
import type { Strikes } from '#lib/collector/testing/strike-at-steps.ts';
import { isAsleep, isGone, isOver } from '#lib/collector/testing/struck.ts';
import type { StruckWeb } from '#lib/collector/testing/struck-web.ts';
import { fraction } from '#lib/demo/random.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { createTopic, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { readRaw } from '#lib/sources/kafka/testing/raw.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const MESSAGES = 1000;
const PARTITIONS = 3;
const POINTS = 20;
const SEED = 7;
/** Of sending, that each sender takes. */
const STEPS = ['taken', 'fenced', 'read', 'intended', 'written', 'sent', 'settled'] as const;
const WEBS = 6;
/** Of a plan and its start. */
const STATEMENTS = 40;
/** Slow enough that it is not over before all points are. */
const RATE = 40;
/** Tries on what is over, without waiting. */
const LOOK_MS = 50;
const TOPIC = unique('crashes');
const TOPICS = `${TOPIC},${TOPIC}.dlq`;

let store: FreshStore;
let dir: string;

beforeAll(async () => {
  await createTopic(TOPIC, PARTITIONS);
  await createTopic(`${TOPIC}.dlq`, 1);
  store = await freshStoreFor();
  dir = await mkdtemp(join(tmpdir(), 'throughline-crashes-'));
  await writeFile(join(dir, 'config.json'), JSON.stringify({ replays: { watchSeconds: 86_400 } }));
});

afterAll(async () => {
  await store?.drop();
  await rm(dir, { recursive: true, force: true });
});

const struck = async (): Promise<string[]> => (await readFile(join(dir, 'struck'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

/** As `npm start` runs it, in which nothing knows of the strikes but what is loaded before it. */
const collector = (name: string, at: string | null): Promise<ChildProcess> => {
  const strikes: Strikes = { name, seed: SEED, at, file: join(dir, 'struck') };
  const loaded = pathToFileURL(join(import.meta.dirname, 'testing/strike-at-steps.ts')).href;
  return collectorProcess(store.url, TOPICS, { KAFKA_GROUP_ID: TOPIC, THROUGHLINE_CONFIG: join(dir, 'config.json'), STRIKES: JSON.stringify(strikes), NODE_OPTIONS: `--import=${loaded}` });
};

/** The one that comes after so many. */
const doomed = (count: number): Promise<ChildProcess> => collector(`collector-${count}`, STEPS[count % STEPS.length]!);

/** All leases run out: of those whose holder is over it is what time would do; another holder learns that its term is over. */
const letLeasesRunOut = () => store.pool.query(`UPDATE replay SET leased_until = 0 WHERE leased_until IS NOT NULL`);

/** Two people on the same group, and four more: all plan and start at once, and are struck before seeded statements. Resolves when all have ended; answers what they said. */
async function struckWebs(collectorUrl: string, failureGroup: string): Promise<string> {
  let said = '';
  const webs = Array.from({ length: WEBS }, (_, index) => {
    const name = `web-${index}`;
    const options: StruckWeb = { url: store.url, collectorUrl, name, failureGroup, ratePerSecond: RATE, statement: 1 + Math.floor(fraction(SEED, name) * STATEMENTS), signal: index % 2 === 0 ? 'SIGSTOP' : 'SIGKILL' };
    const child = fork(join(import.meta.dirname, 'testing/struck-web.ts'), [JSON.stringify(options)], { execArgv: [], silent: true });
    child.stdout?.on('data', (line: Buffer) => (said += String(line)));
    return child;
  });
  // What one has said is read to its end after it is gone.
  const closed = Promise.all(webs.map((web) => once(web, 'close')));
  while (!webs.every(isGone)) {
    // One that sleeps in the middle of a transaction holds what others wait for, until it is woken, or the database ends it.
    const { rows } = await store.pool.query<{ waiting: number }>(`SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name LIKE 'throughline test web-%'`);
    const over = await Promise.all(webs.map(isOver));
    if (rows[0]!.waiting > 0 || over.every(Boolean)) for (const web of webs) if (!isGone(web) && (await isAsleep(web))) web.kill('SIGCONT');
    await delay(LOOK_MS);
  }
  await closed;
  return said;
}

test('none is sent twice, whoever is killed or sleeps', { timeout: 900_000 }, async () => {
  // Read with a collector that answers the webs, and ends before anything is struck on its side.
  const first = await runCollectorFor(store.url, kafkaSettings(TOPIC, [TOPIC, `${TOPIC}.dlq`]));
  await writeFailed(TOPIC, Array.from({ length: MESSAGES }, (_, index) => ({ offset: index, partition: index % PARTITIONS, key: Buffer.from(`k${index}`), value: Buffer.from(`v${index}`), headers: [['message-id', `m${index}`]] })));
  const found = await letters(store, TOPIC, MESSAGES);
  const failureGroup = found[0]!.groupId.replaceAll('-', '');
  const said = await struckWebs(`http://127.0.0.1:${first.apiPort}`, failureGroup);
  expect(said).not.toContain('failed');
  expect(said.match(/SIG(?:KILL|STOP)/g)?.length).toBeGreaterThan(WEBS / 2);
  const running = async (): Promise<string[]> => (await store.pool.query<{ id: string }>(`SELECT id FROM replay WHERE started_at IS NOT NULL`)).rows.map(({ id }) => id);
  if ((await running()).length === 0) {
    const { id, total } = await plan({ store, apiPort: first.apiPort }, { failureGroup, ratePerSecond: RATE });
    await startReplay(store, { id, actor: ANNA }, total);
  }
  const [id = '', ...others] = await running();
  expect(others).toEqual([]);
  expect(await replayOf(store, id)).toMatchObject({ total: MESSAGES });
  await first.stop();
  await letLeasesRunOut();

  const awake = await Promise.all([doomed(0), doomed(1), doomed(2)]);
  const asleep: ChildProcess[] = [];
  for (let count = awake.length; (await struck()).length < POINTS; count++) {
    await until('a collector is struck', async () => (await Promise.all(awake.map(isOver))).includes(true), 120_000);
    const over = await Promise.all(awake.map(isOver));
    const victims = awake.filter((_, index) => over[index]);
    asleep.push(...victims.filter((victim) => !isGone(victim)));
    awake.splice(0, awake.length, ...awake.filter((_, index) => !over[index]));
    await letLeasesRunOut();
    // One that slept through its lease wakes up while another sends.
    const woken = asleep.length > 2 ? asleep.shift() : undefined;
    woken?.kill('SIGCONT');
    awake.push(...(woken === undefined ? [] : [woken]), await doomed(count));
  }
  // Nothing befalls those that come now, and they need not be slow.
  await store.pool.query('UPDATE replay SET rate_per_second = 10000 WHERE id = $1', [id]);
  await Promise.all([collector('calm-0', null), collector('calm-1', null)]);
  for (const sleeper of asleep) sleeper.kill('SIGCONT');
  await until('all are sent', async () => {
    if ((await Promise.all(awake.map(isOver))).includes(true)) await letLeasesRunOut();
    return (await replayOf(store, id)).sent >= MESSAGES;
  }, 180_000);
  expect(new Set((await struck()).map((line) => line.split(' ')[1]))).toEqual(new Set(STEPS));

  const items = await itemsOf(store, id);
  const standing = await readRaw(TOPIC, PARTITIONS);
  const copies = Map.groupBy(standing, ({ value }) => String(value));
  expect([...copies].filter(([, of]) => of.length > 1).map(([value]) => value)).toEqual([]);
  expect(new Set(items.map(({ state }) => state)).difference(new Set(['sent', 'unsure']))).toEqual(new Set());
  const sent = items.filter(({ state }) => state === 'sent');
  // Each stands where it is said to stand, and each unsure one has an aborted copy: nothing else was unknowable here.
  expect(sent.map(({ partition, offset }) => `${partition}/${offset}`).toSorted()).toEqual(standing.filter(({ value }) => sent.some(({ seq }) => `v${seq - 1}` === String(value))).map(({ partition, offset }) => `${partition}/${offset}`).toSorted());
  for (const { seq, says } of items.filter(({ state }) => state === 'unsure')) {
    expect(says).toMatch(/was aborted/);
    expect(copies.get(`v${seq - 1}`)).toHaveLength(1);
  }
  expect(await replayOf(store, id)).toMatchObject({ sent: MESSAGES, unsure: items.length - sent.length });
  expect(sent.length).toBeGreaterThan(MESSAGES / 4);
  // What webs began and left was planned by collectors, and is not started.
  const { rows } = await store.pool.query<{ state: string; sent: number }>('SELECT DISTINCT state, sent FROM replay WHERE id <> $1', [id]);
  expect(new Set(rows.map(({ state }) => state)).difference(new Set(['planned', 'cancelled']))).toEqual(new Set());
});
