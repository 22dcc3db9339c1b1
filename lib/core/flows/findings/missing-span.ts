import type { FlowContext } from '#lib/core/flows/context.ts';
import type { Finder, Finding } from '#lib/core/flows/findings/finding.ts';
import { count, list, nameOf, placeOf, sentence, short, spanName } from '#lib/core/flows/findings/words.ts';
import { upstreamOf } from '#lib/core/flows/segment.ts';
import type { FlowRecord, FlowRecords, RecordIndex } from '#lib/core/flows/records.ts';
import { spanRefText, type SpanRef, type TraceId } from '#lib/core/ids.ts';

/** After so long nothing of a trace is still on its way. */
export const QUIET_MICROS = 30_000_000;

interface Missing {
  readonly ref: SpanRef;
  /** `POST /orders of checkout names it as its parent`. */
  readonly named: string[];
  readonly records: FlowRecord[];
}

/**
 * Spans that others refer to and that are not there, although their trace was sampled and is quiet. A flow without spans misses none:
 * its services are not traced. What a shared span refers to belongs to other flows. Links that the SDK dropped name nothing more.
 */
export const missingSpan: Finder = ({ records, index }, context) => [...[...referredTo(records, index, context).values()].map(found), ...dropped(records)];

function referredTo(records: FlowRecords, index: RecordIndex, context: FlowContext): Map<string, Missing> {
  const missing = new Map<string, Missing>();
  if (records.spans.length === 0) return missing;
  const unsampled = new Set(records.events.flatMap(({ reading }) => (reading.trace?.sampled === false ? [reading.trace.traceId] : [])));
  const note = (ref: SpanRef, named: string, record: FlowRecord, seenAt: number): void => {
    if (index.span(ref) !== undefined || context.hasSpan?.(ref) === true || unsampled.has(ref.traceId) || context.now - seenAt < QUIET_MICROS) return;
    const key = spanRefText(ref);
    const known = missing.get(key);
    if (known === undefined) missing.set(key, { ref, named: [named], records: [record] });
    else {
      known.named.push(named);
      known.records.push(record);
    }
  };
  const seenAt = (trace: TraceId): number => context.observedAt?.(trace) ?? -Infinity;
  for (const traced of records.spans) {
    if (records.shared?.has(traced)) continue;
    const { traceId, parentSpanId } = traced.span;
    const latest = (other: TraceId): number => Math.max(seenAt(traceId), seenAt(other));
    if (parentSpanId !== null) note({ traceId, spanId: parentSpanId }, `${spanName(traced)} names it as its parent`, { span: traced }, seenAt(traceId));
    const upstream = upstreamOf(traced);
    // A span with several links was handed messages of several flows.
    const handed = upstream.length === 1 ? upstream[0] : undefined;
    if (handed?.span != null) note(handed.span, `${spanName(traced)} links to it`, { span: traced }, latest(handed.span.traceId));
  }
  for (const event of records.events) {
    const { trace } = event.reading;
    if (trace?.ref != null && trace.sampled === true) note(trace.ref, `${nameOf(event)} (${placeOf(event)}) names it as its sender`, { event }, Math.max(event.observedAt, seenAt(trace.ref.traceId)));
  }
  return missing;
}

const found = ({ ref, named, records }: Missing): Finding => ({
  kind: 'missing-span',
  message: sentence(`Span ${ref.spanId} of trace ${ref.traceId} has not arrived, though ${list(named, 2)}`),
  records,
});

function dropped({ spans }: FlowRecords): Finding[] {
  return spans.flatMap((traced): Finding[] => {
    const { droppedLinks, service, name } = traced.span;
    if (droppedLinks <= 0) return [];
    return [{ kind: 'missing-span', message: sentence(`The SDK of ${short(service)} dropped ${count(droppedLinks, 'link')} of ${short(name)}: which messages it was handed is not known in full`), records: [{ span: traced }] }];
  });
}
