/** Reads facts back in sets, for the rollup and for the flow page. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import type { MessageRef } from '#lib/core/conventions/reading.ts';
import { isTraceRole } from '#lib/core/flows/keys.ts';
import type { KnownEvent, PostedRef } from '#lib/core/flows/world.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';
import { BODY_PLACE, readHeads } from '#lib/store/event-bodies.ts';
import type { EventHead } from '#lib/store/event-chunk.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';
import { plainArray } from '#lib/store/plain-array.ts';
import { eventRef, parseEventRef, traceIdOf, traceUuid } from '#lib/store/refs.ts';
import { runsOf } from '#lib/store/runs.ts';
import { CHUNK_PLACE, readChunks } from '#lib/store/span-blocks.ts';
import { decodeChunk } from '#lib/store/span-chunk.ts';
import { pgName } from '#lib/store/text.ts';
import { together } from '#lib/store/together.ts';

type Client = pg.Pool | pg.ClientBase;

export interface StoredEvent extends KnownEvent {
  /** Raw key of the message. */
  readonly key: Uint8Array | null;
  /** Only the beginning of its value is stored. */
  readonly cut: boolean;
}

interface EventRow extends PackedPlace {
  topic_id: number;
  partition: number;
  offset: string;
  observed_at: string;
  timestamp: string | null;
  timestamp_type: number;
  value_size: number | null;
}

interface TopicRow {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  readonly incarnation: number;
}

/**
 * The events at `wanted`, which has `topic_id`, `partition`, `first` and `last` offset. The two `OFFSET 0` keep the planner from joining in another order:
 * a plan that was made while the tables were empty would read all events of a topic for each one wanted. Of a topic its id alone is said in each row.
 */
const eventsOf = (wanted: string): string => `
  SELECT w.topic_id, w.partition, e.*
    FROM (${wanted} OFFSET 0) w
   CROSS JOIN LATERAL (
     SELECT "offset", observed_at, "timestamp", timestamp_type, value_size, ${BODY_PLACE}
       FROM event WHERE topic_id = w.topic_id AND partition = w.partition AND "offset" BETWEEN w.first AND w.last OFFSET 0) e`;

/** The events that are still stored, in no order. */
export async function readEvents(client: Client, refs: readonly string[]): Promise<StoredEvent[]> {
  if (refs.length === 0) return [];
  // What arrived together stands together: one walk of the index finds it.
  const runs = runsOf(refs.map(parseEventRef));
  const { rows } = await client.query<EventRow>({
    name: 'read-events',
    text: eventsOf('SELECT * FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[]) AS r(topic_id, partition, first, last)'),
    values: [plainArray(runs.map((run) => run.topicId)), plainArray(runs.map((run) => run.partition)), plainArray(runs.map((run) => run.offset)), plainArray(runs.map((run) => run.last))],
  });
  return withBodies(client, rows);
}

async function withBodies(client: Client, rows: readonly EventRow[]): Promise<StoredEvent[]> {
  if (rows.length === 0) return [];
  const [heads, { rows: topics }] = await together([
    readHeads(client, rows),
    client.query<TopicRow>({ name: 'read-topics', text: 'SELECT id, source, name, incarnation FROM topic WHERE id = ANY((SELECT $1::int[])::int[])', values: [[...new Set(rows.map((row) => row.topic_id))]] }),
  ]);
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  return rows.flatMap((row, index) => {
    const [topic, head] = [byId.get(row.topic_id), heads[index]];
    return topic === undefined || !head ? [] : [eventOf(row, topic, head)];
  });
}

/** Of more events than `limit` those that were written first, as their timestamps tell. */
export async function earliestEvents(client: Client, refs: readonly string[], limit: number): Promise<readonly string[]> {
  if (refs.length <= limit) return refs;
  const positions = refs.map(parseEventRef);
  const { rows } = await client.query<{ topic_id: number; partition: number; offset: string }>({
    name: 'earliest-events',
    text: `SELECT r.topic_id, r.partition, r."offset" FROM unnest($1::int[], $2::int[], $3::bigint[]) AS r(topic_id, partition, "offset")
            CROSS JOIN LATERAL (SELECT coalesce("timestamp", observed_at) AS at FROM event WHERE topic_id = r.topic_id AND partition = r.partition AND "offset" = r."offset" OFFSET 0) e
            ORDER BY e.at, r.topic_id, r.partition, r."offset" LIMIT $4`,
    values: [positions.map((p) => p.topicId), positions.map((p) => p.partition), positions.map((p) => p.offset.toString()), limit],
  });
  return rows.map((row) => eventRef(row.topic_id, row.partition, BigInt(row.offset)));
}

/** Events at these coordinates, of every source and incarnation. */
export async function readEventsAt(client: Client, messages: readonly MessageRef[]): Promise<StoredEvent[]> {
  if (messages.length === 0) return [];
  const { rows } = await client.query<EventRow>({
    name: 'read-events-at',
    text: eventsOf(`SELECT t.id AS topic_id, r.partition, r."offset" AS first, r."offset" AS last FROM unnest($1::text[], $2::int[], $3::bigint[]) AS r(name, partition, "offset") JOIN topic t ON t.name = r.name`),
    values: [messages.map((m) => pgName(m.topic)), messages.map((m) => m.partition), messages.map((m) => m.offset.toString())],
  });
  return withBodies(client, rows);
}

const TIMESTAMP_TYPES = ['none', 'create', 'append'] as const;

function eventOf(row: EventRow, { source, name: topic, incarnation }: TopicRow, { key, sha256, meta }: EventHead): StoredEvent {
  return {
    ref: eventRef(row.topic_id, row.partition, BigInt(row.offset)),
    at: { source, topic, incarnation, partition: row.partition, offset: BigInt(row.offset) },
    timestamp: row.timestamp === null ? null : brand<Micros>(Number(row.timestamp)),
    timestampType: TIMESTAMP_TYPES[row.timestamp_type] ?? 'none',
    observedAt: brand<Micros>(Number(row.observed_at)),
    size: row.value_size,
    // A copy: a piece would keep the heads of the whole chunk in memory.
    key: key === null ? null : Buffer.from(key),
    cut: sha256 !== null,
    reading: decodeReading(meta),
  };
}

export interface StoredTrace {
  readonly traceId: TraceId;
  readonly spans: readonly SpanRecord[];
  /** When its last chunk arrived. */
  readonly observedAt: Micros;
}

/** Traces of which at least one span is stored. A repeated span is given as often as it came. Null where they have more than `mostSpans` together: then none is read. */
export async function readTraces(client: Client, traceIds: readonly TraceId[], mostSpans = Infinity): Promise<StoredTrace[] | null> {
  if (traceIds.length === 0) return [];
  const { rows } = await client.query<PackedPlace & { trace_id: string; observed_at: string; spans: number }>({
    name: 'read-traces',
    text: `SELECT trace_id, observed_at, spans, ${CHUNK_PLACE} FROM span_chunk WHERE trace_id = ANY($1::uuid[]) LIMIT $2`,
    // A chunk holds one span at least.
    values: [traceIds.map(traceUuid), mostSpans === Infinity ? null : mostSpans + 1],
  });
  if (rows.reduce((sum, { spans }) => sum + spans, 0) > mostSpans) return null;
  const chunks = await readChunks(client, rows);
  const traces = new Map<string, { traceId: TraceId; spans: SpanRecord[]; observedAt: Micros }>();
  for (const [index, row] of rows.entries()) {
    const chunk = chunks[index];
    if (!chunk) continue;
    const observedAt = brand<Micros>(Number(row.observed_at));
    const known = traces.get(row.trace_id);
    if (known === undefined) traces.set(row.trace_id, { traceId: brand<TraceId>(traceIdOf(row.trace_id)), spans: decodeChunk(chunk), observedAt });
    else {
      for (const span of decodeChunk(chunk)) known.spans.push(span);
      if (observedAt > known.observedAt) known.observedAt = observedAt;
    }
  }
  return [...traces.values()];
}

/**
 * What is posted under each hash, each reference once for each role. A hash with more than `limit` references is a hub: nothing is
 * given for it. `lost` says of a marked hub whether it is one because a component that grew too large lost it; `newHubs` were not marked before.
 */
export async function readPostings(client: Client, hashes: readonly bigint[], limit: number): Promise<{ postings: Map<bigint, PostedRef[]>; hubs: { hash: bigint; lost: boolean }[]; newHubs: bigint[] }> {
  const postings = new Map<bigint, PostedRef[]>(hashes.map((hash) => [hash, []]));
  if (hashes.length === 0) return { postings, hubs: [], newHubs: [] };
  const { hubs, posted } = await postedUnder(client, hashes, limit);
  const newHubs: bigint[] = [];
  for (const [text, rows] of Map.groupBy(posted, ({ hash }) => hash)) {
    const hash = BigInt(text);
    const distinct = new Map(rows.map(({ role, ref }) => [`${role} ${ref}`, isTraceRole(role) ? { role, trace: brand<TraceId>(traceIdOf(ref)) } : { role, event: ref }]));
    if (distinct.size > limit) newHubs.push(hash);
    else postings.set(hash, [...distinct.values()]);
  }
  return { postings, hubs: [...hubs, ...newHubs.map((hash) => ({ hash, lost: false }))], newHubs };
}

interface PostingRow {
  readonly hash: string;
  readonly role: number;
  readonly ref: string;
}

/** A posting; or of a hub, which alone says how it became one, just that. */
type PostedRow = (PostingRow & { readonly lost: null }) | { readonly hash: string; readonly lost: boolean };

interface Posted {
  readonly hubs: { hash: bigint; lost: boolean }[];
  readonly posted: readonly PostingRow[];
}

/** Rows of the postings that are read in one go: thousands of keys have few each. */
const MOST_IN_ONE_GO = 10;

/** More than `limit` of a hash are not all given. One walk of the index answers for all hashes; only where that finds very many is each asked for by itself, and so bounded. */
async function postedUnder(client: Client, hashes: readonly bigint[], limit: number): Promise<Posted> {
  const most = MOST_IN_ONE_GO * Math.max(limit, hashes.length);
  const { rows } = await client.query<PostedRow>({
    name: 'read-postings',
    text: `WITH marked AS MATERIALIZED (SELECT hash, lost FROM hub WHERE hash = ANY($1::bigint[]))
           SELECT hash, NULL AS role, NULL AS ref, lost FROM marked
           UNION ALL (SELECT hash, role, ref, NULL FROM key_posting WHERE hash = ANY(ARRAY(SELECT h FROM unnest($1::bigint[]) h WHERE h NOT IN (SELECT hash FROM marked))) LIMIT $2)`,
    values: [plainArray(hashes), most],
  });
  const hubs = rows.flatMap(({ hash, lost }) => (lost === null ? [] : [{ hash: BigInt(hash), lost }]));
  const posted = rows.filter((row) => row.lost === null);
  if (posted.length < most) return { hubs, posted };
  const known = new Set(hubs.map(({ hash }) => hash));
  const each = await client.query<PostingRow>({
    name: 'read-postings-of-each',
    text: `SELECT h.hash, p.role, p.ref FROM unnest($1::bigint[]) AS h(hash)
            CROSS JOIN LATERAL (SELECT DISTINCT role, ref FROM key_posting k WHERE k.hash = h.hash LIMIT $2) p`,
    values: [plainArray(hashes.filter((hash) => !known.has(hash))), limit + 1],
  });
  return { hubs, posted: each.rows };
}
