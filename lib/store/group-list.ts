/** The list of consumer groups: filtered, sorted and counted in the database, of which a page is read whole. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { GroupSort } from '#lib/core/lag/group-sorts.ts';
import type { LagStatus } from '#lib/core/lag/statuses.ts';
import type { Micros } from '#lib/core/time.ts';
import { LISTED_COLUMNS, listedGroup, type ListedGroup, type ListedRow } from '#lib/store/group-lag.ts';
import { pgText } from '#lib/store/text.ts';

export interface GroupPage {
  /** Empty: all. */
  readonly statuses: readonly LagStatus[];
  /** A LIKE pattern in lower case; null: all. */
  readonly pattern: string | null;
  readonly source: string | null;
  readonly sort: GroupSort;
  readonly limit: number;
  readonly offset: number;
}

/** A group that is not judged yet has the status that its state says. */
const STATUS = `coalesce(l.status, CASE g.state WHEN 'forbidden' THEN 'forbidden' ELSE 'unknown' END)`;
const FROM = 'FROM consumer_group g LEFT JOIN group_lag l ON l.group_id = g.id';

/** What is not known comes last. Time lags of groups of one source compare as the moments since which they are behind. */
const ORDERS: Readonly<Record<GroupSort, string>> = {
  worst: 'coalesce(l.severity, 8), l.lag DESC NULLS LAST',
  name: '',
  lag: 'l.lag DESC NULLS LAST',
  timeLag: `(l.evidence = 'none'), l.behind_since NULLS LAST`,
  drain: `(CASE l.drain WHEN 'never' THEN 0 WHEN 'in' THEN 1 WHEN 'none' THEN 2 ELSE 3 END), l.drain_ms DESC NULLS LAST`,
  members: 'l.members DESC NULLS LAST',
  rateIn: 'l.rate_in DESC NULLS LAST',
  rateOut: 'l.rate_out DESC NULLS LAST',
};

/** Groups that the broker lists no longer are not among them. */
export async function readGroupPage(pool: pg.Pool, { statuses, pattern, source, sort, limit, offset }: GroupPage): Promise<ListedGroup[]> {
  const order = [ORDERS[sort], 'g.name, g.source'].filter((part) => part !== '').join(', ');
  const { rows } = await pool.query<ListedRow>({
    name: `read-groups-by-${sort}`,
    // What is large is read only of the page.
    text: `WITH page AS (SELECT g.id ${FROM}
             WHERE g.state <> 'gone' AND ($1::text[] = '{}' OR ${STATUS} = ANY ($1)) AND ($2::text IS NULL OR coalesce(l.search, lower(g.name)) LIKE $2) AND ($3::text IS NULL OR g.source = $3)
             ORDER BY ${order} LIMIT $4 OFFSET $5)
           SELECT ${LISTED_COLUMNS} FROM page JOIN consumer_group g ON g.id = page.id LEFT JOIN group_lag l ON l.group_id = g.id ORDER BY ${order}`,
    values: [statuses, pattern, source === null ? null : pgText(source), limit, offset],
  });
  return rows.map(listedGroup);
}

/** By status, of what the other filters let through. */
export async function countGroups(pool: pg.Pool, { pattern, source }: Pick<GroupPage, 'pattern' | 'source'>): Promise<Map<LagStatus, number>> {
  const { rows } = await pool.query<{ status: LagStatus; count: number }>({
    name: 'count-groups',
    text: `SELECT ${STATUS} AS status, count(*)::int AS count ${FROM}
            WHERE g.state <> 'gone' AND ($1::text IS NULL OR coalesce(l.search, lower(g.name)) LIKE $1) AND ($2::text IS NULL OR g.source = $2) GROUP BY 1`,
    values: [pattern, source === null ? null : pgText(source)],
  });
  return new Map(rows.map(({ status, count }) => [status, count]));
}

/** Null where no group of this name was ever seen. One that is gone is found all the same. */
export async function readOneGroup(pool: pg.Pool, source: string, name: string): Promise<ListedGroup | null> {
  const { rows } = await pool.query<ListedRow>({
    name: 'read-one-group',
    text: `SELECT ${LISTED_COLUMNS} ${FROM} WHERE g.source = $1 AND g.name = $2`,
    values: [source, name],
  });
  return rows[0] === undefined ? null : listedGroup(rows[0]);
}

export interface SamplingRow {
  readonly source: string;
  readonly at: Micros | null;
  readonly intervalMicros: number;
  readonly evidence: 'commits' | 'polls';
  readonly why: string | null;
  readonly error: string | null;
  readonly leftOut: number;
}

/** How each source was last sampled. */
export async function readSamplings(client: pg.Pool | pg.ClientBase): Promise<SamplingRow[]> {
  const { rows } = await client.query<{ source: string; at: string | null; interval_micros: string; evidence: 'commits' | 'polls'; why: string | null; error: string | null; left_out: number }>({
    name: 'read-samplings',
    text: 'SELECT source, at, interval_micros, evidence, why, error, left_out FROM commit_sampling ORDER BY source',
    values: [],
  });
  return rows.map((row) => ({
    source: row.source, at: row.at === null ? null : brand<Micros>(Number(row.at)), intervalMicros: Number(row.interval_micros), evidence: row.evidence, why: row.why, error: row.error, leftOut: row.left_out,
  }));
}
