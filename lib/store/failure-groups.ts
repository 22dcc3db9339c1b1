/** Failure groups as lists and pages show them: filtered, sorted and counted in the database, of which a page is read whole. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { BUCKET_MICROS, bucketOf } from '#lib/core/dead-letters/group-counts.ts';
import type { StateCounts } from '#lib/core/dead-letters/letter-state.ts';
import type { DeadLetterState } from '#lib/core/dead-letters/states.ts';
import type { Micros } from '#lib/core/time.ts';

export interface FailureGroupFilter {
  /** LIKE pattern in lower case, and the text as it was given, which may be an id; null: all. */
  readonly text: { readonly pattern: string; readonly id: string } | null;
  readonly topic: string | null;
  readonly group: string | null;
  readonly exceptionType: string | null;
  readonly owner: string | null;
  readonly source: string | null;
  /** Seen last at or after it, and first before it. */
  readonly from: Micros | null;
  readonly to: Micros | null;
}

export type FailureGroupSort = 'lastSeen' | 'firstSeen' | 'count' | 'open' | 'title';

export interface FailureGroupPage {
  readonly filter: FailureGroupFilter;
  /** Empty: all. */
  readonly states: readonly DeadLetterState[];
  readonly sort: FailureGroupSort;
  readonly limit: number;
  /** That of the last one of the page before. */
  readonly after: GroupPlace | null;
}

/** Where a group stands in an order: the larger number first, of equal ones the lesser text, of those the lesser id. */
export interface GroupPlace {
  readonly at: number;
  readonly text: string;
  readonly id: string;
}

export interface ListedFailureGroup {
  /** With the dashes of a uuid. */
  readonly id: string;
  readonly title: string;
  readonly exceptionType: string | null;
  readonly message: string | null;
  readonly topFrame: string | null;
  readonly originTopic: string | null;
  readonly consumerGroup: string | null;
  readonly sources: readonly string[];
  readonly firstSeenAt: Micros;
  readonly lastSeenAt: Micros;
  readonly counts: StateCounts;
  readonly reFailed: number;
  /** Of the newest 10,000 that are open. */
  readonly flows: number;
  readonly owner: string | null;
}

/** The same as `groupState` of lib/core/dead-letters/letter-state.ts. */
const STATE = `CASE WHEN g.replaying > 0 THEN 'replaying' WHEN g.open > 0 THEN CASE WHEN g.re_failed > 0 THEN 'failed-again' ELSE 'open' END
                    WHEN g.resolved + g.failed_again = 0 AND g.discarded > 0 THEN 'discarded' ELSE 'resolved' END`;
const ALL = 'g.open + g.replaying + g.resolved + g.failed_again + g.discarded';
const OWNER = `(SELECT d.owner FROM decision d WHERE d.group_id = g.id AND d.kind = 'assign' ORDER BY d.id DESC LIMIT 1)`;
const WHERE = `($1::text IS NULL OR g.search LIKE $1 OR lower(${OWNER}) LIKE $1 OR g.id IN (
                   SELECT group_id FROM dead_letter WHERE message_id = $2 UNION SELECT group_id FROM dead_letter WHERE key_text = $2 UNION SELECT group_id FROM dead_letter WHERE flow_id = $2))
           AND ($3::text IS NULL OR g.origin_topic = $3) AND ($4::text IS NULL OR g.consumer_group = $4) AND ($5::text IS NULL OR g.exception_type = $5)
           AND ($6::text IS NULL OR ${OWNER} = $6) AND ($7::text IS NULL OR $7 = ANY (g.sources)) AND ($8::bigint IS NULL OR g.last_seen_at >= $8) AND ($9::bigint IS NULL OR g.first_seen_at < $9)`;
const COLUMNS = `g.id, g.title, g.exception_type, g.message, g.top_frame, g.origin_topic, g.consumer_group, g.sources, g.first_seen_at, g.last_seen_at, g.open, g.replaying, g.resolved, g.failed_again, g.discarded, g.re_failed,
                 ${OWNER} AS owner, (SELECT count(DISTINCT flow_id)::int FROM (SELECT flow_id FROM dead_letter WHERE group_id = g.id AND state = 0 ORDER BY seen_at DESC, id LIMIT 10000) o) AS flows`;

const PLACES: Readonly<Record<FailureGroupSort, { readonly at: string; readonly text: string }>> = {
  lastSeen: { at: 'g.last_seen_at', text: "''" },
  firstSeen: { at: 'g.first_seen_at', text: "''" },
  count: { at: ALL, text: "''" },
  // Of as many the one that was seen last.
  open: { at: 'g.open', text: `lpad((9000000000000000000 - g.last_seen_at)::text, 19, '0')` },
  title: { at: '0', text: 'left(lower(g.title), 100)' },
};

interface Row {
  readonly id: string;
  readonly title: string;
  readonly exception_type: string | null;
  readonly message: string | null;
  readonly top_frame: string | null;
  readonly origin_topic: string | null;
  readonly consumer_group: string | null;
  readonly sources: string[];
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly open: number;
  readonly replaying: number;
  readonly resolved: number;
  readonly failed_again: number;
  readonly discarded: number;
  readonly re_failed: number;
  readonly owner: string | null;
  readonly flows: number;
}

const values = ({ text, topic, group, exceptionType, owner, source, from, to }: FailureGroupFilter): unknown[] => [text?.pattern ?? null, text?.id ?? null, topic, group, exceptionType, owner, source, from, to];

export async function readFailureGroupPage(pool: pg.Pool, { filter, states, sort, limit, after }: FailureGroupPage): Promise<{ readonly group: ListedFailureGroup; readonly place: GroupPlace }[]> {
  const { at, text } = PLACES[sort];
  const { rows } = await pool.query<Row & { place_at: string; place_text: string }>({
    name: `read-failure-groups-by-${sort}`,
    // What costs more is read only of the page.
    text: `WITH placed AS (SELECT g.id, (${at})::bigint AS place_at, (${text}) COLLATE "C" AS place_text FROM failure_group g WHERE ${WHERE} AND ($10::text[] = '{}' OR ${STATE} = ANY ($10))),
                page AS (SELECT * FROM placed WHERE $12::bigint IS NULL OR place_at < $12 OR (place_at = $12 AND (place_text, id) > ($13::text, $14::uuid)) ORDER BY place_at DESC, place_text, id LIMIT $11)
           SELECT ${COLUMNS}, place_at, place_text FROM page JOIN failure_group g ON g.id = page.id ORDER BY place_at DESC, place_text, g.id`,
    values: [...values(filter), states, limit, after?.at ?? null, after?.text ?? null, after?.id ?? null],
  });
  return rows.map((row) => ({ group: listed(row), place: { at: Number(row.place_at), text: row.place_text, id: row.id } }));
}

/** Groups by state, of what the other filters let through. */
export async function countFailureGroups(pool: pg.Pool, filter: FailureGroupFilter): Promise<Map<DeadLetterState, number>> {
  const { rows } = await pool.query<{ state: DeadLetterState; count: number }>({
    name: 'count-failure-groups',
    text: `SELECT ${STATE} AS state, count(*)::int AS count FROM failure_group g WHERE ${WHERE} GROUP BY 1`,
    values: values(filter),
  });
  return new Map(rows.map(({ state, count }) => [state, count]));
}

export async function countOpenDeadLetters(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ open: string | null }>({ name: 'count-open-dead-letters', text: 'SELECT sum(open) AS open FROM failure_group', values: [] });
  return Number(rows[0]?.open ?? 0);
}

/** Null where there is none of this id. */
export async function readOneFailureGroup(pool: pg.Pool, id: string): Promise<ListedFailureGroup | null> {
  const { rows } = await pool.query<Row>({ name: 'read-one-failure-group', text: `SELECT ${COLUMNS} FROM failure_group g WHERE g.id = $1`, values: [id] });
  return rows[0] === undefined ? null : listed(rows[0]);
}

/** How many came in each of so many equal parts of the range, by group. Parts finer than ten minutes are as coarse as that. */
export async function readTrends(pool: pg.Pool, ids: readonly string[], { from, to, parts }: { readonly from: Micros; readonly to: Micros; readonly parts: number }): Promise<Map<string, number[]>> {
  const { rows } = await pool.query<{ group_id: string; bucket: number; count: number }>({
    name: 'read-failure-trends',
    text: 'SELECT group_id, bucket, count FROM failure_tally WHERE group_id = ANY ($1::uuid[]) AND bucket >= $2 AND bucket <= $3',
    values: [ids, bucketOf(from), bucketOf(to)],
  });
  const trends = new Map(ids.map((id) => [id, Array.from({ length: parts }, () => 0)]));
  for (const { group_id: id, bucket, count } of rows) {
    const at = Math.min(parts - 1, Math.max(0, Math.floor(((bucket * BUCKET_MICROS - from) / (to - from)) * parts)));
    const trend = trends.get(id);
    if (trend !== undefined) trend[at] = (trend[at] ?? 0) + count;
  }
  return trends;
}

export interface GroupNote {
  readonly groupId: string;
  readonly at: Micros;
  readonly actor: string;
  readonly text: string;
}

const MOST_NOTES = 100;

/** Newest first, of each group the newest 100. */
export async function readNotes(pool: pg.Pool, ids: readonly string[]): Promise<GroupNote[]> {
  const { rows } = await pool.query<{ group_id: string; at: string; actor: string; reason: string }>({
    name: 'read-failure-notes',
    text: `SELECT n.* FROM unnest($1::uuid[]) AS w (id) CROSS JOIN LATERAL (SELECT group_id, at, actor, reason FROM decision WHERE group_id = w.id AND kind = 'note' ORDER BY id DESC LIMIT ${MOST_NOTES}) n`,
    values: [ids],
  });
  return rows.map((row) => ({ groupId: row.group_id, at: brand<Micros>(Number(row.at)), actor: row.actor, text: row.reason }));
}

export interface GroupDecision {
  readonly at: Micros;
  readonly actor: string;
  readonly kind: 'discard' | 'restore' | 'assign' | 'note';
  readonly reason: string | null;
  readonly owner: string | null;
  /** Dead letters that it was about. */
  readonly letters: number;
}

/** Newest first. */
export async function readDecisions(pool: pg.Pool, groupId: string, most: number): Promise<GroupDecision[]> {
  const { rows } = await pool.query<{ at: string; actor: string; kind: GroupDecision['kind']; reason: string | null; owner: string | null; letters: number }>({
    name: 'read-group-decisions',
    text: `SELECT d.at, d.actor, d.kind, d.reason, d.owner, (SELECT count(*)::int FROM decided_letter l WHERE l.decision_id = d.id) AS letters
             FROM decision d WHERE d.group_id = $1 ORDER BY d.id DESC LIMIT $2`,
    values: [groupId, most],
  });
  return rows.map((row) => ({ ...row, at: brand<Micros>(Number(row.at)) }));
}

function listed(row: Row): ListedFailureGroup {
  return {
    id: row.id,
    title: row.title,
    exceptionType: row.exception_type,
    message: row.message,
    topFrame: row.top_frame,
    originTopic: row.origin_topic,
    consumerGroup: row.consumer_group,
    sources: row.sources,
    firstSeenAt: brand<Micros>(Number(row.first_seen_at)),
    lastSeenAt: brand<Micros>(Number(row.last_seen_at)),
    counts: { open: row.open, replaying: row.replaying, resolved: row.resolved, 'failed-again': row.failed_again, discarded: row.discarded },
    reFailed: row.re_failed,
    flows: row.flows,
    owner: row.owner,
  };
}
