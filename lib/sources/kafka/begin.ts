/** Finds where each partition is read from, by what is stored and what the broker has. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TopicPartition } from '#lib/sources/source.ts';
import { beginningOf, type Bounds } from '#lib/sources/kafka/beginnings.ts';
import type { Cluster, TopicInfo } from '#lib/sources/kafka/cluster.ts';
import type { Shared } from '#lib/sources/kafka/options.ts';
import type { Reading } from '#lib/sources/kafka/readings.ts';
import type { StatusBoard } from '#lib/sources/kafka/status.ts';

export interface BeginContext {
  readonly shared: Shared;
  readonly cluster: Cluster;
  readonly board: StatusBoard;
  readonly topics: ReadonlyMap<string, TopicInfo>;
}

const CONFIRMATIONS = 3;
const CONFIRM_AFTER_MS = 500;

/** The partitions of one topic. Throws where the broker or the store cannot be asked now. */
export async function beginTopic(context: BeginContext, topic: string, partitions: readonly number[]): Promise<Reading[]> {
  const { sink, options } = context.shared;
  const wanted = partitions.map((partition): TopicPartition => ({ topic, partition }));
  const id = context.topics.get(topic)?.id ?? null;
  const ids = id === null ? new Map<string, string>() : new Map([[topic, id]]);
  const bounds = await context.cluster.bounds(topic);
  const positions = await sink.positions(options.name, wanted, ids);
  const fallen = wanted.findIndex(({ partition }, index) => beginningOf(positions[index]!, boundsOf(bounds, partition)).kind === 'recreated');
  if (fallen >= 0 && (await staysBelow(context.cluster, wanted[fallen]!, positions[fallen]!.next!))) {
    return await beginAgain(context, topic, partitions, positions[fallen]!.incarnation);
  }
  const readings: Reading[] = [];
  for (const [index, { partition }] of wanted.entries()) {
    const position = positions[index]!;
    const beginning = beginningOf(position, boundsOf(bounds, partition));
    if (beginning.kind === 'recreated') throw new Error(`the end of ${topic}/${partition} moved while it was looked at`);
    if (beginning.kind === 'begin') await sink.startAt(options.name, { topic, partition }, position.incarnation, beginning.offset);
    if (beginning.kind === 'skip-lost') sayLost(context, topic, partition, beginning.lost);
    readings.push({ topic, partition, incarnation: position.incarnation, next: position.next ?? beginning.offset, reached: beginning.offset });
  }
  return readings;
}

const boundsOf = (bounds: ReadonlyMap<number, Bounds>, partition: number): Bounds => {
  const found = bounds.get(partition);
  if (found === undefined) throw new Error(`the broker named no offsets for partition ${partition}`);
  return found;
};

/** A broker that has just started can name an end that is too low for a moment; to take that for another topic would read everything again. */
async function staysBelow(cluster: Cluster, { topic, partition }: TopicPartition, next: bigint): Promise<boolean> {
  for (let count = 0; count < CONFIRMATIONS; count++) {
    await sleep(CONFIRM_AFTER_MS);
    if (boundsOf(await cluster.bounds(topic), partition).high >= next) return false;
  }
  return true;
}

/**
 * The offsets of a topic began again. A new topic is read from its beginning; where its id says that it is the same topic,
 * the cluster lost messages, and what is still there was read before: then it is read from its end.
 */
async function beginAgain(context: BeginContext, topic: string, partitions: readonly number[], before: number): Promise<Reading[]> {
  const { sink, options, log } = context.shared;
  const knownId = context.topics.get(topic)?.id ?? null;
  const same = knownId !== null && (await context.cluster.topics()).get(topic)?.id === knownId;
  const incarnation = await sink.recreated(options.name, topic, before);
  const text = same ? `Kafka lost messages at the end of ${topic}. What is written from now on is read, as a new incarnation of the topic; what was written between the loss and now is not told from what was read before, and is left out.` : `The topic ${topic} was deleted and created again; it is read from its beginning.`;
  context.board.note(text);
  log.warn({ topic, incarnation }, text);
  const bounds = await context.cluster.bounds(topic);
  for (const partition of partitions) {
    const { low, high } = boundsOf(bounds, partition);
    await sink.startAt(options.name, { topic, partition }, incarnation, same ? high : low);
  }
  const positions = await sink.positions(options.name, partitions.map((partition) => ({ topic, partition })));
  return partitions.map((partition, index) => {
    const next = positions[index]?.next ?? boundsOf(bounds, partition).low;
    return { topic, partition, incarnation: positions[index]?.incarnation ?? incarnation, next, reached: next };
  });
}

function sayLost({ shared, board }: BeginContext, topic: string, partition: number, lost: bigint): void {
  const text = `Kafka's retention removed ${lost} messages of ${topic}/${partition} before they were read; reading went on behind them.`;
  board.note(text);
  shared.log.warn({ topic, partition, lost: lost.toString() }, text);
}
