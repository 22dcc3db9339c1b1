/** W3C Trace Context level 2: https://www.w3.org/TR/trace-context-2/#traceparent-header */
import type { SpanRef } from '#lib/core/ids.ts';
import { parseSpanId, parseTraceId } from '#lib/core/ids.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
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

/** Of several `traceparent` headers the last counts: producers that resend append theirs. */
export function readTraceparent({ headers, note }: EventInput): TraceReading | null {
  const text = headers.last('traceparent');
  if (text === null) return null;
  const parsed = parseTraceparent(text);
  if (parsed) return { traceId: parsed.ref.traceId, ...parsed, from: 'traceparent' };
  note(`traceparent ${quoted(text)} is malformed`);
  return null;
}
