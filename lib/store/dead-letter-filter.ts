/** What a filter of dead letters selects. Only what was asked for is said, so that each question is planned by what it asks. */
import type pg from 'pg';
import { DEAD_LETTER_STATES, type DeadLetterState } from '#lib/core/dead-letters/states.ts';
import type { Micros } from '#lib/core/time.ts';

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

export interface Selecting {
  readonly from: string;
  readonly where: string;
  readonly values: readonly unknown[];
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** For a statement whose parameters begin with these: dead letters are `d` there, and their topics `t`. */
export function selecting(filter: DeadLetterFilter): Selecting {
  const values: unknown[] = [];
  const parameter = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const equal = (column: string, value: string | null, type = 'text'): string[] => (value === null ? [] : [`${column} = ${parameter(value, type)}`]);
  const terms = [
    ...equal('d.group_id', filter.groupId, 'uuid'),
    ...(filter.states.length === 0 ? [] : [`d.state = ANY (${parameter(filter.states.map((state) => DEAD_LETTER_STATES.indexOf(state)), 'int[]')})`]),
    ...equal('d.origin_topic', filter.originTopic),
    ...equal('t.name', filter.deadLetterTopic),
    ...equal('d.consumer_group', filter.consumerGroup),
    ...equal('d.exception_type', filter.exceptionType),
    ...equal('d.message_type', filter.messageType),
    ...equal('t.source', filter.source),
    ...equal('d.flow_id', filter.flowId),
    ...(filter.from === null ? [] : [`d.seen_at >= ${parameter(filter.from, 'bigint')}`]),
    ...(filter.to === null ? [] : [`d.seen_at < ${parameter(filter.to, 'bigint')}`]),
  ];
  if (filter.text !== null) {
    const id = parameter(filter.text.id, 'text');
    const ways = [`d.search LIKE ${parameter(filter.text.pattern, 'text')}`, `d.message_id = ${id}`, `d.key_text = ${id}`, `d.flow_id = ${id}`, ...(UUID.test(filter.text.id) ? [`d.id = ${parameter(filter.text.id, 'uuid')}`] : [])];
    terms.push(`(${ways.join(' OR ')})`);
  }
  return { from: 'FROM dead_letter d JOIN topic t ON t.id = d.topic_id', where: terms.length === 0 ? 'true' : terms.join(' AND '), values };
}

/** Counts up to `most` and says whether there are more; what the failure groups have counted already is told whole. */
export async function countDeadLetters(pool: pg.Pool, filter: DeadLetterFilter, most: number): Promise<{ readonly count: number; readonly isMore: boolean }> {
  if (isOfGroups(filter)) return { count: await countByGroups(pool, filter), isMore: false };
  const { from, where, values } = selecting(filter);
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM (SELECT 1 ${from} WHERE ${where} LIMIT $${values.length + 1}) s`, [...values, most + 1]);
  const counted = rows[0]?.count ?? 0;
  return { count: Math.min(counted, most), isMore: counted > most };
}

/** All of a group have the same topic, consumer group and exception, for its fingerprint is made of them. */
const isOfGroups = ({ deadLetterTopic, messageType, source, flowId, text, from, to }: DeadLetterFilter): boolean => [deadLetterTopic, messageType, source, flowId, text, from, to].every((each) => each === null);

async function countByGroups(pool: pg.Pool, { groupId, states, originTopic, consumerGroup, exceptionType }: DeadLetterFilter): Promise<number> {
  const counted = states.length === 0 ? DEAD_LETTER_STATES : DEAD_LETTER_STATES.filter((state) => states.includes(state));
  const { rows } = await pool.query<{ count: string | null }>(
    `SELECT sum(${counted.map((state) => state.replace('-', '_')).join(' + ')}) AS count FROM failure_group
      WHERE ($1::uuid IS NULL OR id = $1) AND ($2::text IS NULL OR origin_topic = $2) AND ($3::text IS NULL OR consumer_group = $3) AND ($4::text IS NULL OR exception_type = $4)`,
    [groupId, originTopic, consumerGroup, exceptionType],
  );
  return Number(rows[0]?.count ?? 0);
}
