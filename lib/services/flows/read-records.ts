import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { distinctSpans, type TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { FlowSegment } from '#lib/core/flows/summary.ts';
import { brand } from '#lib/core/brand.ts';
import type { SpanId, SpanRef } from '#lib/core/ids.ts';
import { earliestEvents, readEvents, type StoredEvent, type StoredTrace } from '#lib/store/read-facts.ts';
import { readSpans } from '#lib/store/read-spans.ts';
import type { Store } from '#lib/store/store.ts';

/** What is stored of a flow's records, by name. */
export interface NamedRecords {
  readonly events: readonly string[];
  readonly segments: readonly FlowSegment[];
  readonly span_count: number;
}

export interface ReadRecords {
  readonly events: readonly StoredEvent[];
  readonly spans: readonly { readonly traced: TracedSpan; readonly segment: FlowSegment }[];
  readonly traces: readonly StoredTrace[];
  /** Whether a span has arrived, whichever flow shows it. */
  readonly hasSpan: (span: SpanRef) => boolean;
  /** Records of the flow that were not read. */
  readonly notRead: number;
}

/** Of a flow so many times the display limit is read and assembled: enough to choose well from, and bounded. */
const READ = 2;
/** And so many times the display limit spans are looked at: its traces may hold the spans of thousands of flows. */
const LOOKED_AT = 10;

/**
 * The records of a flow, as many as can be assembled. A flow of up to twice the display limit is read whole. Of a larger one: the events
 * that were written first, and a whole part of its spans, errors preferred, among those that arrived first.
 */
export async function readRecords({ pool }: Pick<Store, 'pool'>, flow: NamedRecords, conventions: Conventions, displayLimit: number): Promise<ReadRecords> {
  const limit = READ * displayLimit;
  const eventLimit = limit - Math.min(flow.span_count, displayLimit);
  const keep = limit - Math.min(flow.events.length, eventLimit);
  const wanted = wantedOf(flow.segments);
  const [events, spans] = await Promise.all([
    earliestEvents(pool, flow.events, eventLimit).then((refs) => readEvents(pool, refs)),
    readSpans(pool, [...new Set(flow.segments.map(({ trace }) => trace))], wanted, { keep, scan: LOOKED_AT * displayLimit }),
  ]);
  const traced = spansOf(flow.segments, spans.traces, conventions);
  const spansLeft = spans.whole && traced.length < keep ? 0 : Math.max(0, flow.span_count - traced.length);
  return { events, spans: traced, traces: spans.traces, hasSpan: spans.has, notRead: Math.max(0, flow.events.length - eventLimit) + spansLeft };
}

/** Whether a span is of one of the segments. */
function wantedOf(segments: readonly FlowSegment[]): (span: SpanRef) => boolean {
  const byTrace = new Map<string, Set<string> | null>();
  for (const { trace, spans } of segments) {
    const known = byTrace.get(trace);
    if (spans === null || known === null) byTrace.set(trace, null);
    else if (known === undefined) byTrace.set(trace, new Set(spans));
    else for (const id of spans) known.add(id);
  }
  return ({ traceId, spanId }) => {
    const ids = byTrace.get(traceId);
    return ids === null || ids?.has(spanId) === true;
  };
}

function spansOf(segments: readonly FlowSegment[], traces: readonly StoredTrace[], conventions: Conventions): { traced: TracedSpan; segment: FlowSegment }[] {
  const byTrace = Map.groupBy(segments, (segment) => segment.trace);
  return traces.flatMap(({ traceId, spans }) => {
    const traced = distinctSpans(spans.map((span) => ({ span, reading: readSpan(span, conventions) })));
    // A trace of thousands may be cut into thousands.
    const byId = Map.groupBy(traced, ({ span }) => span.spanId);
    return (byTrace.get(traceId) ?? []).flatMap((segment) => (segment.spans === null ? traced : [...new Set(segment.spans)].flatMap((id) => byId.get(brand<SpanId>(id)) ?? [])).map((each) => ({ traced: each, segment })));
  });
}
