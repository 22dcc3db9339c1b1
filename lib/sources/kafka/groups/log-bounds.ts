/** Where the partitions of topics begin and end, asked of their leaders. */
import { microsFromMillis } from '#lib/core/time.ts';
import type { LogBounds } from '#lib/sources/commit-observer.ts';
import { inParallel } from '#lib/sources/kafka/in-parallel.ts';
import { LIST_OFFSETS, type OffsetsWanted } from '#lib/sources/kafka/wire/requests.ts';
import type { Wire } from '#lib/sources/kafka/wire/wire.ts';

const LATEST = -1n;
const EARLIEST = -2n;
/** In one request. */
const MOST_PARTITIONS = 2000;
const AT_ONCE = 4;
const NO_ID = /^0*$/;

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Those of the topics that are there and may be looked at, with the partitions whose leader answered for both ends.
 * A leader that does not answer costs its own partitions only; throws where the cluster does not tell who leads.
 */
export async function logBounds(wire: Pick<Wire, 'metadata' | 'ask'>, topics: readonly string[]): Promise<readonly LogBounds[]> {
  if (topics.length === 0) return [];
  const metadata = await wire.metadata(topics);
  const led = new Map<number, Place[]>();
  for (const { errorCode, name, partitions } of metadata.topics) {
    if (errorCode !== 0 || name === null) continue;
    for (const { leaderId, partitionIndex } of partitions) {
      if (leaderId < 0) continue;
      const places = led.get(leaderId) ?? [];
      places.push({ topic: name, partition: partitionIndex });
      led.set(leaderId, places);
    }
  }
  const batches = [...led].flatMap(([node, places]) => chunksOf(places, MOST_PARTITIONS).map((chunk) => ({ node, chunk })));
  const known = new Map<string, Map<number, { start: bigint; end: bigint }>>();
  await inParallel(batches, AT_ONCE, async ({ node, chunk }) => {
    const [starts, ends] = await Promise.allSettled([offsetsOf(wire, node, chunk, EARLIEST), offsetsOf(wire, node, chunk, LATEST)]);
    if (starts.status === 'rejected' || ends.status === 'rejected') return;
    for (const { topic, partition } of chunk) {
      const [start, end] = [starts.value.get(`${partition}/${topic}`), ends.value.get(`${partition}/${topic}`)];
      if (start === undefined || end === undefined) continue;
      const partitions = known.get(topic) ?? new Map<number, { start: bigint; end: bigint }>();
      // What was removed between the two answers moved the start past the end.
      known.set(topic, partitions.set(partition, { start, end: end > start ? end : start }));
    }
  });
  const at = microsFromMillis(Date.now());
  return metadata.topics.flatMap(({ name, topicId }) => {
    const partitions = name === null ? undefined : known.get(name);
    return name === null || partitions === undefined ? [] : [{ topic: name, kafkaId: topicId === undefined || NO_ID.test(topicId.replaceAll('-', '')) ? null : topicId, at, partitions: new Map([...partitions].toSorted(([a], [b]) => a - b)) }];
  });
}

/** By `partition/topic`; those with an error are left out. */
async function offsetsOf(wire: Pick<Wire, 'ask'>, node: number, places: readonly Place[], timestamp: bigint): Promise<ReadonlyMap<string, bigint>> {
  const wanted = [...Map.groupBy(places, ({ topic }) => topic)].map(([name, of]): OffsetsWanted =>
    ({ name, partitions: of.map(({ partition }) => ({ partitionIndex: partition, currentLeaderEpoch: -1, timestamp })) }));
  const { topics } = await wire.ask(node, LIST_OFFSETS, -1, 0, wanted);
  return new Map(topics.flatMap(({ name, partitions }) => partitions.filter(({ errorCode, offset }) => errorCode === 0 && offset >= 0n).map(({ partitionIndex, offset }) => [`${partitionIndex}/${name}`, offset] as const)));
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
