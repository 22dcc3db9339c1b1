/** Jaeger's own propagation: https://www.jaegertracing.io/docs/1.76/client-libraries/#propagation-format */
import { parseSpanId, parseTraceId } from '#lib/core/ids.ts';
import { percentDecoded } from '#lib/core/conventions/baggage.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';

const FORM = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:([0-9a-f]{1,2})$/i;

/** `uber-trace-id`: `{trace}:{span}:{parent}:{flags}`, hex without padding, perhaps URL-encoded. */
export function readJaeger({ headers, note }: EventInput): TraceReading | null {
  const text = headers.last('uber-trace-id');
  if (text === null) return null;
  const [, trace, span, flags] = FORM.exec(text.replace(/%3a/gi, ':')) ?? [];
  const traceId = trace === undefined ? null : parseTraceId(trace.padStart(32, '0'));
  const spanId = span === undefined ? null : parseSpanId(span.padStart(16, '0'));
  if (!traceId || !spanId) {
    note(`uber-trace-id ${quoted(text)} is malformed`);
    return null;
  }
  return { traceId, ref: { traceId, spanId }, sampled: (Number.parseInt(flags!, 16) & 1) === 1, from: 'uber-trace-id' };
}

/** `uberctx-{name}`: one baggage item, perhaps URL-encoded. */
export function readJaegerBaggage({ headers, note }: EventInput, name: string): string | null {
  const text = headers.last(`uberctx-${name}`);
  const value = text === null ? null : percentDecoded(text);
  if (text !== null && value === null) note(`uberctx-${name} ${quoted(text)} is malformed`);
  return value;
}
