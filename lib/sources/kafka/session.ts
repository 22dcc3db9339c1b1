/**
 * One membership in the consumer group, over one set of topics; it ends by a crash, or because it is told to.
 *
 * States of a partition: assigned (fetching is paused while its position is read from the store) → reading → lost, at the next join.
 * A batch of a partition that is not in `readings` is dropped: it will be fetched again from the stored position.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import type { Batch, EachBatchPayload, Kafka } from 'kafkajs';
import { SourceError } from '#lib/sources/source.ts';
import { beginTopic, type BeginContext } from '#lib/sources/kafka/begin.ts';
import { Commits } from '#lib/sources/kafka/commits.ts';
import { Abandoned, Gatherer } from '#lib/sources/kafka/gatherer.ts';
import { partOf } from '#lib/sources/kafka/parts.ts';
import { Readings, type Reading } from '#lib/sources/kafka/readings.ts';
import type { FetchedMessage } from '#lib/sources/kafka/records/message.ts';

export interface Session {
  readonly readings: Readings;
  /** Resolves with what ended it, where that was not `stop`. */
  readonly ended: Promise<unknown>;
  /** Waits for what is under way to be durable, commits it and leaves the group. */
  stop(): Promise<void>;
}

const GROUP = { sessionTimeout: 6000, heartbeatInterval: 1000, rebalanceTimeout: 20_000 };
/**
 * A backlog comes one partition at a time (kafkajs asks in a new order each time): what belongs together mostly has one key, and so one partition, and
 * of a long piece of one partition fewer flows are cut off than of short pieces of several.
 */
const FETCH_BYTES = 2.5 * 1024 * 1024;
const FETCH = { minBytes: 1, maxWaitTimeInMs: 200, maxBytes: FETCH_BYTES, maxBytesPerPartition: FETCH_BYTES, metadataMaxAge: 5000 };
const CONCURRENCY = 256;
const BEGIN_AT_ONCE = 8;
const BEGIN_RETRY_MS = 1000;
const HEARTBEAT_CHECK_MS = 500;
const JOIN_GRACE_MS = 5000;
const STOP_GRACE_MS = 8000;

const tracer = trace.getTracer('throughline');

/** kafkajs's own, which its types leave out. */
type FetchedBatch = Omit<Batch, 'messages'> & { readonly fetchedOffset: string; readonly messages: readonly FetchedMessage[] };

export async function openSession(kafka: Kafka, context: BeginContext): Promise<Session> {
  const { shared, board, cluster, topics } = context;
  const consumer = kafka.consumer({ groupId: shared.options.groupId, allowAutoTopicCreation: false, ...GROUP, ...FETCH });
  const readings = new Readings();
  const gatherer = new Gatherer(shared, board, replaced);
  const commits = new Commits(consumer, shared.log);
  const active = new Set<Promise<void>>();
  const joined = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<unknown>();
  let generation = 0;
  let stopping = false;

  consumer.on(consumer.events.CRASH, ({ payload }) => {
    generation += 1;
    gatherer.abandon();
    joined.resolve();
    ended.resolve(payload.error);
  });
  consumer.on(consumer.events.REBALANCING, () => gatherer.abandon());
  // Runs up to its first await before kafkajs fetches anything from the new assignment.
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    generation += 1;
    board.reading();
    readings.clear();
    commits.forget();
    const assigned = Object.entries(payload.memberAssignment);
    consumer.pause(assigned.map(([topic, partitions]) => ({ topic, partitions })));
    joined.resolve();
    void begin(generation, assigned);
  });
  // A fetch of control records and aborted messages only never reaches eachBatch; kafkajs goes on behind it by itself.
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => {
    const reading = readings.get(payload.topic, payload.partition);
    if (payload.batchSize !== 0 || !reading) return;
    reading.reached = max(reading.reached, BigInt(payload.lastOffset) + 1n);
    const work = (reading.passing ??= passOver(reading).finally(() => (reading.passing = null)));
    active.add(work);
    void work.finally(() => active.delete(work));
  });

  let fetch: { readonly startTime: number; readonly endTime: number } | null = null;
  consumer.on(consumer.events.FETCH, ({ payload }) => {
    fetch = { startTime: Date.now() - payload.duration, endTime: Date.now() };
  });
  /** A span for each fetch that brought something; the others only wait. */
  function traceFetch(): void {
    if (fetch !== null) tracer.startSpan('kafka fetch', { startTime: fetch.startTime, attributes: { 'throughline.source': shared.options.name } }).end(fetch.endTime);
    fetch = null;
  }

  async function replaced(names: readonly string[]): Promise<ReadonlySet<string>> {
    const known = names.filter((name) => topics.get(name)?.id != null);
    if (known.length === 0) return new Set();
    const ids = await cluster.ids(known);
    return new Set(known.filter((name) => ids.get(name) !== topics.get(name)?.id));
  }

  async function begin(mine: number, assigned: readonly (readonly [string, readonly number[]])[]): Promise<void> {
    for (let left = assigned; left.length > 0 && mine === generation && !stopping; ) {
      const failed: (readonly [string, readonly number[]])[] = [];
      for (let at = 0; at < left.length; at += BEGIN_AT_ONCE) {
        await Promise.all(left.slice(at, at + BEGIN_AT_ONCE).map(async (item) => {
          if (!(await beginOne(mine, ...item))) failed.push(item);
        }));
      }
      left = failed;
      if (left.length > 0) await sleep(BEGIN_RETRY_MS);
    }
  }

  async function beginOne(mine: number, topic: string, partitions: readonly number[]): Promise<boolean> {
    try {
      const begun = await beginTopic(context, topic, partitions);
      if (mine !== generation || stopping) return true;
      for (const reading of begun) {
        readings.set(reading);
        commits.stored(reading);
        consumer.seek({ topic, partition: reading.partition, offset: reading.reached.toString() });
      }
      consumer.resume([{ topic, partitions: [...partitions] }]);
      board.accepted();
      return true;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      shared.log.warn({ topic, reason: text }, 'Where a topic is read from cannot be found out now; tried again');
      board.refused(error instanceof SourceError ? text : `It cannot be found out where ${topic} is read from: ${text}`);
      return false;
    }
  }

  /** Somebody else wrote, or kafkajs jumped: looks up the position again, and reads from there. */
  function beginPartitionAgain({ topic, partition }: Reading): void {
    readings.remove(topic, partition);
    consumer.pause([{ topic, partitions: [partition] }]);
    void begin(generation, [[topic, [partition]]]);
  }

  const isRead = (reading: Reading): boolean => readings.get(reading.topic, reading.partition) === reading;

  /** What holds no message is stored as read too: else nobody could tell it from messages that are still to be read. */
  async function passOver(reading: Reading): Promise<void> {
    const { topic, partition, incarnation } = reading;
    try {
      while (isRead(reading) && !stopping && reading.next < reading.reached) {
        const to = reading.reached;
        await gatherer.add({ slice: { topic, partition, incarnation, from: reading.next, to, events: [] }, spans: [], quarantined: [], bytes: 0 });
        reading.next = to;
        if (isRead(reading)) commits.stored(reading);
      }
    } catch (error) {
      if (error instanceof Abandoned || !isRead(reading)) return;
      shared.log.debug({ err: error, topic, partition }, 'What holds no message could not be passed; the position is looked up again');
      beginPartitionAgain(reading);
    }
  }

  async function eachBatch({ batch: given, heartbeat, resolveOffset, isStale }: EachBatchPayload): Promise<void> {
    const batch = given as unknown as FetchedBatch;
    const reading = readings.get(batch.topic, batch.partition);
    if (!reading || stopping || isStale()) return;
    if (BigInt(batch.fetchedOffset) !== reading.reached) return beginPartitionAgain(reading);
    traceFetch();
    const to = BigInt(given.lastOffset()) + 1n;
    const store = async (): Promise<void> => {
      await reading.passing;
      if (!isRead(reading)) throw new Abandoned();
      await gatherer.add(partOf(shared.options.name, reading, batch.messages, to, shared.decodeSpans));
    };
    try {
      await beating(store(), heartbeat, () => gatherer.abandon());
    } catch (error) {
      if (error instanceof Abandoned) return;
      if (error instanceof SourceError) {
        if (isRead(reading)) beginPartitionAgain(reading);
        return;
      }
      throw error;
    }
    reading.next = to;
    reading.reached = to;
    if (!isRead(reading)) return;
    resolveOffset(given.lastOffset());
    commits.stored(reading);
  }

  async function stop(): Promise<void> {
    await Promise.race([joined.promise, sleep(JOIN_GRACE_MS)]);
    stopping = true;
    await Promise.race([Promise.allSettled(active), sleep(STOP_GRACE_MS)]);
    gatherer.abandon();
    await Promise.allSettled(active);
    // A broker that hangs must not hold up the stop: what is stored is stored, committed to Kafka or not.
    await Promise.race([commits.finish().then(() => consumer.disconnect()), sleep(STOP_GRACE_MS)]);
    generation += 1;
  }

  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics.keys()], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: CONCURRENCY,
      eachBatch: (payload) => {
        const work = eachBatch(payload);
        active.add(work);
        return work.finally(() => active.delete(work));
      },
    });
    commits.start();
  } catch (error) {
    await consumer.disconnect();
    throw error;
  }
  return { readings, ended: ended.promise, stop };
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Keeps the membership alive while `work` takes its time. When the group does not want us as we are, the work is given up and that is thrown. */
async function beating(work: Promise<void>, heartbeat: () => Promise<void>, giveUp: () => void): Promise<void> {
  let refusal: unknown;
  const done = work.then(() => true, () => true);
  while (!(await Promise.race([done, sleep(HEARTBEAT_CHECK_MS, false)]))) {
    if (refusal !== undefined) continue;
    await heartbeat().catch((error: unknown) => {
      refusal = error;
      giveUp();
    });
  }
  if (refusal !== undefined) await work.catch(() => undefined);
  else await work;
  if (refusal !== undefined) throw refusal;
}
