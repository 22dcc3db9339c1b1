import type { TopicRange } from '#lib/contracts/topics.ts';
import { brand } from '#lib/core/brand.ts';
import { cutIntoMinutes, type MinuteBuckets } from '#lib/core/topics/minute-buckets.ts';
import { countable } from '#lib/core/topics/message-time.ts';
import { MINUTE_MICROS, type Micros } from '#lib/core/time.ts';
import { resolveTimeBound } from '#lib/services/flows/time-bound.ts';
import type { Store } from '#lib/store/store.ts';
import { readFirstMinute } from '#lib/store/topic-tallies.ts';

interface CountedRange {
  readonly from: Micros;
  readonly to: Micros;
  readonly buckets: MinuteBuckets;
  /** Of what is counted: whole minutes, and none that has not begun. */
  readonly seconds: number;
}

/** Messages are counted by the minute: the range begins with a whole one. Without a beginning it begins with the first message of the topic, or of any. */
export async function countedRange(store: Pick<Store, 'pool'>, range: TopicRange, topicId: number | null, now: Micros, mostBuckets?: number): Promise<CountedRange> {
  const to = range.to === undefined ? now : countable(resolveTimeBound(range.to, now));
  const asked = range.from === undefined ? ((await readFirstMinute(store.pool, topicId)) ?? now / MINUTE_MICROS) * MINUTE_MICROS : countable(resolveTimeBound(range.from, now));
  const from = brand<Micros>(Math.floor(Math.min(asked, to) / MINUTE_MICROS) * MINUTE_MICROS);
  const buckets = cutIntoMinutes(from, to, mostBuckets);
  const [begin, end] = [buckets.first * MINUTE_MICROS, (buckets.first + buckets.count * buckets.width) * MINUTE_MICROS];
  return { from, to, buckets, seconds: Math.max(1, (Math.min(end, now) - begin) / 1e6) };
}
