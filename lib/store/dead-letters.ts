/** Writes dead letters as the rollup derives them, and keeps the counts of their groups. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { bucketOf, countChanges, type CountedLetter } from '#lib/core/dead-letters/group-counts.ts';
import { letterState } from '#lib/core/dead-letters/letter-state.ts';
import { DEAD_LETTER_STATES, type DeadLetterState, type ItemState } from '#lib/core/dead-letters/states.ts';
import { coordinatesText, type Coordinates } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { applyCounts, type FailureGroupRow } from '#lib/store/failure-counts.ts';
import { eventRef } from '#lib/store/refs.ts';
import { pgJson, pgName, pgText } from '#lib/store/text.ts';

export interface DeadLetterRow {
  /** Its packed coordinates, see refs.ts. */
  readonly id: string;
  readonly topicId: number;
  /** As PostgreSQL writes a date. */
  readonly observedDay: string;
  readonly seenAt: Micros;
  /** The fingerprint, with the dashes of a uuid. */
  readonly groupId: string;
  readonly originTopic: string | null;
  readonly originPartition: number | null;
  readonly originOffset: bigint | null;
  readonly originIncarnation: number | null;
  readonly originEvidence: string | null;
  readonly consumerGroup: string | null;
  readonly exceptionType: string | null;
  readonly message: string | null;
  readonly framework: string | null;
  readonly attempts: number;
  readonly failedAt: Micros | null;
  readonly messageType: string | null;
  readonly messageId: string | null;
  readonly keyText: string | null;
  readonly size: number | null;
  readonly flowId: string | null;
  readonly replayOf: string | null;
  readonly replayId: bigint | null;
  readonly unwritable: string | null;
  readonly search: string;
}

const LONGEST_KEY = 200;

/**
 * Writes what was derived, in the caller's transaction; `gone` are those that are dead letters no longer. What people decided and what was sent decides
 * the state of one that is new here, so that a rebuild comes out as it was; one that is known keeps its state.
 */
export async function writeDeadLetters(client: pg.ClientBase, letters: readonly DeadLetterRow[], groups: readonly FailureGroupRow[], gone: readonly string[], version: bigint): Promise<void> {
  if (letters.length + gone.length === 0) return;
  const known = await lockLetters(client, [...letters.map(({ id }) => id), ...gone]);
  const states = await statesOf(client, letters.filter(({ id }) => !known.has(id)).map(({ id }) => id));
  const stateOf = (id: string): DeadLetterState => known.get(id)?.state ?? states.get(id) ?? 'open';
  const rows = letters.map((letter) => ({
    id: letter.id,
    topic_id: letter.topicId,
    observed_day: letter.observedDay,
    seen_at: letter.seenAt,
    group_id: letter.groupId,
    state: DEAD_LETTER_STATES.indexOf(stateOf(letter.id)),
    state_at: letter.seenAt,
    origin_topic: nameOrNull(letter.originTopic),
    origin_partition: letter.originPartition,
    origin_offset: letter.originOffset?.toString() ?? null,
    origin_incarnation: letter.originIncarnation,
    origin_evidence: letter.originEvidence,
    consumer_group: nameOrNull(letter.consumerGroup),
    exception_type: letter.exceptionType,
    message: letter.message,
    framework: letter.framework,
    attempts: letter.attempts,
    failed_at: letter.failedAt,
    message_type: nameOrNull(letter.messageType),
    message_id: nameOrNull(letter.messageId),
    key_text: letter.keyText?.slice(0, LONGEST_KEY) ?? null,
    size: letter.size,
    flow_id: letter.flowId,
    replay_of: letter.replayOf,
    replay_id: letter.replayId?.toString() ?? null,
    unwritable: letter.unwritable,
    search: letter.search,
    version: version.toString(),
  }));
  const kept = Object.keys(rows[0] ?? {}).filter((column) => column !== 'id' && column !== 'state' && column !== 'state_at');
  if (rows.length > 0) {
    await client.query({
      name: 'write-dead-letters',
      text: `INSERT INTO dead_letter SELECT * FROM jsonb_populate_recordset(null::dead_letter, $1::jsonb)
             ON CONFLICT (id) DO UPDATE SET ${kept.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      values: [pgJson(rows)],
    });
  }
  if (gone.length > 0) await client.query({ name: 'delete-dead-letters', text: 'DELETE FROM dead_letter WHERE id = ANY ($1::uuid[])', values: [gone] });
  const now = new Map(letters.map((letter) => [letter.id, { groupId: letter.groupId, state: stateOf(letter.id), isReFailed: letter.replayOf !== null, bucket: bucketOf(letter.seenAt) }]));
  const touched = new Set([...now.keys(), ...known.keys()]);
  await applyCounts(client, countChanges([...touched].map((id) => ({ before: known.get(id) ?? null, after: now.get(id) ?? null }))), groups);
}

/** Brings dead letters into a state, of those that are in one of `from`; answers which. In the caller's transaction. */
export async function changeStates(client: pg.ClientBase, ids: readonly string[], from: readonly DeadLetterState[], to: DeadLetterState, at: Micros): Promise<string[]> {
  const before = new Map([...(await lockLetters(client, ids))].filter(([, { state }]) => from.includes(state) && state !== to));
  if (before.size === 0) return [];
  await client.query({ name: 'change-dead-letters', text: 'UPDATE dead_letter SET state = $2, state_at = $3 WHERE id = ANY ($1::uuid[])', values: [[...before.keys()], DEAD_LETTER_STATES.indexOf(to), at] });
  await applyCounts(client, countChanges([...before.values()].map((letter) => ({ before: letter, after: { ...letter, state: to } }))), []);
  return [...before.keys()];
}

export interface KnownLetter {
  readonly flowId: string | null;
  /** Of the topic that it came from, where the message is kept. */
  readonly originIncarnation: number | null;
}

/** Those that are written already. Where fingerprints are made otherwise by now nothing counts as written. */
export async function readKnownLetters(client: pg.ClientBase, ids: readonly string[], fingerprintVersion: number): Promise<Map<string, KnownLetter>> {
  const { rows } = await client.query<{ id: string; flow_id: string | null; origin_incarnation: number | null }>({
    name: 'read-known-letters',
    text: 'SELECT d.id, d.flow_id, d.origin_incarnation FROM dead_letter d JOIN failure_group g ON g.id = d.group_id WHERE d.id = ANY ($1::uuid[]) AND g.fingerprint_version = $2',
    values: [ids, fingerprintVersion],
  });
  return new Map(rows.map((row) => [row.id, { flowId: row.flow_id, originIncarnation: row.origin_incarnation }]));
}

/** A dead letter that was sent back. */
export interface EarlierLetter {
  readonly id: string;
  readonly attempts: number;
}

/** By their coordinates as `coordinatesText` writes them; those that were never recognised are not among them. */
export async function readEarlier(client: pg.ClientBase, coordinates: readonly Coordinates[]): Promise<Map<string, EarlierLetter>> {
  if (coordinates.length === 0) return new Map();
  const { rows: topics } = await client.query<{ id: number; place: string }>({
    name: 'read-topics-of-letters',
    text: 'SELECT t.id, w.place FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS w (source, name, incarnation, place) JOIN topic t USING (source, name, incarnation)',
    values: [coordinates.map(({ source }) => pgText(source)), coordinates.map(({ topic }) => pgName(topic)), coordinates.map(({ incarnation }) => incarnation)],
  });
  const texts = new Map<string, string>();
  for (const { id, place } of topics) {
    const at = coordinates[Number(place) - 1];
    if (at !== undefined) texts.set(eventRef(id, at.partition, at.offset), coordinatesText(at));
  }
  const { rows } = await client.query<{ id: string; attempts: number }>({ name: 'read-earlier-letters', text: 'SELECT id, attempts FROM dead_letter WHERE id = ANY ($1::uuid[])', values: [[...texts.keys()]] });
  return new Map(rows.map(({ id, attempts }) => [texts.get(id) ?? id, { id, attempts }]));
}

/** In one order, whoever comes: nothing deadlocks. */
async function lockLetters(client: pg.ClientBase, ids: readonly string[]): Promise<Map<string, CountedLetter>> {
  const { rows } = await client.query<{ id: string; group_id: string; state: number; came_back: boolean; seen_at: string }>({
    name: 'lock-dead-letters',
    text: 'SELECT id, group_id, state, replay_of IS NOT NULL AS came_back, seen_at FROM dead_letter WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE',
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, { groupId: row.group_id, state: DEAD_LETTER_STATES[row.state] ?? 'open', isReFailed: row.came_back, bucket: bucketOf(Number(row.seen_at)) }]));
}

/** Of dead letters that have no row yet. */
async function statesOf(client: pg.ClientBase, ids: readonly string[]): Promise<Map<string, DeadLetterState>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; kind: 'discard' | 'restore' | null; decided_at: string | null; state: ItemState | null; state_at: string | null }>({
    name: 'read-decided-states',
    text: `SELECT w.id, d.kind, d.at AS decided_at, i.state, i.at AS state_at
             FROM unnest($1::uuid[]) AS w (id)
             LEFT JOIN LATERAL (SELECT d.kind, d.at FROM decided_letter l JOIN decision d ON d.id = l.decision_id WHERE l.dead_letter = w.id AND d.kind IN ('discard', 'restore') ORDER BY d.id DESC LIMIT 1) d ON true
             LEFT JOIN LATERAL (SELECT r.state, coalesce(r.settled_at, r.sent_at, 0) AS at FROM replay_item r WHERE r.dead_letter = w.id AND r.state IN ('sending', 'sent', 'unsure', 'succeeded', 'failed-again') ORDER BY r.replay_id DESC LIMIT 1) i ON true`,
    values: [ids],
  });
  const micros = (text: string | null): Micros => brand<Micros>(Number(text ?? 0));
  return new Map(rows.map((row) => [row.id, letterState(row.kind === null ? null : { kind: row.kind, at: micros(row.decided_at) }, row.state === null ? null : { state: row.state, at: micros(row.state_at) })]));
}

const nameOrNull = (text: string | null): string | null => (text === null ? null : pgName(text));
