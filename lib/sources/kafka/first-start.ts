import type { Cluster, TopicInfo } from '#lib/sources/kafka/cluster.ts';
import type { Shared } from '#lib/sources/kafka/options.ts';
import type { Start } from '#lib/sources/source.ts';

/**
 * For `start: latest`: when nothing was ever stored of this source, every topic that is there begins at its end.
 * Written down before anything is read, so that a stop right after does not lose what comes meanwhile; and all at once, for of what has no
 * position when another is there the beginning is read.
 */
export async function startAtEnds(cluster: Cluster, { sink, options }: Shared, topics: ReadonlyMap<string, TopicInfo>): Promise<void> {
  const partitions = [...topics].flatMap(([topic, info]) => Array.from({ length: info.partitions }, (_, partition) => ({ topic, partition })));
  const ids = new Map([...topics].flatMap(([topic, { id }]) => (id === null ? [] : [[topic, id] as const])));
  const positions = await sink.positions(options.name, partitions, ids);
  if (positions.some(({ next }) => next !== null)) return;
  const starts: Start[] = [];
  for (const topic of topics.keys()) {
    const bounds = await cluster.bounds(topic);
    for (const [index, place] of partitions.entries()) {
      const end = place.topic === topic ? bounds.get(place.partition)?.high : undefined;
      if (end !== undefined) starts.push({ ...place, incarnation: positions[index]!.incarnation, next: end });
    }
  }
  await sink.startAllAt(options.name, starts);
}
