import { recover, type TargetReading } from '#lib/core/dead-letters/recovery.ts';
import { coordinatesText } from '#lib/core/ids.ts';
import type { Held, SenderContext } from '#lib/services/replays/sending/context.ts';
import type { ReplayBroker } from '#lib/sources/kafka/replay/replay-broker.ts';
import { microsNow } from '#lib/store/clock.ts';
import { closeChunk, type OpenChunk, type SettledItem } from '#lib/store/replay-chunks.ts';

/**
 * What became of a chunk whose sender was lost. `isFenced`: whether that sender can write no more; where the broker denies transactions now, or did when the
 * chunk was sent, it may wake and write even what is not there yet. False where another sender took over. Throws where the broker cannot be asked now.
 */
export async function recoverChunk({ store }: SenderContext, { replayId, term }: Held, broker: ReplayBroker, { chunk, ends, items }: OpenChunk, isFenced: boolean): Promise<boolean> {
  const isOver = ends.isFenced && isFenced;
  const readings = new Map<string, TargetReading | null>();
  for (const { topic, kafkaId, partition, end } of ends.partitions) {
    readings.set(`${partition}/${topic}`, isOver ? await broker.reading({ topic, kafkaId, partition, end: BigInt(end) }, replayId.toString()) : null);
  }
  const settled = items.map(({ seq, at, topic, partition }): SettledItem => {
    if (!isOver) return { seq, event: 'cannot-know', offset: null, why: 'its sender was lost, and the broker, which denies transactions, may still write it' };
    return { seq, ...recover(coordinatesText(at), readings.get(`${partition}/${topic}`) ?? null) };
  });
  return closeChunk(store.pool, { replayId, term, chunk, at: microsNow() }, settled);
}
