/** Samples of committed offsets: appended as facts, and added up for each group and topic. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';
import { decodeDescribed, encodeDescribed, type StoredDescription } from '#lib/store/described.ts';
import { decodeOffsets, encodeOffsets, type PackedOffset } from '#lib/store/packed-offsets.ts';
import { pgName, pgText } from '#lib/store/text.ts';

type Client = pg.Pool | pg.ClientBase;

/** The log itself, among the groups: its rows hold ends and starts. */
export const LOG = 0;

export type GroupState = 'ok' | 'forbidden' | 'failing' | 'gone';

export interface StoredGroup {
  readonly id: number;
  readonly name: string;
  readonly state: GroupState;
  /** What the broker said of it last; null where it says nothing. */
  readonly described: StoredDescription | null;
}

export interface CommitState {
  readonly groupId: number;
  readonly topicId: number;
  /** The last sample that differed from the one before. */
  readonly at: Micros;
  /** When the group was last seen at work on the topic. */
  readonly activeAt: Micros | null;
  readonly offsets: readonly PackedOffset[];
}

export interface SampleRow {
  readonly groupId: number;
  readonly topicId: number;
  readonly at: Micros;
  readonly since: Micros | null;
  readonly offsets: readonly PackedOffset[];
}

export async function readGroups(client: Client, source: string): Promise<StoredGroup[]> {
  const { rows } = await client.query<{ id: number; name: string; state: GroupState; protocol: string | null; broker_state: string | null; described: unknown }>(
    'SELECT id, name, state, protocol, broker_state, described FROM consumer_group WHERE source = $1',
    [pgText(source)],
  );
  return rows.map(({ id, name, state, protocol, broker_state, described }) => ({ id, name, state, described: protocol === null ? null : { protocol, state: broker_state, ...decodeDescribed(described) } }));
}

/** Writes what is new or has changed of groups; gives their ids by name. */
export async function writeGroups(client: Client, source: string, groups: readonly Omit<StoredGroup, 'id'>[], now: Micros): Promise<Map<string, number>> {
  if (groups.length === 0) return new Map();
  const { rows } = await client.query<{ id: number; name: string }>(
    `INSERT INTO consumer_group AS g (source, name, first_seen_at, state, state_since, members, protocol, broker_state, described)
     SELECT DISTINCT ON (name) $1, name, $2::bigint, state, $2::bigint, members, protocol, broker_state, described::jsonb
       FROM unnest($3::text[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[]) AS w (name, state, members, protocol, broker_state, described)
     ON CONFLICT (source, name) DO UPDATE SET state = excluded.state, members = excluded.members, protocol = excluded.protocol, broker_state = excluded.broker_state, described = excluded.described,
       state_since = CASE WHEN g.state = excluded.state THEN g.state_since ELSE excluded.state_since END
     RETURNING id, name`,
    [
      pgText(source), now, groups.map(({ name }) => pgName(name)), groups.map(({ state }) => state), groups.map(({ described }) => described?.members?.length ?? null),
      groups.map(({ described }) => described?.protocol ?? null), groups.map(({ described }) => (described === null || described.state === null ? null : pgText(described.state))),
      groups.map(({ described }) => (described === null ? null : encodeDescribed(described))),
    ],
  );
  const ids = new Map(rows.map((row) => [row.name, row.id]));
  return new Map(groups.flatMap(({ name }) => {
    const id = ids.get(pgName(name));
    return id === undefined ? [] : [[name, id] as const];
  }));
}

/** Kafka's id of the newest incarnation of each topic, where it is known; without dashes. */
export async function readKafkaIds(client: Client, source: string): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; kafka_id: string | null }>('SELECT DISTINCT ON (name) name, kafka_id FROM topic WHERE source = $1 ORDER BY name, incarnation DESC', [pgText(source)]);
  return new Map(rows.flatMap(({ name, kafka_id }) => (kafka_id === null ? [] : [[name, kafka_id] as const])));
}

/** The newest incarnation of each topic; one that is not known yet is made. */
export async function newestTopicIds(client: Client, source: string, topics: readonly string[], now: Micros): Promise<Map<string, number>> {
  const names = topics.map(pgName);
  await client.query(
    `INSERT INTO topic (source, name, incarnation, first_seen_at) SELECT $1, name, 0, $3 FROM unnest($2::text[]) AS w (name)
      WHERE NOT EXISTS (SELECT FROM topic t WHERE t.source = $1 AND t.name = w.name) ON CONFLICT DO NOTHING`,
    [pgText(source), names, now],
  );
  const { rows } = await client.query<{ name: string; id: number }>(
    'SELECT DISTINCT ON (name) name, id FROM topic WHERE source = $1 AND name = ANY ($2::text[]) ORDER BY name, incarnation DESC',
    [pgText(source), names],
  );
  const ids = new Map(rows.map(({ name, id }) => [name, id]));
  return new Map(topics.flatMap((topic) => {
    const id = ids.get(pgName(topic));
    return id === undefined ? [] : [[topic, id] as const];
  }));
}

/** Names by id of the newest incarnation of each topic of a source. */
export async function newestTopics(client: Client, source: string): Promise<Map<number, string>> {
  const { rows } = await client.query<{ name: string; id: number }>('SELECT DISTINCT ON (name) name, id FROM topic WHERE source = $1 ORDER BY name, incarnation DESC', [pgText(source)]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function insertSamples(client: Client, samples: readonly SampleRow[]): Promise<void> {
  if (samples.length === 0) return;
  await client.query(
    `INSERT INTO commit_sample (group_id, topic_id, at, since, observed_day, offsets)
     SELECT * FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::date[], $6::bytea[]) ON CONFLICT DO NOTHING`,
    [
      samples.map(({ groupId }) => groupId), samples.map(({ topicId }) => topicId), samples.map(({ at }) => at), samples.map(({ since }) => since),
      samples.map(({ at }) => dayText(dayOf(at))), samples.map(({ offsets }) => Buffer.from(encodeOffsets(offsets))),
    ],
  );
}

/** A state without offsets is removed: the group has no commits on the topic any more. */
export async function writeStates(client: Client, states: readonly CommitState[]): Promise<void> {
  if (states.length === 0) return;
  const kept = states.filter(({ offsets }) => offsets.length > 0);
  const empty = states.filter(({ offsets }) => offsets.length === 0);
  await client.query(
    `INSERT INTO commit_state (group_id, topic_id, at, active_at, offsets) SELECT * FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::bytea[])
     ON CONFLICT (topic_id, group_id) DO UPDATE SET at = excluded.at, active_at = excluded.active_at, offsets = excluded.offsets`,
    [
      kept.map(({ groupId }) => groupId), kept.map(({ topicId }) => topicId), kept.map(({ at }) => at), kept.map(({ activeAt }) => activeAt),
      kept.map(({ offsets }) => Buffer.from(encodeOffsets(offsets))),
    ],
  );
  if (empty.length > 0) {
    await client.query('DELETE FROM commit_state s USING unnest($1::int[], $2::int[]) AS w (group_id, topic_id) WHERE s.group_id = w.group_id AND s.topic_id = w.topic_id', [
      empty.map(({ groupId }) => groupId), empty.map(({ topicId }) => topicId),
    ]);
  }
}

interface StateRow {
  group_id: number;
  topic_id: number;
  at: string;
  active_at: string | null;
  offsets: Uint8Array;
}

/** What every group has committed on these topics, the log's own ends among them. */
export async function readStates(client: Client, topicIds: readonly number[]): Promise<CommitState[]> {
  if (topicIds.length === 0) return [];
  const { rows } = await client.query<StateRow>({
    name: 'read-commit-states',
    text: 'SELECT group_id, topic_id, at, active_at, offsets FROM commit_state WHERE topic_id = ANY ($1::int[])',
    values: [topicIds],
  });
  return rows.map(stateOf);
}

/** Those that differ from what they were at a sample, the log's own left out. */
export async function readStatesSince(client: Client, since: Micros): Promise<CommitState[]> {
  const { rows } = await client.query<StateRow>({
    name: 'read-commit-states-since',
    text: `SELECT group_id, topic_id, at, active_at, offsets FROM commit_state WHERE at > $1 AND group_id <> ${LOG}`,
    values: [since],
  });
  return rows.map(stateOf);
}

/** As `readStates`, of all topics of a source. */
export async function readStatesOf(client: Client, source: string): Promise<CommitState[]> {
  const { rows } = await client.query<StateRow>(
    'SELECT s.group_id, s.topic_id, s.at, s.active_at, s.offsets FROM commit_state s JOIN topic t ON t.id = s.topic_id WHERE t.source = $1',
    [source],
  );
  return rows.map(stateOf);
}

const stateOf = (row: StateRow): CommitState => ({
  groupId: row.group_id,
  topicId: row.topic_id,
  at: brand<Micros>(Number(row.at)),
  activeAt: row.active_at === null ? null : brand<Micros>(Number(row.active_at)),
  offsets: decodeOffsets(row.offsets),
});

export interface Sampling {
  readonly at: Micros | null;
  readonly since: Micros | null;
  readonly intervalMicros: number;
  readonly error: string | null;
}

/** When the groups of a source were last sampled; null where they never were. */
export async function readSampling(client: Client, source: string): Promise<Sampling | null> {
  const { rows } = await client.query<{ at: string | null; since: string | null; interval_micros: string; error: string | null }>(
    'SELECT at, since, interval_micros, error FROM commit_sampling WHERE source = $1',
    [pgText(source)],
  );
  const row = rows[0];
  const time = (text: string | null): Micros | null => (text === null ? null : brand<Micros>(Number(text)));
  return row === undefined ? null : { at: time(row.at), since: time(row.since), intervalMicros: Number(row.interval_micros), error: row.error };
}

/** By topic, when the groups of its source were last looked at, and how often they are. */
export async function readLooks(client: Client, topicIds: readonly number[]): Promise<Map<number, { readonly at: Micros; readonly intervalMicros: number }>> {
  if (topicIds.length === 0) return new Map();
  const { rows } = await client.query<{ id: number; at: string; interval_micros: string }>({
    name: 'read-looks',
    text: 'SELECT t.id, s.at, s.interval_micros FROM topic t JOIN commit_sampling s ON s.source = t.source WHERE t.id = ANY ($1::int[]) AND s.at IS NOT NULL',
    values: [topicIds],
  });
  return new Map(rows.map(({ id, at, interval_micros }) => [id, { at: brand<Micros>(Number(at)), intervalMicros: Number(interval_micros) }]));
}

interface Sampled {
  readonly at: Micros;
  readonly intervalMicros: number;
  readonly groups: number;
  readonly forbidden: number;
  readonly leftOut: number;
  readonly evidence: 'commits' | 'polls';
  readonly why: string | null;
}

export async function writeSampled(client: Client, source: string, sampled: Sampled): Promise<void> {
  await client.query(
    `INSERT INTO commit_sampling AS s (source, at, since, interval_micros, "groups", forbidden, left_out, evidence, why) VALUES ($1, $2, NULL, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (source) DO UPDATE SET at = excluded.at, since = s.at, interval_micros = excluded.interval_micros, "groups" = excluded."groups", forbidden = excluded.forbidden,
       left_out = excluded.left_out, evidence = excluded.evidence, why = excluded.why, error = NULL, error_at = NULL`,
    [pgText(source), sampled.at, sampled.intervalMicros, sampled.groups, sampled.forbidden, sampled.leftOut, sampled.evidence, sampled.why === null ? null : pgText(sampled.why)],
  );
}

export async function writeSamplingError(client: Client, source: string, error: string, intervalMicros: number, now: Micros): Promise<void> {
  await client.query(
    `INSERT INTO commit_sampling AS s (source, interval_micros, "groups", forbidden, error, error_at) VALUES ($1, $2, 0, 0, $3, $4)
     ON CONFLICT (source) DO UPDATE SET error = excluded.error, error_at = coalesce(s.error_at, excluded.error_at)`,
    [pgText(source), intervalMicros, pgText(error), now],
  );
}

export interface GroupName {
  readonly id: number;
  readonly name: string;
  readonly state: GroupState;
}

export async function readGroupNames(client: Client, ids: readonly number[]): Promise<Map<number, GroupName>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<GroupName>('SELECT id, name, state FROM consumer_group WHERE id = ANY ($1::int[])', [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}
