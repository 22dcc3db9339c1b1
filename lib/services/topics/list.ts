import type { TopicList, TopicListQuery, TopicSort, TopicSummary } from '#lib/contracts/topics.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { roleByName } from '#lib/core/conventions/topic-role.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, rfc3339, type Micros } from '#lib/core/time.ts';
import { rateNow } from '#lib/core/topics/rate-now.ts';
import { minuteOf } from '#lib/core/topics/message-time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { escapeLike } from '#lib/services/like.ts';
import { groupsOfTopics, type GroupsOfTopic } from '#lib/services/topics/groups-of-topics.ts';
import { countedRange } from '#lib/services/topics/range.ts';
import type { Store } from '#lib/store/store.ts';
import { readKeptTopics, readTopicBars } from '#lib/store/topic-tallies.ts';

/** As many as a picture in a table row can show. */
const BARS = 30;

interface TopicRow {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  readonly incarnation: number;
}

/** Every topic that was seen, in its newest incarnation. Throws `invalid` for a cursor that it did not give out. */
export async function listTopics(store: Pick<Store, 'pool'>, conventions: Conventions, query: TopicListQuery, nowMs: number = Date.now()): Promise<TopicList> {
  const now = microsFromMillis(nowMs);
  const { buckets, seconds } = await countedRange(store, query, null, now, BARS);
  const lately = { first: minuteOf(now) - 1, width: 1, count: 2 };
  const topics = await readTopics(store, query.q);
  const kept = await readKeptTopics(store.pool);
  const bars = await readTopicBars(store.pool, buckets);
  const recent = await readTopicBars(store.pool, lately);
  const groups = await groupsOfTopics(store, topics.map(({ id }) => id));
  const all = topics.map(({ id, source, name, incarnation }): TopicSummary => {
    const own = kept.get(id);
    const counts = Array.from({ length: buckets.count }, (_, bar) => bars.get(id)?.get(bar) ?? 0);
    const messages = counts.reduce((sum, count) => sum + count, 0);
    return {
      source, name, incarnation,
      role: roleByName(name, conventions),
      partitions: own?.partitions ?? 0,
      perSecondNow: rateNow((minute) => recent.get(id)?.get(minute - lately.first) ?? 0, now),
      perSecond: messages / seconds,
      messages: String(messages),
      bars: counts,
      kept: (own?.count ?? 0n).toString(),
      keptBytes: (own?.bytes ?? 0n).toString(),
      ...readersOf(groups.get(id)),
      lastMessageAt: own === undefined ? null : rfc3339(brand<Micros>(own.lastAt)),
    };
  });
  const sorted = all.toSorted(ORDERS[query.sort]);
  const start = query.cursor === undefined ? 0 : Math.max(0, decodeCursor(query.cursor, query.sort).at);
  const end = start + query.limit;
  return {
    topics: sorted.slice(start, end),
    barMs: buckets.width * 60_000,
    total: sorted.length,
    nextCursor: end < sorted.length ? encodeCursor({ sort: query.sort, at: end, id: '' }) : null,
  };
}

async function readTopics(store: Pick<Store, 'pool'>, q: string | undefined): Promise<TopicRow[]> {
  const { rows } = await store.pool.query<TopicRow>(
    `SELECT DISTINCT ON (name, source) id, source, name, incarnation FROM topic WHERE name ILIKE $1 ORDER BY name, source, incarnation DESC`,
    [`%${escapeLike(q?.trim() ?? '')}%`],
  );
  return rows;
}

function readersOf(known: GroupsOfTopic | undefined): Pick<TopicSummary, 'groups' | 'worstLag'> {
  const there = (known?.groups ?? []).filter(({ state }) => state !== 'gone');
  const worst = there.find(({ lag }) => lag !== null);
  return { groups: there.length, worstLag: worst === undefined ? null : { group: worst.group, lag: worst.lag ?? '0' } };
}

type Order = (a: TopicSummary, b: TopicSummary) => number;

const byName: Order = (a, b) => (a.name === b.name ? (a.source < b.source ? -1 : 1) : a.name < b.name ? -1 : 1);
const most = (value: (topic: TopicSummary) => number): Order => (a, b) => value(b) - value(a) || byName(a, b);

const ORDERS: Readonly<Record<TopicSort, Order>> = {
  name: byName,
  rate: most(({ perSecondNow }) => perSecondNow),
  messages: most(({ messages }) => Number(messages)),
  kept: most(({ kept }) => Number(kept)),
  lag: most(({ worstLag }) => Number(worstLag?.lag ?? -1)),
  lastMessageAt: most(({ lastMessageAt }) => (lastMessageAt === null ? 0 : Date.parse(lastMessageAt))),
};
