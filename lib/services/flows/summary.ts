import type { FlowKey, FlowStatus, FlowSummary } from '#lib/contracts/flows.ts';
import { brand } from '#lib/core/brand.ts';
import { millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { Store } from '#lib/store/store.ts';

/** Keys that a summary shows; a flow may have thousands, and each of them finds it. */
const SHOWN_KEYS = 20;

/** What a summary is made of: never the arrays of record names, which may be long. */
export const summaryColumns = Prisma.sql`f.id, f.kind, f.status, f.started_at, f.last_activity_at, f.duration_micros, f.entry, f.services, f.topics,
  f.event_count, f.span_count, f.error_count, f.retry_count, f.duplicate_count, f.dead_letter_count`;

export interface SummaryRow {
  readonly id: string;
  readonly kind: string;
  readonly status: FlowStatus;
  readonly started_at: bigint;
  readonly last_activity_at: bigint;
  readonly duration_micros: bigint;
  readonly entry: string;
  readonly services: string[];
  readonly topics: string[];
  readonly event_count: number;
  readonly span_count: number;
  readonly error_count: number;
  readonly retry_count: number;
  readonly duplicate_count: number;
  readonly dead_letter_count: number;
}

interface KeyRow {
  readonly flow_id: string;
  readonly kind: FlowKey['kind'];
  readonly name: string;
  readonly value: string;
}

/** The summaries of these rows in their order; the keys of all of them in one query, those that mean most to people first. */
export async function summarise(store: Pick<Store, 'prisma'>, rows: readonly SummaryRow[]): Promise<FlowSummary[]> {
  if (rows.length === 0) return [];
  const keys = await store.prisma.$queryRaw<KeyRow[]>`
    SELECT k.flow_id, k.kind, k.name, k.value
    FROM unnest(${rows.map((row) => row.id)}::text[]) AS f(id)
    CROSS JOIN LATERAL (
      SELECT flow_id, kind, name, value FROM flow_key
      WHERE flow_id = f.id AND kind <> 'record'
      GROUP BY flow_id, kind, name, value -- a value that joins in two scopes is one to people
      ORDER BY array_position(ARRAY['correlation', 'business', 'trace', 'message'], kind), name, value
      LIMIT ${SHOWN_KEYS}
    ) k`;
  const byFlow = Map.groupBy(keys, (key) => key.flow_id);
  return rows.map((row) => summary(row, byFlow.get(row.id) ?? []));
}

const summary = (row: SummaryRow, keys: readonly KeyRow[]): FlowSummary => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  startedAt: time(row.started_at),
  lastActivityAt: time(row.last_activity_at),
  durationMs: millisFromMicros(Number(row.duration_micros)),
  entry: row.entry,
  services: row.services,
  topics: row.topics,
  counts: {
    events: row.event_count,
    spans: row.span_count,
    errors: row.error_count,
    retries: row.retry_count,
    duplicates: row.duplicate_count,
    deadLetters: row.dead_letter_count,
  },
  keys: keys.map(({ kind, name, value }) => (name === '' ? { kind, value } : { kind, name, value })),
});

const time = (micros: bigint): string => rfc3339(brand<Micros>(Number(micros)));
