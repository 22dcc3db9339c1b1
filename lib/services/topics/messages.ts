import type { TopicMessages, TopicMessagesQuery } from '#lib/contracts/topics.ts';
import { microsFromMillis, rfc3339, type Micros } from '#lib/core/time.ts';
import { minuteOf } from '#lib/core/topics/message-time.ts';
import { findInMessage, parseTopicSearch } from '#lib/core/topics/search.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { resolveTimeBound } from '#lib/services/flows/time-bound.ts';
import { flowsOfMessages } from '#lib/services/topics/flows-of-messages.ts';
import { BEGINNING_BYTES, readMessage, searchable, viewMessage, type ReadMessage, type ScannedBody } from '#lib/services/topics/message-view.ts';
import { decodeOffsetsCursor, encodeOffsetsCursor } from '#lib/services/topics/offsets-cursor.ts';
import { topicPlace, type TopicPlace } from '#lib/services/topics/place.ts';
import { Scan } from '#lib/services/topics/scan.ts';
import type { Store } from '#lib/store/store.ts';
import type { OffsetRange } from '#lib/store/topic-messages.ts';
import { readKeptPartitions, readOffsetsBetween, type KeptPartition } from '#lib/store/topic-tallies.ts';

/** What one request looks at, at most: the answer says how far it came, and the next goes on from there. */
const MOST_SEARCHED = 20_000;
const MOST_SEARCHED_BYTES = 24 * 1024 * 1024;
const LONGEST_MS = 1500;
/** Of a payload; as much as is kept by default. */
const SEARCHED_VALUE_BYTES = 64 * 1024;

interface Asked {
  readonly query: TopicMessagesQuery;
  readonly from: Micros | null;
  readonly to: Micros | null;
}

/** Messages of a topic, newest first; with a search those of the newest 20,000 that have it. Throws `not-found` and `invalid`. */
export async function topicMessages(store: Pick<Store, 'pool'>, source: string, topic: string, query: TopicMessagesQuery, nowMs: number = Date.now()): Promise<TopicMessages> {
  const place = await topicPlace(store, source, topic, query.incarnation);
  const now = microsFromMillis(nowMs);
  const asked: Asked = { query, from: query.from === undefined ? null : resolveTimeBound(query.from, now), to: query.to === undefined ? null : resolveTimeBound(query.to, now) };
  const kept = await readKeptPartitions(store.pool, place.topicId);
  const total = kept.reduce((sum, { count }) => sum + count, 0n);
  const tail = encodeOffsetsCursor({ topicId: place.topicId, kept: total, offsets: new Map(kept.map(({ partition, last }) => [partition, last])) });
  const after = query.after === undefined ? null : decodeOffsetsCursor(query.after, place.topicId, 'after');
  if (after !== null && kept.every(({ partition, last }) => after.offsets.get(partition) === last)) return { messages: [], nextCursor: null, tail, skipped: '0', searched: { messages: 0, until: null } };
  const ranges = await rangesOf(store, place, asked, kept, after?.offsets ?? null);
  const { found, scan, searched, ended } = await search(store, place, asked, ranges);
  const flows = await flowsOfMessages(store, found.map(({ message, reading }) => ({ topicId: place.topicId, at: { ...place, topic: place.name, partition: message.partition, offset: message.offset }, reading })));
  const isNewer = after !== null && query.partition === undefined ? total - after.kept - BigInt(searched.messages) : 0n;
  return {
    messages: found.map((each, index) => viewMessage(each, place, flows[index] ?? null)),
    nextCursor: ended || query.after !== undefined ? null : encodeOffsetsCursor({ topicId: place.topicId, kept: total, offsets: scan.left() }),
    tail,
    skipped: (isNewer > 0n ? isNewer : 0n).toString(),
    searched,
  };
}

/** Up to what is kept now, and not beyond: what comes meanwhile comes with `tail`, and nothing comes twice. */
async function rangesOf(store: Pick<Store, 'pool'>, { topicId }: TopicPlace, { query, from, to }: Asked, kept: readonly KeptPartition[], after: ReadonlyMap<number, bigint> | null): Promise<OffsetRange[]> {
  const cursor = query.cursor === undefined ? null : decodeOffsetsCursor(query.cursor, topicId, 'cursor');
  if (query.cursor !== undefined && cursor === null) throw new ServiceError('invalid', 'The cursor belongs to another topic.', { faults: [{ path: 'query.cursor', message: 'was given out for another topic, or for another incarnation of this one' }] });
  const between = from === null && to === null ? null : await readOffsetsBetween(store.pool, topicId, from === null ? null : minuteOf(from), to === null ? null : minuteOf(to));
  const upTo = query.offset === undefined ? null : BigInt(query.offset) + 1n;
  return kept.flatMap(({ partition, first, last }) => {
    if (query.partition !== undefined && partition !== query.partition) return [];
    const within = between === null ? { first, last } : between.get(partition);
    const left = cursor === null ? last + 1n : cursor.offsets.get(partition);
    if (within === undefined || left === undefined) return [];
    const begin = largest(first, within.first, (after?.get(partition) ?? -1n) + 1n);
    const end = smallest(last + 1n, within.last + 1n, left, upTo ?? last + 1n);
    return begin < end ? [{ partition, from: begin, to: end }] : [];
  });
}

const largest = (...offsets: readonly bigint[]): bigint => offsets.reduce((most, offset) => (offset > most ? offset : most));
const smallest = (...offsets: readonly bigint[]): bigint => offsets.reduce((least, offset) => (offset < least ? offset : least));

async function search(store: Pick<Store, 'pool'>, { topicId }: TopicPlace, { query, from, to }: Asked, ranges: readonly OffsetRange[]): Promise<{ found: ReadMessage[]; scan: Scan; searched: TopicMessages['searched']; ended: boolean }> {
  const wanted = parseTopicSearch(query.q ?? '');
  const selective = wanted !== null || query.key !== undefined;
  const scan = new Scan(store, {
    topicId, ranges,
    about: selective ? MOST_SEARCHED : query.limit,
    valueBytes: wanted === null ? BEGINNING_BYTES : SEARCHED_VALUE_BYTES,
    key: query.key === undefined ? undefined : keyBytes(query.key),
  });
  const found: ReadMessage[] = [];
  const until = performance.now() + LONGEST_MS;
  let [messages, bytes, oldest]: [number, number, Micros | null] = [0, 0, null];
  while (found.length < query.limit) {
    if (messages >= MOST_SEARCHED || bytes >= MOST_SEARCHED_BYTES || performance.now() > until) break;
    const message = await scan.next();
    if (message === null) break;
    messages += 1;
    oldest = message.at;
    if (wanted !== null && message.body !== null) bytes += Math.min(message.kept, SEARCHED_VALUE_BYTES) + message.body.headers.length;
    if (message.body === null || (from !== null && message.at < from) || (to !== null && message.at >= to)) continue;
    const places = wanted === null ? [] : findInMessage(wanted, searchable(message.body));
    if (wanted === null || places.length > 0) found.push(readMessage(message as ScannedBody, places));
  }
  return { found, scan, searched: { messages, until: oldest === null ? null : rfc3339(oldest) }, ended: scan.left().size === 0 };
}

/** `hex:00ff` for keys that are no text. */
function keyBytes(key: string): Uint8Array {
  const digits = /^hex:((?:[0-9a-f]{2})+)$/i.exec(key)?.[1];
  return digits === undefined ? Buffer.from(key, 'utf8') : Buffer.from(digits, 'hex');
}
