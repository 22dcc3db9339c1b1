/** The items of a plan, read to be judged in parts, and written back. */
import type pg from 'pg';
import type { Origin } from '#lib/core/dead-letters/origin.ts';
import type { Edit, Judged } from '#lib/core/dead-letters/plan-replay.ts';
import { isActive, isLive } from '#lib/core/dead-letters/replay-state.ts';
import { DEAD_LETTER_STATES, ITEM_STATES, REPLAY_STATES, type DeadLetterState, type OriginEvidence } from '#lib/core/dead-letters/states.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import { decodeHeaders, encodeHeaders } from '#lib/store/headers.ts';
import { parseEventRef } from '#lib/store/refs.ts';
import { pgText } from '#lib/store/text.ts';

/** Answers those of the ids that no dead letter has. */
export async function unknownLetters(client: pg.ClientBase, ids: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({ name: 'unknown-letters', text: 'SELECT w.id FROM unnest($1::uuid[]) AS w (id) WHERE NOT EXISTS (SELECT FROM dead_letter d WHERE d.id = w.id)', values: [ids] });
  return rows.map(({ id }) => id);
}

/** Answers the dead letters of those edits that are not in the selection. */
export async function insertEdits(client: pg.ClientBase, replayId: bigint, edits: ReadonlyMap<string, Edit>): Promise<string[]> {
  for (const [deadLetter, { key, headers, value }] of edits) {
    await client.query({
      name: 'insert-replay-edit',
      text: 'INSERT INTO replay_edit (replay_id, dead_letter, has_key, key, headers, has_value, value) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      values: [replayId.toString(), deadLetter, key !== undefined, key ?? null, headers === undefined ? null : encodeHeaders(headers), value !== undefined, value ?? null],
    });
  }
  if (edits.size === 0) return [];
  const { rows } = await client.query<{ dead_letter: string }>({
    name: 'edits-beside-selection',
    text: 'SELECT e.dead_letter FROM replay_edit e WHERE e.replay_id = $1 AND NOT EXISTS (SELECT FROM replay_item i WHERE i.replay_id = e.replay_id AND i.dead_letter = e.dead_letter)',
    values: [replayId.toString()],
  });
  return rows.map((row) => row.dead_letter);
}

export interface PlannedTopics {
  readonly source: string;
  /** The dead-letter topic, with Kafka's id of it as it was read. */
  readonly topic: string;
  readonly originTopic: string | null;
}

/** Which topics the selection stands on and came from. */
export async function topicsOfPlan(client: pg.Pool | pg.ClientBase, replayId: bigint): Promise<PlannedTopics[]> {
  const { rows } = await client.query<{ source: string; name: string; origin_topic: string | null }>({
    name: 'topics-of-plan',
    text: `SELECT DISTINCT t.source, t.name, s.origin_topic FROM (SELECT DISTINCT d.topic_id, d.origin_topic FROM replay_item i JOIN dead_letter d ON d.id = i.dead_letter WHERE i.replay_id = $1) s JOIN topic t ON t.id = s.topic_id`,
    values: [replayId.toString()],
  });
  return rows.map((row) => ({ source: row.source, topic: row.name, originTopic: row.origin_topic }));
}

const quoted = (states: readonly string[]): string => states.map((state) => `'${state}'`).join(', ');
/** Whether an item `o` of a replay `r` has its dead letter for itself. */
export const LIVE = `(o.state IN (${quoted(ITEM_STATES.filter(isLive))}) OR (o.state = 'planned' AND r.state IN (${quoted(REPLAY_STATES.filter(isActive))})))`;

export interface PlanItem {
  readonly seq: number;
  readonly id: string;
  /** Null where there is no such dead letter any more. */
  readonly letter: { readonly at: Coordinates; readonly kafkaId: string | null; readonly state: DeadLetterState; readonly origin: Origin | null } | null;
  readonly supersededBy: string | null;
  readonly liveIn: string | null;
  /** An item before this page that is the same message and is sent. */
  readonly sameAs: string | null;
}

/** A page in the order of `seq`. */
export async function readPlanPage(client: pg.Pool | pg.ClientBase, replayId: bigint, after: number, limit: number): Promise<PlanItem[]> {
  const { rows } = await client.query<ItemRow>({
    name: 'read-plan-page',
    text: `WITH page AS MATERIALIZED (SELECT seq, dead_letter FROM replay_item WHERE replay_id = $1 AND seq > $2 ORDER BY seq LIMIT $3)
           SELECT p.seq, p.dead_letter AS id, d.state, t.source, t.name, t.incarnation, t.kafka_id, d.origin_topic, d.origin_partition, d.origin_offset, d.origin_incarnation, d.origin_evidence, d.consumer_group,
                  live.replay_id AS live_in, gone.became AS superseded_by, same.dead_letter AS same_as
             FROM page p
             LEFT JOIN (dead_letter d JOIN topic t ON t.id = d.topic_id) ON d.id = p.dead_letter
             LEFT JOIN LATERAL (SELECT o.replay_id FROM replay_item o JOIN replay r ON r.id = o.replay_id WHERE o.dead_letter = p.dead_letter AND o.replay_id <> $1 AND ${LIVE} LIMIT 1) live ON true
             LEFT JOIN LATERAL (SELECT o.became FROM replay_item o WHERE o.dead_letter = p.dead_letter AND o.state = 'failed-again' ORDER BY o.replay_id DESC LIMIT 1) gone ON true
             LEFT JOIN LATERAL (
               SELECT o.dead_letter
                 FROM (SELECT e.id FROM dead_letter e JOIN topic s ON s.id = e.topic_id
                        WHERE e.origin_topic = d.origin_topic AND e.origin_partition = d.origin_partition AND e.origin_offset = d.origin_offset AND e.origin_incarnation IS NOT DISTINCT FROM d.origin_incarnation
                          AND s.source = t.source AND e.id <> d.id OFFSET 0) e
                CROSS JOIN LATERAL (SELECT o.dead_letter FROM replay_item o WHERE o.dead_letter = e.id AND o.replay_id = $1 AND o.seq <= $2 AND o.state = 'planned' OFFSET 0) o LIMIT 1) same ON true
            ORDER BY p.seq`,
    values: [replayId.toString(), after, limit],
  });
  return rows.map(planItem);
}

interface ItemRow {
  readonly seq: number;
  readonly id: string;
  readonly state: number | null;
  readonly source: string;
  readonly name: string;
  readonly incarnation: number;
  readonly kafka_id: string | null;
  readonly origin_topic: string | null;
  readonly origin_partition: number | null;
  readonly origin_offset: string | null;
  readonly origin_incarnation: number | null;
  readonly origin_evidence: OriginEvidence | null;
  readonly consumer_group: string | null;
  readonly live_in: string | null;
  readonly superseded_by: string | null;
  readonly same_as: string | null;
}

function planItem(row: ItemRow): PlanItem {
  const { partition, offset } = parseEventRef(row.id);
  const origin = row.origin_topic === null || row.origin_evidence === null ? null
    : { topic: row.origin_topic, partition: row.origin_partition, offset: row.origin_offset === null ? null : BigInt(row.origin_offset), incarnation: row.origin_incarnation, group: row.consumer_group, evidence: row.origin_evidence };
  return {
    seq: row.seq,
    id: row.id,
    letter: row.state === null ? null : { at: { source: row.source, topic: row.name, incarnation: row.incarnation, partition, offset }, kafkaId: row.kafka_id, state: DEAD_LETTER_STATES[row.state] ?? 'open', origin },
    supersededBy: row.superseded_by, liveIn: row.live_in, sameAs: row.same_as,
  };
}

/** By dead letter. */
export async function readEdits(client: pg.Pool | pg.ClientBase, replayId: bigint, ids: readonly string[] | null = null): Promise<Map<string, Edit>> {
  const { rows } = await client.query<{ dead_letter: string; has_key: boolean; key: Uint8Array | null; headers: Uint8Array | null; has_value: boolean; value: Uint8Array | null }>({
    name: 'read-replay-edits',
    text: 'SELECT * FROM replay_edit WHERE replay_id = $1 AND ($2::uuid[] IS NULL OR dead_letter = ANY ($2))',
    values: [replayId.toString(), ids],
  });
  return new Map(rows.map((row) => [row.dead_letter, { ...(row.has_key ? { key: row.key } : {}), ...(row.headers === null ? {} : { headers: decodeHeaders(row.headers) }), ...(row.has_value ? { value: row.value } : {}) }]));
}

/** What was judged of a page, in the caller's transaction. */
export async function writeJudged(client: pg.ClientBase, replayId: bigint, judged: readonly { readonly seq: number; readonly judged: Judged }[]): Promise<void> {
  // Both sides have thousands of rows, and the planner takes each for one.
  await client.query('SET LOCAL enable_hashjoin = on; SET LOCAL enable_nestloop = off');
  await client.query({
    name: 'write-judged',
    text: `UPDATE replay_item i SET state = CASE WHEN w.refused IS NULL THEN 'planned' ELSE 'refused' END, refused = w.refused, says = w.says, source = w.source, target_topic = w.topic, target_partition = w.partition, target_group = w.target_group
             FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[]) AS w (seq, refused, says, source, topic, partition, target_group)
            WHERE i.replay_id = $1 AND i.seq BETWEEN $9 AND $10 AND i.seq = w.seq AND i.state = 'planned'`,
    values: [
      replayId.toString(), judged.map(({ seq }) => seq), judged.map(({ judged: { refused } }) => refused?.reason ?? null), judged.map(({ judged: { refused } }) => (refused === null ? 'it will be sent' : pgText(refused.says))),
      judged.map(({ judged: { target } }) => target?.source ?? null), judged.map(({ judged: { target } }) => target?.topic ?? null), judged.map(({ judged: { target } }) => target?.partition ?? null), judged.map(({ judged: { target } }) => target?.group ?? null), judged[0]?.seq ?? 0, judged.at(-1)?.seq ?? 0,
    ],
  });
}

/** The groups that have committed something on these topics, of each source; null where the groups of the source cannot all be looked at. */
export async function groupsReading(client: pg.Pool | pg.ClientBase, source: string, topics: readonly string[]): Promise<Map<string, string[]> | null> {
  const { rows: known } = await client.query<{ known: boolean }>({
    name: 'groups-are-known',
    text: `SELECT EXISTS (SELECT FROM commit_sampling WHERE source = $1 AND at IS NOT NULL AND error IS NULL AND forbidden = 0 AND left_out = 0) AS known`,
    values: [source],
  });
  if (known[0]?.known !== true) return null;
  const { rows } = await client.query<{ topic: string; name: string }>({
    name: 'groups-reading',
    text: `SELECT t.name AS topic, g.name FROM commit_state s JOIN consumer_group g ON g.id = s.group_id JOIN topic t ON t.id = s.topic_id
            WHERE t.source = $1 AND t.name = ANY ($2::text[]) AND g.state <> 'gone'
              AND NOT EXISTS (SELECT FROM topic n WHERE n.source = t.source AND n.name = t.name AND n.incarnation > t.incarnation) ORDER BY 1, 2`,
    values: [source, topics],
  });
  return new Map([...Map.groupBy(rows, ({ topic }) => topic)].map(([topic, of]) => [topic, of.map(({ name }) => name)]));
}
