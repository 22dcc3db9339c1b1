import type { FlowHub, FlowSummary } from '#lib/contracts/flows.ts';
import type { DeadLetterState } from '#lib/core/dead-letters/states.ts';
import type { PassingCommit } from '#lib/core/flows/context.ts';
import { hashKey, segmentKey } from '#lib/core/flows/keys.ts';
import type { FlowSegment } from '#lib/core/flows/summary.ts';
import { brand } from '#lib/core/brand.ts';
import { isTraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import type { FlowRow } from '#lib/services/flows/flow-row.ts';
import type { LocatedFlow } from '#lib/services/flows/locate.ts';
import type { ReadRecords } from '#lib/services/flows/read-records.ts';
import { summariseNow, readSummary } from '#lib/services/flows/summary.ts';
import { whatIsMissing, type Missing } from '#lib/services/status/expected.ts';
import { passingCommits } from '#lib/services/whereabouts/passing.ts';
import { readLetterStates } from '#lib/store/dead-letter-list.ts';
import { traceIdOf, traceUuid } from '#lib/store/refs.ts';
import { lacksUnderivable } from '#lib/store/underivable.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';

/** What the picture of a flow depends on besides its own records, as it is stored. Plain data: two of them can be compared. */
export interface Surroundings {
  readonly summary: FlowSummary;
  /** In how many other flows each shared segment is shown, by `segmentKey`. */
  readonly sharedWith: ReadonlyMap<string, number>;
  readonly hubs: FlowHub[];
  /** Traces that its records name and that other flows hold. */
  readonly elsewhere: ReadonlySet<string>;
  readonly commits: PassingCommit[];
  readonly missing: Missing;
  readonly letters: ReadonlyMap<string, DeadLetterState>;
  /** Since when something waits that may belong to it; null where the picture is whole. */
  readonly behindSince: Micros | null;
  /** Whether deriving fails for something that belongs to it, and so is not in it. */
  readonly lacks: boolean;
}

/** A flow by its row, or as it was derived just now. */
export type Known = Pick<LocatedFlow, 'derived' | 'behindSince' | 'mayLack'> & { readonly row: FlowRow };

/** `records` may still be on their way: what does not need them is read meanwhile. */
export async function readSurroundings(store: Pick<QueryStore, 'pool' | 'prisma'>, { row, derived, behindSince, mayLack }: Known, records: Promise<ReadRecords>, now: Micros): Promise<Surroundings> {
  const byRow = Promise.all([
    derived === null ? readSummary(store, row) : { summary: summariseNow(row, derived.summary.keys), hubs: derived.hubs },
    derived?.sharedWith ?? countSharers(store, row.segments),
    mayLack && lacksUnderivable(store.pool, row.id),
    whatIsMissing(store, { kind: row.kind, status: row.status, observedAt: brand<Micros>(Number(row.observed_at)), outline: row.outline, records }, now),
  ]);
  const [[{ summary, hubs }, sharedWith, lacks, missing], read] = await Promise.all([byRow, records]);
  const { events } = read;
  const [elsewhere, commits, letters] = await Promise.all([
    tracesElsewhere(store, read),
    passingCommits(store, events),
    readLetterStates(store.pool, events.flatMap(({ reading, ref }) => (reading.role === 'dead-letter' ? [ref] : []))),
  ]);
  return { summary, sharedWith, hubs, elsewhere, commits, missing, letters, behindSince, lacks };
}

async function countSharers(store: Pick<Store, 'pool'>, segments: readonly FlowSegment[]): Promise<Map<string, number>> {
  const texts = segments.flatMap((segment) => (segment.shared ? [segmentKey(segment.trace, segment.segment)] : []));
  if (texts.length === 0) return new Map();
  const { rows } = await store.pool.query<{ hash: string; flows: number }>({
    name: 'count-sharers',
    text: 'SELECT hash, count(*)::int AS flows FROM flow_key WHERE hash = ANY($1::bigint[]) GROUP BY hash',
    values: [texts.map((text) => hashKey(text).toString())],
  });
  const flows = new Map(rows.map((row) => [row.hash, row.flows]));
  return new Map(texts.map((text) => [text, Math.max(0, (flows.get(hashKey(text).toString()) ?? 1) - 1)]));
}

async function tracesElsewhere(store: Pick<Store, 'pool'>, { events, spans, traces }: ReadRecords): Promise<Set<string>> {
  const own = new Set<string>(traces.map(({ traceId }) => traceId));
  const named = new Set([...events.flatMap(({ reading }) => reading.trace?.traceId ?? []), ...spans.flatMap(({ traced }) => traced.span.links.map(({ traceId }) => traceId))]);
  const ids = [...named].filter((id) => isTraceId(id) && !own.has(id));
  if (ids.length === 0) return new Set();
  const { rows } = await store.pool.query<{ trace_id: string }>({
    name: 'traces-that-are-there',
    text: 'SELECT t.trace_id FROM unnest($1::uuid[]) AS t(trace_id) WHERE EXISTS (SELECT FROM span_chunk c WHERE c.trace_id = t.trace_id)',
    values: [ids.map(traceUuid)],
  });
  return new Set(rows.map((row) => traceIdOf(row.trace_id)));
}
