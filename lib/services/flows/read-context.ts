import type { FlowContext } from '#lib/core/flows/context.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import { isTraceId, type SpanRef, type TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import type { StoredEvent, StoredTrace } from '#lib/store/read-facts.ts';
import { traceIdOf, traceUuid } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';

interface Known {
  readonly now: Micros;
  readonly displayLimit: number;
  readonly events: readonly StoredEvent[];
  readonly spans: readonly TracedSpan[];
  readonly traces: readonly StoredTrace[];
  /** Whether a span of these traces has arrived, whichever flow shows it. */
  readonly hasSpan: (span: SpanRef) => boolean;
}

/** What the picture of a flow depends on besides its records, as it is stored. */
export async function readContext(store: Pick<Store, 'pool'>, { now, displayLimit, events, spans, traces, hasSpan }: Known): Promise<FlowContext> {
  const observedAt = new Map(traces.map((trace) => [trace.traceId, trace.observedAt]));
  const elsewhere = await tracesThatAreThere(store, [...new Set([...events.flatMap(({ reading }) => reading.trace?.traceId ?? []), ...spans.flatMap(({ span }) => span.links.map(({ traceId }) => traceId))])].filter((id) => !observedAt.has(id as TraceId)));
  const cut = new Set(events.flatMap((event) => (event.cut ? [event.ref] : [])));
  return {
    now,
    displayLimit,
    observedAt: (trace) => observedAt.get(trace) ?? null,
    // Of a trace that other flows hold it is not looked up which of its spans are there: nothing is called missing that may not be.
    hasSpan: (span) => hasSpan(span) || elsewhere.has(span.traceId),
    isCut: (event) => cut.has(event.ref),
  };
}

async function tracesThatAreThere(store: Pick<Store, 'pool'>, traceIds: readonly string[]): Promise<Set<string>> {
  const ids = traceIds.filter(isTraceId);
  if (ids.length === 0) return new Set();
  const { rows } = await store.pool.query<{ trace_id: string }>({
    name: 'traces-that-are-there',
    text: 'SELECT t.trace_id FROM unnest($1::uuid[]) AS t(trace_id) WHERE EXISTS (SELECT FROM span_chunk c WHERE c.trace_id = t.trace_id)',
    values: [ids.map(traceUuid)],
  });
  return new Set(rows.map((row) => traceIdOf(row.trace_id)));
}
