import type { GroupWaiting, GroupWaitingQuery } from '#lib/contracts/lag.ts';
import { brand } from '#lib/core/brand.ts';
import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import type { JudgedPartition } from '#lib/core/lag/judge.ts';
import { writtenAt } from '#lib/core/lag/written-at.ts';
import { microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { readSummaries, summaryColumns, type SummaryRow } from '#lib/services/flows/summary.ts';
import { oneGroup } from '#lib/services/lag/read.ts';
import { flowsOfMessages } from '#lib/services/topics/flows-of-messages.ts';
import { readGroupTopics, type GroupTopic } from '#lib/store/group-topics.ts';
import { readEventTimes, readPositions, readWaiting, type EventTimes, type LaggingPartition, type WaitingEvent, type WaitingPlace } from '#lib/store/lag-waiting.ts';
import { parseEventRef, type EventPosition } from '#lib/store/refs.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';

const SORT = 'oldest';

interface Lagging extends LaggingPartition {
  readonly topic: GroupTopic;
  readonly judged: JudgedPartition | undefined;
}

type FlowRow = SummaryRow & { readonly events: string[] };

interface Found {
  readonly flowId: string;
  /** Its message that was observed first of those that wait. */
  readonly event: WaitingEvent;
  /** Further messages of the flow that wait. */
  readonly others: number;
}

/** So many messages are looked at for each flow that is asked for; a page of a topic whose messages are in few flows may have fewer. */
const MOST_LOOKED = 10;

/**
 * The flows that wait in the lag of a group, those that were observed first first: read from the messages themselves, because a flow that has come to its
 * usual end waits all the same. Throws `not-found`, and `invalid` for a cursor of another list.
 */
export async function readGroupWaiting(store: Pick<QueryStore, 'pool' | 'prisma'>, source: string, name: string, query: GroupWaitingQuery, nowMs: number = Date.now()): Promise<GroupWaiting> {
  const group = await oneGroup(store, source, name);
  // Nobody reads for a group that is there no more, so that nothing waits for it.
  if (group.state === 'gone') return { flows: [], nextCursor: null, notInFlows: null };
  const judged = new Map((group.detail?.partitions ?? []).map((partition) => [`${partition.topic}/${partition.partition}`, partition]));
  const topics = (await readGroupTopics(store.pool, group.groupId)).filter(({ topic }) => query.topic === undefined || topic === query.topic);
  const lagging = laggingOf(topics, judged).filter(({ partition }) => query.partition === undefined || partition === query.partition);
  const by = new Map(lagging.map((each) => [`${each.topicId}/${each.partition}`, each]));
  const { found, next } = await findWaiting(store, source, by, query.cursor === undefined ? null : placeIn(decodeCursor(query.cursor, SORT)), query.limit);
  const flows = await flowsOf(store, found.map(({ flowId }) => flowId));
  const summaries = new Map((await readSummaries(store, [...flows.values()])).map((flow) => [flow.id, flow]));
  const shown = found.flatMap(({ flowId, event, others }) => {
    const [flow, own] = [summaries.get(flowId), by.get(`${event.topicId}/${event.partition}`)];
    return flow === undefined || own === undefined ? [] : [{ flow, event, others, own }];
  });
  const times = await readEventTimes(store.pool, shown.map(({ event }) => event));
  const now = microsFromMillis(nowMs);
  return {
    flows: shown.map(({ flow, event, others, own }, index) => ({ flow, ...placeOf(source, own, event.offset, others, times[index] ?? null, now) })),
    nextCursor: next === null ? null : encodeCursor({ sort: SORT, at: next.observedAt, id: `${next.topicId}/${next.partition}/${next.offset}` }),
    notInFlows: await notInFlows(store, lagging),
  };
}

/** Flows by their first message that waits, after a place. `next` is where to go on; null where no message is left. */
async function findWaiting(store: Pick<QueryStore, 'pool' | 'prisma'>, source: string, lagging: ReadonlyMap<string, Lagging>, after: WaitingPlace | null, limit: number): Promise<{ found: Found[]; next: WaitingPlace | null }> {
  const found = new Map<string, Found>();
  let place = after;
  for (let looked = 0; looked < limit * MOST_LOOKED; ) {
    const events = await readWaiting(store.pool, [...lagging.values()], place, limit * 2);
    const ids = await flowsOfMessages(store, events.map((event) => ({ topicId: event.topicId, at: coordinatesOf(source, lagging, event), reading: decodeReading(event.meta) })));
    const flows = await flowsOf(store, [...new Set(ids.flatMap((flow) => (flow === null ? [] : [flow.id])))]);
    for (const [index, event] of events.entries()) {
      place = event;
      const flow = flows.get(ids[index]?.id ?? '');
      if (flow === undefined || found.has(flow.id)) continue;
      const waiting = waitingOf(flow, lagging);
      if (after === null || !(await isBefore(store, waiting, after))) found.set(flow.id, { flowId: flow.id, event, others: Math.max(0, waiting.length - 1) });
      if (found.size === limit) return { found: [...found.values()], next: index < events.length - 1 || events.length === limit * 2 ? place : null };
    }
    looked += events.length;
    if (events.length < limit * 2) return { found: [...found.values()], next: null };
  }
  return { found: [...found.values()], next: place };
}

/** Whether a flow stood on a page before: one of its messages that wait was observed before the place, or is it. */
async function isBefore(store: Pick<Store, 'pool'>, waiting: readonly EventPosition[], place: WaitingPlace): Promise<boolean> {
  const times = await readEventTimes(store.pool, waiting);
  return waiting.some(({ topicId, partition, offset }, index) => {
    const observedAt = times[index]?.observedAt;
    if (observedAt === undefined || observedAt !== place.observedAt) return observedAt !== undefined && observedAt < place.observedAt;
    return topicId - place.topicId < 0 || (topicId === place.topicId && (partition < place.partition || (partition === place.partition && offset <= place.offset)));
  });
}

function placeIn({ at, id }: { readonly at: number; readonly id: string }): WaitingPlace {
  const [topicId, partition, offset] = /^(\d{1,10})\/(\d{1,10})\/(\d{1,19})$/.exec(id)?.slice(1) ?? [];
  if (topicId === undefined || partition === undefined || offset === undefined) throw new ServiceError('invalid', 'The cursor cannot be used.', { faults: [{ path: 'query.cursor', message: 'was not given out by this list' }] });
  return { observedAt: brand<Micros>(at), topicId: Number(topicId), partition: Number(partition), offset: BigInt(offset) };
}

const coordinatesOf = (source: string, lagging: ReadonlyMap<string, Lagging>, { topicId, partition, offset }: WaitingEvent): Coordinates => {
  const topic = lagging.get(`${topicId}/${partition}`)?.topic;
  return { source, topic: topic?.topic ?? '', incarnation: topic?.incarnation ?? 0, partition, offset };
};

const waitingOf = ({ events }: FlowRow, lagging: ReadonlyMap<string, Lagging>): EventPosition[] =>
  events.map(parseEventRef).filter(({ topicId, partition, offset }) => {
    const own = lagging.get(`${topicId}/${partition}`);
    return own !== undefined && offset >= own.committed && (own.end === null || offset < own.end);
  });

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

async function flowsOf(store: Pick<QueryStore, 'prisma'>, ids: readonly string[]): Promise<Map<string, FlowRow>> {
  if (ids.length === 0) return new Map();
  const rows = await store.prisma.$queryRaw<FlowRow[]>`SELECT ${summaryColumns}, f.events::text[] AS events FROM flow f WHERE f.id = ANY (${ids}::text[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

function placeOf(source: string, { topic, partition, committed, judged }: Lagging, offset: bigint, others: number, times: EventTimes | null, now: Micros): Omit<GroupWaiting['flows'][number], 'flow'> {
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
