/** The rows of failure groups and their trends, as dead letters come, go and change. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { GroupChange, TallyChange } from '#lib/core/dead-letters/group-counts.ts';
import type { Micros } from '#lib/core/time.ts';
import { microsNow } from '#lib/store/clock.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { pgJson, pgName } from '#lib/store/text.ts';

/** What a group is, and when the dead letters of it were seen that are written now. */
export interface FailureGroupRow {
  /** The fingerprint, with the dashes of a uuid. */
  readonly id: string;
  readonly fingerprintVersion: number;
  readonly title: string;
  readonly exceptionType: string | null;
  readonly message: string | null;
  readonly topFrame: string | null;
  readonly originTopic: string | null;
  readonly consumerGroup: string | null;
  readonly sources: readonly string[];
  readonly firstSeenAt: Micros;
  readonly lastSeenAt: Micros;
}

const COUNTS = ['open', 'replaying', 'resolved', 'failed_again', 'discarded', 're_failed'] as const;

/** In the caller's transaction, at whose end it is told which groups changed. `rows` are those of groups that may not be there yet. */
export async function applyCounts(client: pg.ClientBase, { groups, tallies }: { readonly groups: readonly GroupChange[]; readonly tallies: readonly TallyChange[] }, rows: readonly FailureGroupRow[]): Promise<void> {
  const described = new Map(rows.map((row) => [row.id, row]));
  const ids = [...new Set([...groups.map(({ groupId }) => groupId), ...described.keys()])].toSorted();
  await client.query({ name: 'lock-failure-groups', text: 'SELECT 1 FROM failure_group WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', values: [ids] });
  const changes = new Map(groups.map((group) => [group.groupId, group]));
  await describe(client, merged(rows));
  await client.query({
    name: 'count-failures',
    text: `UPDATE failure_group g SET ${COUNTS.map((column) => `${column} = g.${column} + c.${column}`).join(', ')}
             FROM jsonb_to_recordset($1::jsonb) AS c (id uuid, ${COUNTS.map((column) => `${column} int`).join(', ')}) WHERE g.id = c.id`,
    values: [pgJson([...changes.values()].map(({ groupId, states, reFailed }) => ({ id: groupId, open: states.open, replaying: states.replaying, resolved: states.resolved, failed_again: states['failed-again'], discarded: states.discarded, re_failed: reFailed })))],
  });
  await client.query({
    name: 'tally-failures',
    text: 'INSERT INTO failure_tally AS t (group_id, bucket, count) SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[]) ON CONFLICT (group_id, bucket) DO UPDATE SET count = t.count + excluded.count',
    values: [tallies.map(({ groupId }) => groupId), tallies.map(({ bucket }) => bucket), tallies.map(({ change }) => change)],
  });
  await clearLosing(client, groups.filter(({ hasLost }) => hasLost).map(({ groupId }) => groupId));
  if (ids.length > 0) await notifyLetters(client, { version: microsNow().toString(), ids: ids.map((id) => id.replaceAll('-', '')) });
}

/** Each group once, in the order of ids. */
function merged(rows: readonly FailureGroupRow[]): FailureGroupRow[] {
  return [...Map.groupBy(rows, ({ id }) => id)].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, same]) => {
    const [first] = same;
    if (first === undefined) return [];
    const seen = same.flatMap(({ firstSeenAt, lastSeenAt }) => [firstSeenAt, lastSeenAt]);
    const bound = (pick: (a: number, b: number) => number): Micros => brand<Micros>(seen.reduce<number>((a, b) => pick(a, b), first.firstSeenAt));
    return [{ ...first, sources: [...new Set(same.flatMap(({ sources }) => sources))], firstSeenAt: bound(Math.min), lastSeenAt: bound(Math.max) }];
  });
}

async function describe(client: pg.ClientBase, rows: readonly FailureGroupRow[]): Promise<void> {
  if (rows.length === 0) return;
  const given = rows.map((row) => ({
    id: row.id,
    fingerprint_version: row.fingerprintVersion,
    title: row.title,
    exception_type: row.exceptionType,
    message: row.message,
    top_frame: row.topFrame,
    origin_topic: row.originTopic === null ? null : pgName(row.originTopic),
    consumer_group: row.consumerGroup === null ? null : pgName(row.consumerGroup),
    sources: row.sources,
    first_seen_at: row.firstSeenAt,
    last_seen_at: row.lastSeenAt,
    ...Object.fromEntries(COUNTS.map((column) => [column, 0])),
    search: [row.title, row.exceptionType, row.message, row.originTopic, row.consumerGroup].filter((text) => text !== null).join('\n').toLowerCase(),
  }));
  await client.query({
    name: 'describe-failure-groups',
    text: `INSERT INTO failure_group AS g SELECT * FROM jsonb_populate_recordset(null::failure_group, $1::jsonb)
           ON CONFLICT (id) DO UPDATE SET first_seen_at = least(g.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(g.last_seen_at, excluded.last_seen_at),
             sources = ARRAY(SELECT DISTINCT unnest(g.sources || excluded.sources) ORDER BY 1)`,
    values: [pgJson(given)],
  });
}

/** A group that lost all is gone; one that lost some may have begun later, or ended earlier. */
async function clearLosing(client: pg.ClientBase, losing: readonly string[]): Promise<void> {
  if (losing.length === 0) return;
  await client.query({ name: 'clear-failure-tallies', text: 'DELETE FROM failure_tally WHERE group_id = ANY ($1::uuid[]) AND count <= 0', values: [losing] });
  await client.query({ name: 'drop-failure-groups', text: 'DELETE FROM failure_group WHERE id = ANY ($1::uuid[]) AND open + replaying + resolved + failed_again + discarded <= 0', values: [losing] });
  await client.query({
    name: 'bound-failure-groups',
    text: `UPDATE failure_group g SET first_seen_at = s.first, last_seen_at = s.last
             FROM (SELECT group_id, min(seen_at) AS first, max(seen_at) AS last FROM dead_letter WHERE group_id = ANY ($1::uuid[]) GROUP BY group_id) s WHERE g.id = s.group_id`,
    values: [losing],
  });
}
