/** W3C Trace Context level 2: https://www.w3.org/TR/trace-context-2/#traceparent-header */
import type { SpanRef } from '#lib/core/ids.ts';
import { parseSpanId, parseTraceId, spanRefText } from '#lib/core/ids.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';

export interface Traceparent {
  readonly ref: SpanRef;
  readonly sampled: boolean;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Null where it is malformed. Version 00 has four fields exactly; a higher version may have more; `ff` is invalid, and so are upper case and all-zero ids. */
export function parseTraceparent(text: string): Traceparent | null {
  const [, version, trace, span, flags, rest] = FORM.exec(text) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return null;
  const traceId = parseTraceId(trace!);
  const spanId = parseSpanId(span!);
  return traceId && spanId ? { ref: { traceId, spanId }, sampled: (Number.parseInt(flags!, 16) & 1) === 1 } : null;
}

/** Hops further back than these are not followed. */
const MOST_EARLIER = 8;

/** Of several `traceparent` headers the last well-formed one counts: who passes a message on with its headers appends its own. */
export function readTraceparent(input: EventInput): TraceReading | null {
  const [last] = wellFormed(input);
  return last ? { traceId: last.ref.traceId, ...last, from: 'traceparent' } : null;
}

/** The spans that sent a forwarded message on the hops before, the latest first: those that it names besides the last. */
export function readEarlierTraceparents(input: EventInput): NonNullable<EventReading['earlierTraces']> {
  const [last, ...earlier] = wellFormed(input);
  const seen = new Set(last && [spanRefText(last.ref)]);
  const distinct = earlier.filter(({ ref }) => !seen.has(spanRefText(ref)) && seen.add(spanRefText(ref)));
  if (distinct.length > MOST_EARLIER) input.note(`of ${distinct.length} earlier traceparent headers the last ${MOST_EARLIER} were read`);
  return distinct.slice(0, MOST_EARLIER).map(({ ref }) => ({ traceId: ref.traceId, ref }));
}

/** The last first. */
function wellFormed({ headers, note }: EventInput): Traceparent[] {
  return headers.all('traceparent').toReversed().flatMap((text) => {
    const parsed = parseTraceparent(text);
    if (!parsed) note(`traceparent ${quoted(text)} is malformed`);
    return parsed ?? [];
  });
}
