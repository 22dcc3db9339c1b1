/** Dead letters as lists and pages show them. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { DEAD_LETTER_STATES, type DeadLetterState, type ItemState, type OriginEvidence } from '#lib/core/dead-letters/states.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { selecting, type DeadLetterFilter } from '#lib/store/dead-letter-filter.ts';
import { parseEventRef } from '#lib/store/refs.ts';

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
  const { from, where, values } = selecting(filter);
  const [at, id] = [`$${values.length + 2}::bigint`, `$${values.length + 3}::uuid`];
  const { rows } = await pool.query<Row>(
    // Of one moment the ids go upwards in both orders, as the index has them. The bound by itself is what the index begins at.
    `SELECT d.*, t.source, t.name, t.incarnation ${from}
      WHERE ${where} ${after === null ? '' : `AND d.seen_at ${beyond}= ${at} AND (d.seen_at <> ${at} OR d.id > ${id})`} ORDER BY d.seen_at ${direction}, d.id LIMIT $${values.length + 1}`,
    [...values, limit, ...(after === null ? [] : [after.at, after.id])],
  );
  return rows.map(listed);
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
