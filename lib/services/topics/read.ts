import type { TopicDetail, TopicQuery } from '#lib/contracts/topics.ts';
import { brand } from '#lib/core/brand.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { roleByName } from '#lib/core/conventions/topic-role.ts';
import { microsFromMillis, rfc3339, type Micros } from '#lib/core/time.ts';
import { minuteOf } from '#lib/core/topics/message-time.ts';
import { rateNow } from '#lib/core/topics/rate-now.ts';
import { chartOf } from '#lib/core/topics/series.ts';
import { groupsOfTopics, type LogBounds } from '#lib/services/topics/groups-of-topics.ts';
import { topicPlace } from '#lib/services/topics/place.ts';
import { countedRange } from '#lib/services/topics/range.ts';
import { servicesOfTopic } from '#lib/services/topics/services-of.ts';
import { readLooks } from '#lib/store/commits.ts';
import type { Store } from '#lib/store/store.ts';
import { readKeptPartitions, readKeptTopics, readSeriesBars, readTopicBars, type KeptPartition } from '#lib/store/topic-tallies.ts';

/** What is known of one topic. Throws `not-found`. */
export async function readTopic(store: Pick<Store, 'pool'>, conventions: Conventions, source: string, topic: string, query: TopicQuery, nowMs: number = Date.now()): Promise<TopicDetail> {
  const place = await topicPlace(store, source, topic, query.incarnation);
  const { topicId } = place;
  const now = microsFromMillis(nowMs);
  const { from, to, buckets, seconds } = await countedRange(store, query, topicId, now);
  const lately = { first: minuteOf(now) - 1, width: 1, count: 2 };
  // One after the other: each takes a millisecond, and the process has a handful of connections for all who ask.
  const kept = await readKeptPartitions(store.pool, topicId);
  const bars = await readSeriesBars(store.pool, topicId, buckets);
  const recent = await readTopicBars(store.pool, lately, topicId);
  const readers = await groupsOfTopics(store, [topicId]);
  const looks = await readLooks(store.pool, [topicId]);
  const next = await readPositions(store, topicId);
  const services = await servicesOfTopic(store, place, from);
  const older = place.all.length > 1 ? await readKeptTopics(store.pool, place.all.map((each) => each.topicId)) : new Map<number, { readonly count: bigint }>();
  const { series, counts } = chartOf(bars, buckets);
  const messages = series.reduce((sum, { count }) => sum + count, 0n);
  const { groups = [], log = new Map<number, LogBounds>() } = readers.get(topicId) ?? {};
  const total = kept.reduce((sum, { count }) => sum + count, 0n);
  return {
    source: place.source,
    name: place.name,
    role: roleByName(place.name, conventions),
    incarnation: place.incarnation,
    incarnations: place.all.map((each) => ({ incarnation: each.incarnation, firstSeenAt: time(each.firstSeenAt), kept: (each.topicId === topicId ? total : (older.get(each.topicId)?.count ?? 0n)).toString() })),
    from: rfc3339(from),
    to: rfc3339(to),
    perSecondNow: rateNow((minute) => recent.get(topicId)?.get(minute - lately.first) ?? 0, now),
    perSecond: Number(messages) / seconds,
    messages: messages.toString(),
    kept: total.toString(),
    keptBytes: kept.reduce((sum, { bytes }) => sum + bytes, 0n).toString(),
    lastMessageAt: kept.length === 0 ? null : time(Math.max(...kept.map(({ lastAt }) => lastAt))),
    series: series.map(({ type, rest, role, count, bytes }) => ({ type: type === '' ? null : type, rest, role, messages: count.toString(), bytes: bytes.toString() })),
    chart: { bucketMs: buckets.width * 60_000, buckets: counts.map((own, index) => ({ at: time((buckets.first + index * buckets.width) * 60e6), counts: own })) },
    partitions: partitionsOf(kept, next, log),
    groups: [...groups],
    groupsSampledAt: looks.get(topicId) === undefined ? null : time(looks.get(topicId)?.at ?? 0),
    ...services,
  };
}

const time = (micros: number): string => rfc3339(brand<Micros>(micros));

async function readPositions(store: Pick<Store, 'pool'>, topicId: number): Promise<Map<number, string>> {
  const { rows } = await store.pool.query<{ partition: number; next_offset: string }>('SELECT partition, next_offset FROM position WHERE topic_id = $1', [topicId]);
  return new Map(rows.map((row) => [row.partition, row.next_offset]));
}

const partitionsOf = (kept: readonly KeptPartition[], next: ReadonlyMap<number, string>, log: ReadonlyMap<number, LogBounds>): TopicDetail['partitions'] =>
  kept.map(({ partition, first, last, count, bytes, lastAt }) => ({
    partition,
    oldest: first.toString(),
    newest: last.toString(),
    kept: count.toString(),
    keptBytes: bytes.toString(),
    next: next.get(partition) ?? null,
    logStart: log.get(partition)?.start?.toString() ?? null,
    logEnd: log.get(partition)?.end?.toString() ?? null,
    lastMessageAt: time(lastAt),
  }));
