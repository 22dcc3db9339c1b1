import type { GroupWaiting, GroupWaitingQuery } from '#lib/contracts/lag.ts';
import type { JudgedPartition } from '#lib/core/lag/judge.ts';
import { writtenAt } from '#lib/core/lag/written-at.ts';
import { microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { summarise, summaryColumns, type SummaryRow } from '#lib/services/flows/summary.ts';
import { oneGroup } from '#lib/services/lag/read.ts';
import { readGroupTopics, type GroupTopic } from '#lib/store/group-topics.ts';
import { readEventTimes, readPositions, readWaiting, type EventTimes, type LaggingPartition } from '#lib/store/lag-waiting.ts';
import { parseEventRef } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';

const SORT = 'oldest';

interface Lagging extends LaggingPartition {
  readonly topic: GroupTopic;
  readonly end: bigint | null;
  readonly judged: JudgedPartition | undefined;
}

type FlowRow = SummaryRow & { readonly events: string[] };

interface Oldest {
  readonly lagging: Lagging;
  readonly offset: bigint;
  /** Further messages of the flow that wait. */
  readonly others: number;
}

/** The flows that wait in the lag of a group, those that were observed first first. Throws `not-found`, and `invalid` for a cursor of another list. */
export async function readGroupWaiting(store: Pick<Store, 'pool' | 'prisma'>, source: string, name: string, query: GroupWaitingQuery, nowMs: number = Date.now()): Promise<GroupWaiting> {
  const group = await oneGroup(store, source, name);
  const judged = new Map((group.detail?.partitions ?? []).map((partition) => [`${partition.topic}/${partition.partition}`, partition]));
  const topics = (await readGroupTopics(store.pool, group.groupId)).filter(({ topic }) => query.topic === undefined || topic === query.topic);
  const lagging = laggingOf(topics, judged).filter(({ partition }) => query.partition === undefined || partition === query.partition);
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, SORT);
  const rows = await readWaiting(store.pool, group.groupId, lagging, cursor === null ? null : { observedAt: cursor.at, flowId: cursor.id }, query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const flows = await flowsOf(store, page.map(({ flowId }) => flowId));
  const summaries = new Map((await summarise(store, [...flows.values()])).map((flow) => [flow.id, flow]));
  const found = page.flatMap(({ flowId }) => {
    const [row, flow] = [flows.get(flowId), summaries.get(flowId)];
    const oldest = row === undefined ? null : oldestOf(row, lagging);
    return flow === undefined || oldest === null ? [] : [{ flow, oldest }];
  });
  const times = await readEventTimes(store.pool, found.map(({ oldest: { lagging: at, offset } }) => ({ topicId: at.topicId, partition: at.partition, offset })));
  const now = microsFromMillis(nowMs);
  return {
    flows: found.map(({ flow, oldest }, index) => ({ flow, ...placeOf(source, oldest, times[index] ?? null, now) })),
    nextCursor: last !== undefined && rows.length > page.length ? encodeCursor({ sort: SORT, at: last.observedAt, id: last.flowId }) : null,
    notInFlows: await notInFlows(store, lagging),
  };
}

/** Partitions in which there is something to read, of the newest incarnation of each topic. */
function laggingOf(topics: readonly GroupTopic[], judged: ReadonlyMap<string, JudgedPartition>): Lagging[] {
  const newest = new Map(topics.map((topic) => [topic.topic, topic]));
  return [...newest.values()].flatMap((topic) => {
    const ends = new Map(topic.log.map(({ partition, offset }) => [partition, offset]));
    return topic.committed.flatMap(({ partition, offset: committed }): Lagging[] => {
      const end = ends.get(partition) ?? null;
      return committed === null || (end !== null && end <= committed) ? [] : [{ topic, topicId: topic.topicId, partition, committed, end, judged: judged.get(`${topic.topic}/${partition}`) }];
    });
  });
}

async function flowsOf(store: Pick<Store, 'prisma'>, ids: readonly string[]): Promise<Map<string, FlowRow>> {
  if (ids.length === 0) return new Map();
  const rows = await store.prisma.$queryRaw<FlowRow[]>`SELECT ${summaryColumns}, f.events::text[] AS events FROM flow f WHERE f.id = ANY (${ids}::text[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** The message of a flow that waits with the fewest before it. Null where the group has read all of them meanwhile. */
function oldestOf({ events }: FlowRow, lagging: readonly Lagging[]): Oldest | null {
  const by = new Map(lagging.map((each) => [`${each.topicId}/${each.partition}`, each]));
  const waiting = events.flatMap((ref) => {
    const { topicId, partition, offset } = parseEventRef(ref);
    const own = by.get(`${topicId}/${partition}`);
    return own === undefined || offset < own.committed ? [] : [{ lagging: own, offset }];
  });
  const ahead = ({ lagging: { committed }, offset }: (typeof waiting)[number]): bigint => offset - committed;
  const [first] = waiting.toSorted((a, b) => (ahead(a) < ahead(b) ? -1 : 1));
  return first === undefined ? null : { ...first, others: waiting.length - 1 };
}

function placeOf(source: string, { lagging: { topic, partition, committed, judged }, offset, others }: Oldest, times: EventTimes | null, now: Micros): Omit<GroupWaiting['flows'][number], 'flow'> {
  const ahead = offset - committed;
  const rate = judged?.rates.out ?? null;
  const written = times === null ? null : writtenAt(times);
  return {
    event: { source, topic: topic.topic, incarnation: topic.incarnation, partition, offset: offset.toString() },
    writtenAt: written === null ? null : rfc3339(written),
    waitedMs: written === null ? null : Math.max(0, millisFromMicros(now - written)),
    ahead: ahead.toString(),
    etaMs: rate === null || rate <= 0 ? null : (Number(ahead) / rate) * 1000,
    others,
  };
}

/** Messages of the lag that were not read here: all of them where the topic is not read. Null where the lag of a partition is not known. */
async function notInFlows(store: Pick<Store, 'pool'>, lagging: readonly Lagging[]): Promise<string | null> {
  const positions = await readPositions(store.pool, [...new Set(lagging.map(({ topicId }) => topicId))]);
  let sum = 0n;
  for (const { topicId, partition, committed, end, judged } of lagging) {
    if (end === null) return null;
    if (judged?.drained === true) continue;
    const read = positions.get(`${topicId}/${partition}`) ?? committed;
    const from = read > committed ? read : committed;
    if (end > from) sum += end - from;
  }
  return sum.toString();
}
