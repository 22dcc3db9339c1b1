import type { Cluster } from '#lib/sources/kafka/cluster.ts';
import type { Readings } from '#lib/sources/kafka/readings.ts';

/** Messages that this process has still to read of the partitions that are its own. */
export async function ownLag(cluster: Cluster, readings: Readings): Promise<bigint> {
  const all = readings.all();
  let lag = 0n;
  for (const topic of new Set(all.map((reading) => reading.topic))) {
    const bounds = await cluster.bounds(topic);
    for (const reading of all) {
      if (reading.topic !== topic) continue;
      const end = bounds.get(reading.partition)?.high;
      // A sum without it would be too little.
      if (end === undefined) throw new Error(`no broker tells where ${topic}/${reading.partition} ends`);
      if (end > reading.reached) lag += end - reading.reached;
    }
  }
  return lag;
}
