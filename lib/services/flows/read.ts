import type { FlowDetail, KeyMatch } from '#lib/contracts/flows.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { assembleFlow } from '#lib/core/flows/assemble.ts';
import { hashKey, segmentKey } from '#lib/core/flows/keys.ts';
import type { Outline } from '#lib/core/flows/outline.ts';
import { recordId } from '#lib/core/flows/records.ts';
import { distinctSpans, type TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { FlowSegment } from '#lib/core/flows/summary.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { hubsOf } from '#lib/services/flows/hubs.ts';
import { readContext } from '#lib/services/flows/read-context.ts';
import { resolveKey } from '#lib/services/flows/resolve.ts';
import { summarise, type SummaryRow } from '#lib/services/flows/summary.ts';
import { flowEvents, flowSpans, wireFinding, wireHop, wireRef, wireTime } from '#lib/services/flows/wire.ts';
import { whatIsMissing } from '#lib/services/status/expected.ts';
import { passingCommits } from '#lib/services/whereabouts/passing.ts';
import { readEvents, readTraces, type StoredTrace } from '#lib/store/read-facts.ts';
import { int8AsBigInt } from '#lib/store/int8.ts';
import type { Store } from '#lib/store/store.ts';

/** Records that one picture shows. */
const DISPLAY_LIMIT = 10_000;

interface FlowRow extends SummaryRow {
  readonly events: string[];
  readonly segments: FlowSegment[];
  readonly observed_at: bigint;
  readonly outline: Outline | null;
}

/** A flow with all its records, by any key; `matches` where several flows have the key, null where none has. */
export async function readFlow(
  store: Pick<Store, 'pool' | 'prisma'>,
  key: string,
  options: { readonly conventions?: Conventions; readonly displayLimit?: number; readonly now?: Micros } = {},
): Promise<{ found: FlowDetail } | { matches: KeyMatch[] } | null> {
  const matches = await resolveKey(store, key);
  if (matches.length > 1) return { matches };
  const row = matches[0] === undefined ? null : await readRow(store, matches[0].flowId);
  if (row === null) return null;
  const [[summary], events, traces, sharedWith, hubs] = await Promise.all([
    summarise(store, [row]),
    readEvents(store.pool, row.events),
    readTraces(store.pool, [...new Set(row.segments.map(({ trace }) => trace))]),
    countSharers(store, row.segments),
    hubsOf(store, row.id),
  ]);
  if (summary === undefined) return null;
  const spans = spansOf(row.segments, traces, options.conventions ?? DEFAULT_CONVENTIONS);
  const limit = options.displayLimit ?? DISPLAY_LIMIT;
  const own = spans.map(({ traced }) => traced);
  const shared = new Set(spans.flatMap(({ traced, segment }) => (segment.shared ? [traced] : [])));
  const now = options.now ?? microsFromMillis(Date.now());
  const [known, commits, missing] = await Promise.all([
    readContext(store, { now, displayLimit: limit, events, spans: own, traces }),
    passingCommits(store, events),
    whatIsMissing(store, { kind: row.kind, status: row.status, observedAt: brand<Micros>(Number(row.observed_at)), outline: row.outline, events }, now),
  ]);
  const context = { ...known, commits, stalls: missing.stalls };
  const assembled = assembleFlow({ events, spans: own, shared }, context);
  // What comes first in causal order is a whole: everything that led to a record that is shown is shown too.
  const order = assembled.order.slice(0, limit);
  const shown = new Set(order.map(recordId));
  const sharers = new Map(spans.map(({ traced, segment }) => [traced, segment.shared ? (sharedWith.get(segmentKey(segment.trace, segment.segment)) ?? 0) : 0]));
  return {
    found: {
      // A span that came since the flow was last derived counts already.
      flow: { ...summary, startedAt: rfc3339(assembled.extent.from), lastActivityAt: rfc3339(assembled.extent.to), durationMs: millisFromMicros(assembled.time.total) },
      events: flowEvents(order, assembled),
      spans: flowSpans(order, sharers),
      hops: assembled.hops.filter((hop) => shown.has(recordId(hop.from)) && shown.has(recordId(hop.to))).map(wireHop),
      criticalPath: assembled.criticalPath.filter((record) => shown.has(recordId(record))).map(wireRef),
      time: wireTime(assembled.time, assembled.records.spans.length > 0),
      clocks: assembled.skews.map(({ service, offsetMicros }) => ({ service, offsetMs: millisFromMicros(offsetMicros) })),
      findings: assembled.findings.map(wireFinding),
      expected: missing.expected,
      hubs,
      truncated: assembled.order.length > limit ? { shown: limit, total: assembled.order.length } : null,
    },
  };
}

async function readRow(store: Pick<Store, 'pool'>, id: string): Promise<FlowRow | null> {
  const { rows } = await store.pool.query<FlowRow>({ name: 'read-flow', text: 'SELECT * FROM flow WHERE id = $1', values: [id], types: int8AsBigInt });
  return rows[0] ?? null;
}

function spansOf(segments: readonly FlowSegment[], traces: readonly StoredTrace[], conventions: Conventions): { traced: TracedSpan; segment: FlowSegment }[] {
  const byTrace = Map.groupBy(segments, (segment) => segment.trace);
  return traces.flatMap(({ traceId, spans }) => {
    const traced = distinctSpans(spans.map((span) => ({ span, reading: readSpan(span, conventions) })));
    return (byTrace.get(traceId) ?? []).flatMap((segment) => {
      const ids = segment.spans === null ? null : new Set(segment.spans);
      return traced.filter(({ span }) => ids === null || ids.has(span.spanId)).map((each) => ({ traced: each, segment }));
    });
  });
}

/** In how many other flows each shared segment is shown. */
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
