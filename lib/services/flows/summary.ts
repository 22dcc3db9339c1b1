import type { FlowHub, FlowKey, FlowStatus, FlowSummary } from '#lib/contracts/flows.ts';
import { brand } from '#lib/core/brand.ts';
import type { SummaryKey } from '#lib/core/flows/summary.ts';
import { millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { keyValue } from '#lib/store/flow-rows.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';
import { pgText } from '#lib/store/text.ts';

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
export async function readSummaries(store: Pick<QueryStore, 'prisma'>, rows: readonly SummaryRow[]): Promise<FlowSummary[]> {
  if (rows.length === 0) return [];
  const keys = await store.prisma.$queryRaw<KeyRow[]>`
    SELECT k.flow_id, k.kind, k.name, k.value FROM unnest(${rows.map((row) => row.id)}::text[]) AS f(id) CROSS JOIN LATERAL (${Prisma.raw(shownKeysOf('f.id'))}) k`;
  const byFlow = Map.groupBy(keys, (key) => key.flow_id);
  return rows.map((row) => summaryOf(row, (byFlow.get(row.id) ?? []).map(({ kind, name, value }) => keyOf(kind, name, value))));
}

/** As `readSummaries`, of one: by a statement that is planned once, with those of its keys that join nothing, because they name too many or because a flow grew too large by them. */
export async function readSummary({ pool }: Pick<Store, 'pool'>, row: SummaryRow): Promise<{ summary: FlowSummary; hubs: FlowHub[] }> {
  const { rows } = await pool.query<KeyRow & { lost: boolean | null }>({
    name: 'keys-and-hubs',
    text: `WITH shown AS (${shownKeysOf('$1')}),
                hubs AS (SELECT k.kind, k.name, k.value, hub.lost FROM (SELECT * FROM flow_key WHERE flow_id = $1 AND kind <> 'record' OFFSET 0) k JOIN hub ON hub.hash = k.hash ORDER BY ${inOrder('k.')} LIMIT ${SHOWN_KEYS})
           SELECT * FROM (SELECT kind, name, value, NULL::boolean AS lost FROM shown UNION ALL SELECT kind, name, value, lost FROM hubs) k ORDER BY ${inOrder()}`,
    values: [row.id],
  });
  return {
    summary: summaryOf(row, rows.flatMap(({ kind, name, value, lost }) => (lost === null ? [keyOf(kind, name, value)] : []))),
    hubs: rows.flatMap(({ kind, name, value, lost }) => (lost === null ? [] : [hubOf(keyOf(kind, name, value), lost)])),
  };
}

/** Those of these keys that join nothing. @param markOf how a key is marked by its text; null where it is no hub */
export function hubsAmong(keys: readonly SummaryKey[], markOf: (text: string) => { readonly lost: boolean } | null): FlowHub[] {
  return keysInOrder(keys.filter(({ text }) => markOf(text) !== null)).map(({ text, ...key }) => hubOf(key, markOf(text)?.lost === true));
}

const hubOf = (key: FlowKey, lost: boolean): FlowHub => ({ ...key, reason: lost ? 'flow-too-large' : 'too-many-records' });

/** @param id SQL of the flow's id */
const shownKeysOf = (id: string): string => `
  SELECT flow_id, kind, name, value FROM flow_key
  WHERE flow_id = ${id} AND kind <> 'record'
  GROUP BY flow_id, kind, name, value -- a value that joins in two scopes is one to people
  ORDER BY ${inOrder()}
  LIMIT ${SHOWN_KEYS}`;

/** What people know first. */
const KINDS: readonly FlowKey['kind'][] = ['correlation', 'business', 'trace', 'message'];
const inOrder = (of = ''): string => `array_position(ARRAY[${KINDS.map((kind) => `'${kind}'`).join(', ')}], ${of}kind), ${of}name, ${of}value`;

/** Of a flow whose keys stand in no row. */
export const summariseNow = (row: SummaryRow, keys: readonly SummaryKey[]): FlowSummary => summaryOf(row, keysInOrder(keys).map(({ kind, name = '', value }) => keyOf(kind, name, value)));

/** As many keys as are shown, as the database orders them: a value that joins in two scopes is one to people. */
function keysInOrder(keys: readonly SummaryKey[]): (FlowKey & Pick<SummaryKey, 'text'>)[] {
  const shown = new Map(keys.flatMap(({ kind, name, value, text, unlisted }) => (kind === 'record' || unlisted ? [] : [[JSON.stringify([kind, name, keyValue(value)]), { ...keyOf(kind, pgText(name), keyValue(value)), text }] as const])));
  const order = ({ kind, name = '', value }: FlowKey): [number, string, string] => [KINDS.indexOf(kind), name, value];
  return [...shown.values()].toSorted((a, b) => compare(order(a), order(b))).slice(0, SHOWN_KEYS);
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? 0 : a[at]! < b[at]! ? -1 : 1;
}

const keyOf = (kind: FlowKey['kind'], name: string, value: string): FlowKey => (name === '' ? { kind, value } : { kind, name, value });

const summaryOf = (row: SummaryRow, keys: FlowKey[]): FlowSummary => ({
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
  keys,
});

const time = (micros: bigint): string => rfc3339(brand<Micros>(Number(micros)));
