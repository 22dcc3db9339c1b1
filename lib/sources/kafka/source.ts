/**
 * Reads a Kafka cluster.
 *
 * States: off → connecting → reading (a session) → connecting, when the session ended by itself or the topics changed → off.
 * Whatever fails, it connects again: soon where the cluster may come back by itself, slowly where a person must change something.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { Sink, Source } from '#lib/sources/source.ts';
import { kafkaClient } from '#lib/sources/kafka/client/connect.ts';
import { openCluster, type Cluster, type TopicInfo } from '#lib/sources/kafka/cluster.ts';
import { kafkaFault } from '#lib/sources/kafka/faults.ts';
import { startAtEnds } from '#lib/sources/kafka/first-start.ts';
import { ownLag } from '#lib/sources/kafka/lag.ts';
import type { KafkaSourceDeps, KafkaSourceOptions, Shared } from '#lib/sources/kafka/options.ts';
import { openSession, type Session } from '#lib/sources/kafka/session.ts';
import { StatusBoard } from '#lib/sources/kafka/status.ts';
import { isBeyondClient, isWanted } from '#lib/sources/kafka/topics.ts';

const TOPICS_EVERY_MS = 4000;
/** kafkajs measures its heartbeats by the clock of the machine, and sends none until it is again as late as it was: its group would go on without it. */
const SET_BACK_MS = 2000;
const LAG_EVERY_MS = 5000;
const LAG_TIMEOUT_MS = 10_000;
const CLOSE_GRACE_MS = 3000;
const RETRY_MS = { first: 500, max: 3000, needsPerson: 30_000 };

export function kafkaSource(options: KafkaSourceOptions, sink: Sink, deps: KafkaSourceDeps): Source {
  const shared: Shared = { ...deps, options, sink };
  const board = new StatusBoard(options.name);
  const stopping = new AbortController();
  let reading: Promise<void> | null = null;

  return {
    name: options.name,
    start: () =>
      new Promise((resolve, reject) => {
        if (reading !== null) return resolve();
        board.starting();
        let kafka: Kafka;
        try {
          kafka = kafkaClient(options, deps.log);
        } catch (error) {
          return reject(error);
        }
        reading = readForEver(kafka, shared, board, stopping.signal, resolve).finally(resolve);
      }),
    stop: async () => {
      stopping.abort();
      await reading;
      board.stopped();
    },
    status: () => board.read(),
  };
}

/** `started` is called when reading began, or when it is clear that it is tried again later. */
async function readForEver(kafka: Kafka, shared: Shared, board: StatusBoard, stop: AbortSignal, started: () => void): Promise<void> {
  let pause = RETRY_MS.first;
  const first = { done: false };
  while (!stop.aborted) {
    try {
      await readCluster(kafka, shared, board, stop, first, started);
    } catch (error) {
      const fault = kafkaFault(error, shared.options.brokers);
      if (!board.isDown) pause = RETRY_MS.first;
      if (fault.needsPerson) pause = RETRY_MS.needsPerson;
      board.failed(fault.text);
      started();
      shared.log.warn({ source: shared.options.name, err: error, retryMs: pause }, fault.text);
      await pauseFor(pause, stop);
      pause = Math.min(pause * 2, RETRY_MS.max);
    }
  }
}

/** Returns when told to stop, and throws when the cluster cannot be read any more. */
async function readCluster(kafka: Kafka, shared: Shared, board: StatusBoard, stop: AbortSignal, first: { done: boolean }, started: () => void): Promise<void> {
  while (!stop.aborted) {
    // A new one whenever the topics changed, with connections of its own: what the former was told of a topic that is gone is not asked again.
    const cluster = await openCluster(kafka, shared.options);
    try {
      await readTopics(kafka, cluster, shared, board, stop, first, started);
    } finally {
      await Promise.race([cluster.close(), sleep(CLOSE_GRACE_MS)]);
    }
  }
}

/** Returns when the topics changed, the clock was set back, or a stop is asked for. */
async function readTopics(kafka: Kafka, cluster: Cluster, shared: Shared, board: StatusBoard, stop: AbortSignal, first: { done: boolean }, started: () => void): Promise<void> {
  const topics = await wantedTopics(cluster, shared, board);
  if (!first.done && shared.options.start === 'latest') await startAtEnds(cluster, shared, topics);
  first.done = true;
  if (topics.size === 0) {
    board.reading(shared.options.topics === null ? 'The cluster has no topics yet.' : 'No topic of the cluster matches the topics that are set.');
    started();
    return await pauseFor(TOPICS_EVERY_MS, stop);
  }
  const session = await openSession(kafka, { shared, cluster, board, topics });
  started();
  try {
    await whileGood(session, cluster, shared, board, topics, stop);
  } finally {
    await session.stop();
  }
}

/** Returns when the topics changed, the clock was set back, or a stop is asked for; throws what ended the session. */
async function whileGood(session: Session, cluster: Cluster, shared: Shared, board: StatusBoard, topics: ReadonlyMap<string, TopicInfo>, stop: AbortSignal): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([stop, over.signal]);
  void sampleLag(session, cluster, shared, board, until);
  try {
    const failure = await Promise.race([session.ended.then((error) => ({ error })), topicsChange(cluster, shared, board, topics, until).then(() => null), aborted(stop)]);
    if (failure !== null) throw failure.error;
  } finally {
    over.abort();
  }
}

async function topicsChange(cluster: Cluster, shared: Shared, board: StatusBoard, topics: ReadonlyMap<string, TopicInfo>, until: AbortSignal): Promise<void> {
  for (let clock = clockNow(); !until.aborted; clock = clockNow()) {
    await pauseFor(TOPICS_EVERY_MS, until);
    if (until.aborted) return;
    if (clockNow() < clock - SET_BACK_MS) {
      shared.log.warn({ source: shared.options.name }, 'The clock of this machine was set back; a new session is begun');
      return;
    }
    try {
      const now = await wantedTopics(cluster, shared, board);
      const changed = [...now].filter(([name, info]) => topics.get(name)?.id !== info.id || !topics.has(name)).map(([name]) => name);
      const gone = [...topics.keys()].filter((name) => !now.has(name));
      if (changed.length === 0 && gone.length === 0) continue;
      shared.log.info({ source: shared.options.name, changed, gone }, 'The topics of the cluster changed');
      return;
    } catch (error) {
      // The session notices too, and says so, when the cluster is away for longer.
      shared.log.debug({ err: error }, 'The topics could not be listed');
    }
  }
}

async function sampleLag(session: Session, cluster: Cluster, shared: Shared, board: StatusBoard, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    const started = Date.now();
    try {
      const lag = await Promise.race([ownLag(cluster, session.readings), tooLate(LAG_TIMEOUT_MS)]);
      if (until.aborted) return;
      board.lag(lag);
      board.doubt(null);
    } catch (error) {
      if (until.aborted) return;
      board.lag(null);
      board.doubt(kafkaFault(error, shared.options.brokers).text);
      shared.log.debug({ err: error }, 'The lag could not be sampled');
    }
    await pauseFor(Math.max(LAG_EVERY_MS, (Date.now() - started) * 10), until);
  }
}

async function wantedTopics(cluster: Cluster, { options, decodeSpans }: Shared, board: StatusBoard): Promise<ReadonlyMap<string, TopicInfo>> {
  const wanted = [...(await cluster.topics())].filter(([name]) => isWanted(name, options, decodeSpans !== undefined));
  board.leftOut(wanted.map(([name]) => name).filter(isBeyondClient));
  return new Map(wanted.filter(([name]) => !isBeyondClient(name)));
}

/** Grows and shrinks only by what the clock is set, in milliseconds. */
const clockNow = (): number => Date.now() - performance.now();

const aborted = (signal: AbortSignal): Promise<null> => new Promise((resolve) => (signal.aborted ? resolve(null) : signal.addEventListener('abort', () => resolve(null), { once: true })));

const tooLate = async (millis: number): Promise<never> => {
  await sleep(millis, undefined, { ref: false });
  throw new Error('timeout');
};

/** Resolves when the time is over or `until` aborts. */
const pauseFor = (millis: number, until: AbortSignal): Promise<void> => sleep(millis, undefined, { signal: until }).catch(() => undefined);
