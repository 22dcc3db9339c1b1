/**
 * One run: collectors share topics under load, with spans over OTLP to the first. The first is struck at a point; when it was killed it is started again,
 * as the supervisor does, and when it sleeps the second takes over before it is woken. Of those that are killed some take the second with them, and some of the
 * topics are written in transactions, of which others are aborted. What is stored must then be what was produced.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { fraction, pick } from '#lib/demo/random.ts';
import { unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { pendingChanges } from '#lib/store/change-queue.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { differences } from '../checker.ts';
import { CollectorProcess } from '../collector.ts';
import { disposing } from '../disposing.ts';
import { endLoad } from '../end-load.ts';
import { untilMembers } from '../group.ts';
import { kafkaProxy } from '../kafka-proxy.ts';
import { postgresProxy, throughProxy } from '../postgres-proxy.ts';
import { SpanSender } from '../span-sender.ts';
import { storedPositions } from '../stored-positions.ts';
import { BLOWS, POINTS, Strike, type Blow, type Point } from '../strike.ts';
import { openWorkload, type Workload } from '../workload.ts';

export interface StrikeRun {
  readonly seed: number;
  readonly point: Point;
  readonly blow: Blow;
}

interface StrikeOutcome {
  readonly messages: number;
  readonly spans: number;
  /** Exports that had to be sent again. */
  readonly retried: number;
  /** What is wrong, in sentences. */
  readonly wrong: readonly string[];
}

/** Each waits for the group more than it works. */
const AT_ONCE = 4;

/** The point and the blow follow from the seed: as many seeds as there are of both together meet each. */
export const strikesFrom = (seed: number, runs: number): readonly StrikeRun[] =>
  Array.from({ length: runs }, (_, index) => seed + index).map((own) => ({ seed: own, point: POINTS[own % POINTS.length]!, blow: BLOWS[Math.floor(own / POINTS.length) % BLOWS.length]! }));

/** Some at a time; what is wrong, in sentences. */
export async function strikeAll(runs: readonly StrikeRun[], say: (line: string) => void): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...runs];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let run = left.shift(); run !== undefined; run = left.shift()) {
      const began = performance.now();
      const outcome = await disposing((made) => strikeOne(made, run));
      const name = `seed ${run.seed}: ${run.blow} at ${run.point}`;
      say(`${name}: ${outcome.messages} messages, ${outcome.spans} spans, ${outcome.retried} exports again, ${Math.round((performance.now() - began) / 1000)} s: ${outcome.wrong.length === 0 ? 'exact' : outcome.wrong.join('; ')}`);
      wrong.push(...outcome.wrong.map((what) => `${name}: ${what}`));
    }
  }));
  return wrong;
}

const PARTITIONS = 3;
const KEYS_PER_SECOND = 20;
const STRUCK_WITHIN_MS = 90_000;
/** Six seconds until the group notices, and twenty until PostgreSQL ends the transaction of one that sleeps; on a busy machine more. */
const TAKEN_OVER_WITHIN_MS = 45_000;
/** After half a minute the rollup is taken from one that sleeps, and then there is much to be derived. */
const ROLLED_UP_WITHIN_MS = 75_000;
const ENDS_WITHIN_MS = 10_000;
/** As the supervisor waits before the first restart. */
const RESTART_MS = 250;

async function strikeOne(made: AsyncDisposableStack, { seed, point, blow }: StrikeRun): Promise<StrikeOutcome> {
  const chance = (of: string): number => fraction(seed, point, blow, of);
  const prefix = unique(`strike-${seed}`);
  const strike = new Strike(point, blow, Math.floor(chance('skip') * 6));
  const brokers = inject('kafka').brokers;
  const started: CollectorProcess[] = [];
  let first: CollectorProcess | null = null;
  made.defer(async () => {
    await Promise.all(started.map((each) => each.kill()));
  });
  try {
    const store = await freshStoreFor({ poolSize: 4 });
    made.defer(store.drop);
    const postgres = await postgresProxy(store.url, strike);
    made.defer(postgres.close);
    const kafka = await kafkaProxy(brokers, strike);
    made.defer(kafka.close);
    const spans = new SpanSender(() => first?.httpPort ?? 0);
    made.defer(() => spans.end());
    const workload = await openWorkload({ prefix, partitions: PARTITIONS, keysPerSecond: KEYS_PER_SECOND, spans, transactional: chance('transactions') < 0.3 });
    made.defer(workload.close);
    const common = { group: prefix, topics: workload.topics };
    // The first to start makes the flows: what befalls it befalls the rollup too.
    first = await CollectorProcess.start({ ...common, databaseUrl: throughProxy(store.url, postgres), brokers: `127.0.0.1:${kafka.port}` });
    started.push(first);
    // Of those that are killed some are alone, or are killed with the other: they take over from themselves.
    const company = blow !== 'SIGKILL' ? 'left' : pick(['none', 'killed', 'left'], seed, point, 'company');
    const alone = company === 'none';
    if (!alone) started.push(await CollectorProcess.start({ ...common, databaseUrl: store.url, brokers }));
    await untilMembers(prefix, alone ? 1 : 2);
    workload.start();
    await until('something is stored', async () => (await storedPositions(store)).size > 0);

    strike.arm(first.pid);
    if (point === 'any moment') {
      await sleep(chance('moment') * 2000);
      strike.behind('any moment', {
        cut: () => {
          postgres.cut();
          kafka.cut();
        },
        endSession: () => endAllSessions(store),
      });
    }
    await Promise.race([strike.struck, sleep(STRUCK_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Error(`The point was not reached within ${STRUCK_WITHIN_MS / 1000} s`);
    })]);
    const struckAt = Date.now() * 1000;
    if (blow === 'SIGKILL') {
      const killed = company === 'killed' ? started : [first];
      await Promise.all(killed.map((each) => each.kill()));
      await sleep(RESTART_MS);
      await Promise.all(killed.map((each) => each.start()));
    } else if (blow === 'SIGSTOP') {
      // Some are woken as soon as the group goes on without them, amidst the taking over; some when the second has stored what was theirs; and some when it makes the flows too.
      await untilMembers(prefix, 1);
      const woken = chance('woken');
      if (woken > 0.3) await takenOver(store, workload);
      if (woken > 0.6) await rolledUp(store, struckAt);
      strike.wake();
    }
    const { ledger, retried } = await endLoad(store, workload, spans, TAKEN_OVER_WITHIN_MS);
    const wrong = await differences(store, ledger);
    if (started.some((each) => each.hasEnded)) wrong.push('A collector has ended by itself');
    for (const ended of await Promise.all(started.map((each) => each.terminate()))) {
      if (ended === null || ended.code !== 0 || ended.ms > ENDS_WITHIN_MS) wrong.push(`A collector ended with ${ended === null ? 'nothing' : `code ${ended.code} after ${Math.round(ended.ms)} ms`}`);
    }
    return { messages: ledger.messages.length, spans: ledger.spans.length, retried: [...retried.values()].reduce((sum, n) => sum + n, 0), wrong };
  } catch (error) {
    const said = started.map((each, index) => `collector ${index + 1}: ${each.said || 'silent'}`).join('\n');
    return { messages: 0, spans: 0, retried: 0, wrong: [`${error instanceof Error ? error.message : String(error)}\n${said}`] };
  }
}

/** All that was sent until now is stored, whosoever it was. */
async function takenOver(store: FreshStore, workload: Workload): Promise<void> {
  const { ends } = await workload.ledger();
  await until('the second has taken over', async () => {
    const stored = await storedPositions(store);
    return [...ends].every(([at, end]) => (stored.get(at) ?? 0n) >= end);
  }, TAKEN_OVER_WITHIN_MS);
}

/** What was stored before `at` (microseconds) waits for nobody any more: the rollup has another holder, where it was held by one that sleeps. */
async function rolledUp(store: FreshStore, at: number): Promise<void> {
  await until('the second makes the flows', async () => {
    const { oldestAt } = await pendingChanges(store.pool);
    return oldestAt === null || oldestAt > at;
  }, ROLLED_UP_WITHIN_MS);
}

async function endAllSessions(store: FreshStore): Promise<void> {
  await store.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'throughline collector%'`);
}
