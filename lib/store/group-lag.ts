/** How far behind each group is, as last judged: one row a group, rewritten where something changed. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Drain } from '#lib/core/lag/drain.ts';
import { severityOf, type LagStatus } from '#lib/core/lag/statuses.ts';
import type { BehindSince, TimeLagEvidence } from '#lib/core/lag/time-lag.ts';
import type { Micros } from '#lib/core/time.ts';
import { behindOf, packLag, unpackLag, type LagDetail } from '#lib/store/packed-lag.ts';
import { pgText } from '#lib/store/text.ts';

type Client = pg.Pool | pg.ClientBase;

interface GroupFigures {
  readonly groupId: number;
  readonly status: LagStatus;
  readonly lag: bigint | null;
  /** Null where there is no lag. */
  readonly behind: BehindSince | null;
  readonly rateIn: number | null;
  readonly rateOut: number | null;
  readonly drain: Drain;
  readonly members: number | null;
  readonly skew: number | null;
  readonly topics: readonly string[];
}

export interface GroupLagRow extends GroupFigures {
  readonly since: Micros;
  /** Names by which it is found besides its own and its topics'. */
  readonly names: readonly string[];
  readonly detail: LagDetail;
}

const LARGEST_INT8 = 9_223_372_036_854_775_807n;
/** Of a group's names, so that a group of thousands of members is no longer to look through than others. */
const LONGEST_SEARCH = 4000;

export async function writeGroupLags(client: Client, rows: readonly (GroupLagRow & { readonly group: string })[], now: Micros): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `INSERT INTO group_lag (group_id, status, severity, since, changed_at, lag, behind_since, evidence, rate_in, rate_out, drain, drain_ms, members, partitions, skew, topics, search, packed)
     SELECT group_id, status, severity, since, $1, lag, behind_since, evidence, rate_in, rate_out, drain, drain_ms, members, partitions, skew, ARRAY(SELECT jsonb_array_elements_text(topics)), search, packed
       FROM unnest($2::int[], $3::text[], $4::smallint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::float8[], $10::float8[], $11::text[], $12::float8[], $13::int[], $14::int[], $15::float8[], $16::jsonb[], $17::text[], $18::bytea[])
         AS w (group_id, status, severity, since, lag, behind_since, evidence, rate_in, rate_out, drain, drain_ms, members, partitions, skew, topics, search, packed)
     ON CONFLICT (group_id) DO UPDATE SET status = excluded.status, severity = excluded.severity, since = excluded.since, changed_at = excluded.changed_at, lag = excluded.lag, behind_since = excluded.behind_since,
       evidence = excluded.evidence, rate_in = excluded.rate_in, rate_out = excluded.rate_out, drain = excluded.drain, drain_ms = excluded.drain_ms, members = excluded.members, partitions = excluded.partitions,
       skew = excluded.skew, topics = excluded.topics, search = excluded.search, packed = excluded.packed`,
    [
      now, rows.map(({ groupId }) => groupId), rows.map(({ status }) => status), rows.map(({ status }) => severityOf(status)), rows.map(({ since }) => since),
      rows.map(({ lag }) => (lag === null ? null : lag > LARGEST_INT8 ? LARGEST_INT8 : lag)), rows.map(({ behind }) => behind?.since ?? null), rows.map(({ behind }) => behind?.evidence ?? 'none'),
      rows.map(({ rateIn }) => rateIn), rows.map(({ rateOut }) => rateOut), rows.map(({ drain }) => drain.kind), rows.map(({ drain }) => (drain.kind === 'in' ? drain.millis : null)),
      rows.map(({ members }) => members), rows.map(({ detail }) => detail.partitions.length), rows.map(({ skew }) => skew), rows.map(({ topics }) => JSON.stringify(topics.map(pgText))),
      rows.map(({ group, topics, names }) => searchOf([group, ...topics, ...names])), rows.map(({ detail }) => Buffer.from(packLag(detail))),
    ],
  );
}

const searchOf = (names: readonly string[]): string => pgText([...new Set(names)].join('\n').toLowerCase().slice(0, LONGEST_SEARCH));

export interface KnownGroupLag {
  readonly groupId: number;
  readonly group: string;
  readonly status: LagStatus;
  readonly since: Micros;
  readonly detail: LagDetail;
}

/** What was last judged of every group of a source. */
export async function readGroupLags(client: Client, source: string): Promise<KnownGroupLag[]> {
  const { rows } = await client.query<{ group_id: number; name: string; status: LagStatus; since: string; packed: Uint8Array }>(
    'SELECT l.group_id, g.name, l.status, l.since, l.packed FROM group_lag l JOIN consumer_group g ON g.id = l.group_id WHERE g.source = $1',
    [pgText(source)],
  );
  return rows.map((row) => ({ groupId: row.group_id, group: row.name, status: row.status, since: brand<Micros>(Number(row.since)), detail: unpackLag(row.packed) }));
}

/** A group with all that is known of it, as a list or a page shows it. */
export interface ListedGroup extends GroupFigures {
  readonly source: string;
  readonly group: string;
  readonly state: 'ok' | 'forbidden' | 'failing' | 'gone';
  readonly stateSince: Micros;
  readonly protocol: string | null;
  readonly brokerState: string | null;
  readonly since: Micros | null;
  readonly detail: LagDetail | null;
}

export interface ListedRow {
  id: number;
  source: string;
  name: string;
  state: ListedGroup['state'];
  state_since: string;
  protocol: string | null;
  broker_state: string | null;
  known_members: number | null;
  status: LagStatus | null;
  since: string | null;
  lag: string | null;
  behind_since: string | null;
  evidence: TimeLagEvidence | 'none' | null;
  rate_in: number | null;
  rate_out: number | null;
  drain: Drain['kind'] | null;
  drain_ms: number | null;
  members: number | null;
  skew: number | null;
  topics: string[] | null;
  packed: Uint8Array | null;
}

export const LISTED_COLUMNS = `g.id, g.source, g.name, g.state, g.state_since, g.protocol, g.broker_state, g.members AS known_members, l.status, l.since, l.lag, l.behind_since, l.evidence, l.rate_in, l.rate_out,
  l.drain, l.drain_ms, l.members, l.skew, l.topics, l.packed`;

/** A group that was not judged yet is unknown, and so is one that the broker does not list any more, whatever was last judged of it. */
export const listedGroup = (row: ListedRow): ListedGroup => (row.state === 'gone' ? { ...judgedGroup(row), ...OF_NO_MORE } : judgedGroup(row));

const OF_NO_MORE = {
  brokerState: null, status: 'unknown', since: null, lag: null, behind: { evidence: 'unknown', since: null }, rateIn: null, rateOut: null, drain: { kind: 'unknown' }, members: null, skew: null, detail: null,
} as const satisfies Partial<ListedGroup>;

const judgedGroup = (row: ListedRow): ListedGroup => ({
  groupId: row.id,
  source: row.source,
  group: row.name,
  state: row.state,
  stateSince: brand<Micros>(Number(row.state_since)),
  protocol: row.protocol,
  brokerState: row.broker_state,
  status: row.status ?? (row.state === 'forbidden' ? 'forbidden' : 'unknown'),
  since: row.since === null ? null : brand<Micros>(Number(row.since)),
  lag: row.lag === null ? null : BigInt(row.lag),
  behind: row.evidence === 'none' ? null : behindOf(row.evidence ?? 'unknown', row.behind_since === null ? null : Number(row.behind_since)),
  rateIn: row.rate_in,
  rateOut: row.rate_out,
  drain: row.drain === 'in' ? { kind: 'in', millis: row.drain_ms ?? 0 } : { kind: row.drain ?? 'unknown' },
  members: row.status === null ? row.known_members : row.members,
  skew: row.skew,
  topics: row.topics ?? [],
  detail: row.packed === null ? null : unpackLag(row.packed),
});
