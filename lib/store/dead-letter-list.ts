/** Dead letters as lists and pages show them. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { DEAD_LETTER_STATES, type DeadLetterState, type ItemState, type OriginEvidence } from '#lib/core/dead-letters/states.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { parseEventRef } from '#lib/store/refs.ts';

export interface DeadLetterFilter {
  /** With the dashes of a uuid. */
  readonly groupId: string | null;
  /** Empty: all. */
  readonly states: readonly DeadLetterState[];
  readonly originTopic: string | null;
  readonly deadLetterTopic: string | null;
  readonly consumerGroup: string | null;
  readonly exceptionType: string | null;
  readonly messageType: string | null;
  readonly source: string | null;
  readonly flowId: string | null;
  /** LIKE pattern in lower case, and the text as it was given, which may be an id. */
  readonly text: { readonly pattern: string; readonly id: string } | null;
  readonly from: Micros | null;
  readonly to: Micros | null;
}

export interface DeadLetterPage {
  readonly filter: DeadLetterFilter;
  readonly sort: 'newest' | 'oldest';
  /** The last one of the page before. */
  readonly after: { readonly at: number; readonly id: string } | null;
  readonly limit: number;
}

export interface ListedDeadLetter {
  readonly id: string;
  readonly at: Coordinates;
  readonly state: DeadLetterState;
  readonly seenAt: Micros;
  readonly groupId: string;
  readonly origin: { readonly topic: string; readonly partition: number | null; readonly offset: bigint | null; readonly incarnation: number | null; readonly group: string | null; readonly evidence: OriginEvidence } | null;
  readonly consumerGroup: string | null;
  readonly exceptionType: string | null;
  readonly message: string | null;
  readonly framework: string | null;
  readonly attempts: number;
  readonly failedAt: Micros | null;
  readonly messageType: string | null;
  readonly messageId: string | null;
  readonly key: string | null;
  readonly size: number | null;
  readonly flowId: string | null;
  readonly replayOf: string | null;
}

const FROM = 'FROM dead_letter d JOIN topic t ON t.id = d.topic_id';
const WHERE = `($1::uuid IS NULL OR d.group_id = $1) AND ($2::int[] = '{}' OR d.state = ANY ($2)) AND ($3::text IS NULL OR d.origin_topic = $3) AND ($4::text IS NULL OR t.name = $4)
           AND ($5::text IS NULL OR d.consumer_group = $5) AND ($6::text IS NULL OR d.exception_type = $6) AND ($7::text IS NULL OR d.message_type = $7) AND ($8::text IS NULL OR t.source = $8)
           AND ($9::text IS NULL OR d.flow_id = $9) AND ($10::text IS NULL OR d.search LIKE $10 OR d.message_id = $11 OR d.key_text = $11 OR d.flow_id = $11 OR d.id::text = $11)
           AND ($12::bigint IS NULL OR d.seen_at >= $12) AND ($13::bigint IS NULL OR d.seen_at < $13)`;

const values = (filter: DeadLetterFilter): unknown[] => [
  filter.groupId, filter.states.map((state) => DEAD_LETTER_STATES.indexOf(state)), filter.originTopic, filter.deadLetterTopic, filter.consumerGroup, filter.exceptionType, filter.messageType, filter.source, filter.flowId,
  filter.text?.pattern ?? null, filter.text?.id ?? null, filter.from, filter.to,
];

/** What a filter selects, for a statement that begins with it: dead letters are `d` there, and their topics `t`. */
export const selecting = (filter: DeadLetterFilter): { readonly from: string; readonly where: string; readonly values: readonly unknown[] } => ({ from: FROM, where: WHERE, values: values(filter) });

interface Row {
  readonly id: string;
  readonly source: string;
  readonly name: string;
  readonly incarnation: number;
  readonly state: number;
  readonly seen_at: string;
  readonly group_id: string;
  readonly origin_topic: string | null;
  readonly origin_partition: number | null;
  readonly origin_offset: string | null;
  readonly origin_incarnation: number | null;
  readonly origin_evidence: OriginEvidence | null;
  readonly consumer_group: string | null;
  readonly exception_type: string | null;
  readonly message: string | null;
  readonly framework: string | null;
  readonly attempts: number;
  readonly failed_at: string | null;
  readonly message_type: string | null;
  readonly message_id: string | null;
  readonly key_text: string | null;
  readonly size: number | null;
  readonly flow_id: string | null;
  readonly replay_of: string | null;
}

export async function readDeadLetterPage(pool: pg.Pool, { filter, sort, after, limit }: DeadLetterPage): Promise<ListedDeadLetter[]> {
  const [direction, beyond] = sort === 'newest' ? ['DESC', '<'] : ['', '>'];
  const { rows } = await pool.query<Row>({
    name: `read-dead-letters-${sort}`,
    // Of one moment the ids go upwards in both orders, as the index has them.
    text: `SELECT d.*, t.source, t.name, t.incarnation ${FROM}
            WHERE ${WHERE} AND ($14::bigint IS NULL OR d.seen_at ${beyond} $14 OR (d.seen_at = $14 AND d.id > $15::uuid)) ORDER BY d.seen_at ${direction}, d.id LIMIT $16`,
    values: [...values(filter), after?.at ?? null, after?.id ?? null, limit],
  });
  return rows.map(listed);
}

/** Up to `most`. */
export async function countDeadLetters(pool: pg.Pool, filter: DeadLetterFilter, most: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({ name: 'count-dead-letters', text: `SELECT count(*)::int AS count FROM (SELECT 1 ${FROM} WHERE ${WHERE} LIMIT $14) s`, values: [...values(filter), most] });
  return rows[0]?.count ?? 0;
}

/** Null where there is none of this id. */
export async function readOneDeadLetter(pool: pg.Pool, id: string): Promise<ListedDeadLetter | null> {
  const { rows } = await pool.query<Row>({ name: 'read-one-dead-letter', text: `SELECT d.*, t.source, t.name, t.incarnation ${FROM} WHERE d.id = $1`, values: [id] });
  return rows[0] === undefined ? null : listed(rows[0]);
}

/** Of those that are kept as dead letters. */
export async function readLetterStates(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, DeadLetterState>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; state: number }>({ name: 'read-letter-states', text: 'SELECT id, state FROM dead_letter WHERE id = ANY ($1::uuid[])', values: [ids] });
  return new Map(rows.map(({ id, state }) => [id, DEAD_LETTER_STATES[state] ?? 'open']));
}

/** The newest of a group, those that are open first. */
export async function newestOfGroup(pool: pg.Pool, groupId: string, most: number): Promise<{ readonly id: string; readonly messageType: string | null; readonly source: string }[]> {
  const { rows } = await pool.query<{ id: string; message_type: string | null; source: string }>({
    name: 'newest-of-failure-group',
    text: `SELECT d.id, d.message_type, t.source ${FROM} WHERE d.group_id = $1 ORDER BY d.state, d.seen_at DESC, d.id LIMIT $2`,
    values: [groupId, most],
  });
  return rows.map((row) => ({ id: row.id, messageType: row.message_type, source: row.source }));
}

/** The flows of its newest open dead letters, each once, the newest first. */
export async function openFlowsOfGroup(pool: pg.Pool, groupId: string, most: number): Promise<string[]> {
  const { rows } = await pool.query<{ flow_id: string }>({
    name: 'open-flows-of-failure-group',
    text: `SELECT flow_id FROM (SELECT flow_id, seen_at FROM dead_letter WHERE group_id = $1 AND state = 0 AND flow_id IS NOT NULL ORDER BY seen_at DESC, id LIMIT 10000) s
            GROUP BY flow_id ORDER BY max(seen_at) DESC, flow_id LIMIT $2`,
    values: [groupId, most],
  });
  return rows.map((row) => row.flow_id);
}

/** Which of these messages of a topic failed, as `partition/offset`. */
export async function failedAmong(pool: pg.Pool, source: string, topic: string, messages: readonly { readonly partition: number; readonly offset: bigint }[]): Promise<Set<string>> {
  const { rows } = await pool.query<{ partition: number; offset: string }>({
    name: 'failed-among',
    text: `SELECT w.partition, w."offset" FROM unnest($3::int[], $4::bigint[]) AS w (partition, "offset")
            WHERE EXISTS (SELECT ${FROM} WHERE d.origin_topic = $2 AND d.origin_partition = w.partition AND d.origin_offset = w."offset" AND t.source = $1)`,
    values: [source, topic, messages.map(({ partition }) => partition), messages.map(({ offset }) => offset.toString())],
  });
  return new Set(rows.map(({ partition, offset }) => `${partition}/${offset}`));
}

export interface ReplayOfLetter {
  readonly deadLetter: string;
  readonly replayId: bigint;
  readonly seq: number;
  readonly state: ItemState;
  readonly at: Micros;
  readonly became: string | null;
}

/** Newest first. */
export async function readReplaysOf(pool: pg.Pool, ids: readonly string[]): Promise<ReplayOfLetter[]> {
  const { rows } = await pool.query<{ dead_letter: string; replay_id: string; seq: number; state: ItemState; at: string; became: string | null }>({
    name: 'read-replays-of-letters',
    text: `SELECT i.dead_letter, i.replay_id, i.seq, i.state, coalesce(i.settled_at, i.sent_at, r.started_at, r.planned_at) AS at, i.became
             FROM replay_item i JOIN replay r ON r.id = i.replay_id WHERE i.dead_letter = ANY ($1::uuid[]) ORDER BY i.replay_id DESC, i.seq`,
    values: [ids],
  });
  return rows.map((row) => ({ deadLetter: row.dead_letter, replayId: BigInt(row.replay_id), seq: row.seq, state: row.state, at: brand<Micros>(Number(row.at)), became: row.became }));
}

function listed(row: Row): ListedDeadLetter {
  const { partition, offset } = parseEventRef(row.id);
  return {
    id: row.id,
    at: { source: row.source, topic: row.name, incarnation: row.incarnation, partition, offset },
    state: DEAD_LETTER_STATES[row.state] ?? 'open',
    seenAt: brand<Micros>(Number(row.seen_at)),
    groupId: row.group_id,
    origin:
      row.origin_topic === null || row.origin_evidence === null
        ? null
        : { topic: row.origin_topic, partition: row.origin_partition, offset: row.origin_offset === null ? null : BigInt(row.origin_offset), incarnation: row.origin_incarnation, group: row.consumer_group, evidence: row.origin_evidence },
    consumerGroup: row.consumer_group,
    exceptionType: row.exception_type,
    message: row.message,
    framework: row.framework,
    attempts: row.attempts,
    failedAt: row.failed_at === null ? null : brand<Micros>(Number(row.failed_at)),
    messageType: row.message_type,
    messageId: row.message_id,
    key: row.key_text,
    size: row.size,
    flowId: row.flow_id,
    replayOf: row.replay_of,
  };
}
