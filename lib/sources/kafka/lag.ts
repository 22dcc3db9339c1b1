import type { Cluster } from '#lib/sources/kafka/cluster.ts';
import type { Readings } from '#lib/sources/kafka/readings.ts';

/** Messages that this process has still to read of the partitions that are its own. */
export async function ownLag(cluster: Cluster, readings: Readings): Promise<bigint> {
  const all = readings.all();
  let lag = 0n;
  for (const topic of new Set(all.map((reading) => reading.topic))) {
    const bounds = await cluster.bounds(topic);
    for (const reading of all) {
      const end = reading.topic === topic ? bounds.get(reading.partition)?.high : undefined;
      if (end !== undefined && end > reading.reached) lag += end - reading.reached;
    }
  }
  return lag;
}
