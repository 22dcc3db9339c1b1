/** Reads and writes what the status of flows at rest depends on. */
import type pg from 'pg';
import type { Outline } from '#lib/core/flows/outline.ts';
import type { FlowStatus } from '#lib/core/flows/vocabulary.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { DATABASE_NOW } from '#lib/store/clock.ts';
import { unpackOutline, type PackedOutline } from '#lib/store/packed-flow.ts';

export interface RestingFlow {
  readonly id: string;
  readonly kind: string;
  readonly status: FlowStatus;
  readonly settlesAt: Micros | null;
  readonly observedAt: Micros;
  /** Null in rows of a version before outlines. */
  readonly outline: Outline | null;
  readonly events: readonly string[];
}

export interface Judged {
  readonly id: string;
  readonly status: FlowStatus;
  readonly settlesAt: Micros | null;
  readonly baseline: number | null;
}

/** Where a flow waits: the furthest of its events in a partition that a group has still to read. */
export interface WaitingAt {
  readonly flowId: string;
  readonly groupId: number;
  readonly topicId: number;
  readonly partition: number;
  readonly offset: bigint;
}

/** What a group has committed on a partition. */
export interface CommittedAt {
  readonly groupId: number;
  readonly topicId: number;
  readonly partition: number;
  readonly committed: bigint;
}

/** Flows whose time has come, the longest due first. */
export async function dueFlows(client: pg.ClientBase, now: Micros, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({ name: 'due-flows', text: 'SELECT id FROM flow WHERE settles_at <= $1 ORDER BY settles_at LIMIT $2', values: [now, limit] });
  return rows.map(({ id }) => id);
}

/** Flows that waited for one of these groups to get as far as it now is. */
export async function passedFlows(client: pg.ClientBase, commits: readonly CommittedAt[], limit: number): Promise<string[]> {
  if (commits.length === 0) return [];
  const { rows } = await client.query<{ flow_id: string }>({
    name: 'passed-flows',
    text: `SELECT DISTINCT w.flow_id FROM unnest($1::int[], $2::int[], $3::int[], $4::bigint[]) AS c (group_id, topic_id, partition, committed)
            CROSS JOIN LATERAL (SELECT flow_id FROM flow_waiting WHERE group_id = c.group_id AND topic_id = c.topic_id AND partition = c.partition AND "offset" < c.committed LIMIT $5) w LIMIT $5`,
    values: [commits.map(({ groupId }) => groupId), commits.map(({ topicId }) => topicId), commits.map(({ partition }) => partition), commits.map(({ committed }) => committed.toString()), limit],
  });
  return rows.map((row) => row.flow_id);
}

/** Flows that wait for a group which is gone: nobody will read what they wait for. */
export async function abandonedFlows(client: pg.ClientBase, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ flow_id: string }>({
    name: 'abandoned-flows',
    text: `SELECT DISTINCT w.flow_id FROM consumer_group g CROSS JOIN LATERAL (SELECT flow_id FROM flow_waiting WHERE group_id = g.id LIMIT $1) w WHERE g.state = 'gone' LIMIT $1`,
    values: [limit],
  });
  return rows.map((row) => row.flow_id);
}

/** Locked in one order, as the rollup locks those that it replaces. */
export async function lockFlows(client: pg.ClientBase, ids: readonly string[]): Promise<RestingFlow[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ id: string; kind: string; status: FlowStatus; settles_at: string | null; observed_at: string; outline: PackedOutline | null; events: string[] }>({
    name: 'lock-flows',
    text: 'SELECT id, kind, status, settles_at, observed_at, outline, events FROM flow WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE',
    values: [ids],
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    settlesAt: row.settles_at === null ? null : brand<Micros>(Number(row.settles_at)),
    observedAt: brand<Micros>(Number(row.observed_at)),
    outline: row.outline === null ? null : unpackOutline(row.outline),
    events: row.events,
  }));
}

/** Writes what was judged, and where the flows wait now. */
export async function writeJudged(client: pg.ClientBase, judged: readonly Judged[], waiting: readonly WaitingAt[]): Promise<void> {
  if (judged.length === 0) return;
  await client.query({
    name: 'write-judged',
    text: `UPDATE flow f SET status = j.status, settles_at = j.settles_at, baseline = j.baseline
             FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[]) AS j (id, status, settles_at, baseline) WHERE f.id = j.id`,
    values: [judged.map(({ id }) => id), judged.map(({ status }) => status), judged.map(({ settlesAt }) => settlesAt), judged.map(({ baseline }) => baseline)],
  });
  await client.query({ name: 'forget-waiting', text: 'DELETE FROM flow_waiting WHERE flow_id = ANY ($1::text[])', values: [judged.map(({ id }) => id)] });
  if (waiting.length === 0) return;
  await client.query({
    name: 'write-waiting',
    text: 'INSERT INTO flow_waiting (flow_id, group_id, topic_id, partition, "offset") SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::bigint[])',
    values: [waiting.map(({ flowId }) => flowId), waiting.map(({ groupId }) => groupId), waiting.map(({ topicId }) => topicId), waiting.map(({ partition }) => partition), waiting.map(({ offset }) => offset.toString())],
  });
}

/** The source and name of topics, by id. */
export async function readTopicNames(client: pg.Pool | pg.ClientBase, ids: readonly number[]): Promise<Map<number, { source: string; name: string }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ id: number; source: string; name: string }>('SELECT id, source, name FROM topic WHERE id = ANY ($1::int[])', [ids]);
  return new Map(rows.map(({ id, source, name }) => [id, { source, name }]));
}

/** What the collectors that still report say of themselves. */
export async function readCollectorStatuses(client: pg.ClientBase, withinMicros: number): Promise<unknown[]> {
  const { rows } = await client.query<{ status: unknown }>(`SELECT status FROM process_status WHERE role = 'collector' AND at >= ${DATABASE_NOW} - $1::bigint`, [withinMicros]);
  return rows.map(({ status }) => status);
}
