/**
 * One run: collectors share topics under load, with spans over OTLP to the first. The first is struck at a point; when it was killed it is started again,
 * as the supervisor does, and when it sleeps the second takes over before it is woken. What is stored must then be what was produced.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { fraction } from '#lib/demo/random.ts';
import { client, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { differences, settled } from './checker.ts';
import { CollectorProcess } from './collector.ts';
import { kafkaProxy } from './kafka-proxy.ts';
import { postgresProxy, throughProxy } from './postgres-proxy.ts';
import { SpanSender } from './span-sender.ts';
import { storedPositions } from './stored-positions.ts';
import { Strike, type Blow, type Point } from './strike.ts';
import { openWorkload, type Workload } from './workload.ts';

export interface StrikeRun {
  readonly seed: number;
  readonly point: Point;
  readonly blow: Blow;
}

export interface StrikeOutcome {
  readonly messages: number;
  readonly spans: number;
  /** Exports that had to be sent again. */
  readonly retried: number;
  /** What is wrong, in sentences. */
  readonly wrong: readonly string[];
}

const PARTITIONS = 3;
const KEYS_PER_SECOND = 20;
const STRUCK_WITHIN_MS = 40_000;
/** Six seconds until the group notices, and twenty until PostgreSQL ends the transaction of one that sleeps; on a busy machine more. */
const TAKEN_OVER_WITHIN_MS = 45_000;
const ENDS_WITHIN_MS = 10_000;
/** As the supervisor waits before the first restart. */
const RESTART_MS = 250;

export async function strikeRun({ seed, point, blow }: StrikeRun): Promise<StrikeOutcome> {
  const chance = (of: string): number => fraction(seed, point, blow, of);
  const prefix = unique(`strike-${seed}`);
  const strike = new Strike(point, blow, Math.floor(chance('skip') * 6));
  const brokers = inject('kafka').brokers;
  const started: CollectorProcess[] = [];
  let first: CollectorProcess | null = null;
  await using made = new AsyncDisposableStack();
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
    const workload = await openWorkload({ prefix, partitions: PARTITIONS, keysPerSecond: KEYS_PER_SECOND, spans });
    made.defer(workload.close);
    const common = { group: prefix, topics: workload.topics };
    // The first to start makes the flows: what befalls it befalls the rollup too.
    first = await CollectorProcess.start({ ...common, databaseUrl: throughProxy(store.url, postgres), brokers: `127.0.0.1:${kafka.port}` });
    started.push(first);
    // Of those that are killed half are alone: they take over from themselves.
    const alone = blow === 'SIGKILL' && chance('alone') < 0.5;
    if (!alone) started.push(await CollectorProcess.start({ ...common, databaseUrl: store.url, brokers }));
    await members(prefix, alone ? 1 : 2);
    workload.start();
    await until('something is stored', async () => (await storedPositions(store)).size > 0);

    strike.arm(first.pid);
    if (point === 'any moment') {
      await sleep(chance('moment') * 2000);
      strike.behind('any moment');
    }
    await Promise.race([strike.struck, sleep(STRUCK_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Error(`The point was not reached within ${STRUCK_WITHIN_MS / 1000} s`);
    })]);
    if (blow === 'SIGKILL') {
      await first.gone();
      await sleep(RESTART_MS);
      await first.start();
    } else {
      // Half of them are woken as soon as the group goes on without them, amidst the taking over; the others when the second has stored what was theirs.
      await members(prefix, 1);
      if (chance('woken') < 0.5) await takenOver(store, workload);
      strike.wake();
    }
    await workload.stop();
    const { retried } = await spans.drain();
    const ledger = await workload.ledger();
    await settled(store, ledger.ends, TAKEN_OVER_WITHIN_MS);
    const wrong = await differences(store, ledger);
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

/** Waits until the group has so many members and is at rest. */
async function members(group: string, count: number): Promise<void> {
  const admin = client().admin();
  await admin.connect();
  try {
    await until(`the group has ${count} members`, async () => {
      const [described] = (await admin.describeGroups([group])).groups;
      return described?.state === 'Stable' && described.members.length === count;
    }, STRUCK_WITHIN_MS);
  } finally {
    await admin.disconnect();
  }
}
