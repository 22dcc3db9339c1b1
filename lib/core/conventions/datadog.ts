/** Datadog's propagation: https://docs.datadoghq.com/tracing/trace_collection/trace_context_propagation/ */
import { parseSpanId, parseTraceId } from '#lib/core/ids.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';

const LARGEST = 2n ** 64n - 1n;

/** Ids are unsigned decimals of 64 bits; the high half of a 128-bit trace id stands in `x-datadog-tags` as hex. */
export function readDatadog({ headers, note }: EventInput): TraceReading | null {
  const trace = headers.last('x-datadog-trace-id');
  if (trace === null) return null;
  const parent = headers.last('x-datadog-parent-id');
  const low = hexOf(trace);
  const traceId = low === null ? null : parseTraceId(readHigh(headers.last('x-datadog-tags'), note) + low);
  if (!traceId || low === ZERO) {
    note(`x-datadog-trace-id ${quoted(trace)} is malformed`);
    return null;
  }
  const span = parent === null ? null : hexOf(parent);
  const spanId = span === null ? null : parseSpanId(span);
  // A parent of 0 says that there is none.
  if (parent !== null && span === null) note(`x-datadog-parent-id ${quoted(parent)} is malformed`);
  return { traceId, ref: spanId && { traceId, spanId }, sampled: sampledBy(headers.last('x-datadog-sampling-priority')), from: 'x-datadog-trace-id' };
}

const ZERO = '0'.repeat(16);

function hexOf(decimal: string): string | null {
  if (!/^\d{1,20}$/.test(decimal)) return null;
  const value = BigInt(decimal);
  return value > LARGEST ? null : value.toString(16).padStart(16, '0');
}

/** 16 hex digits; zeros where `_dd.p.tid` is missing or malformed: the low half alone is what 64-bit tracers know. */
function readHigh(tags: string | null, note: EventInput['note']): string {
  const tid = tags?.split(',').find((tag) => tag.trim().startsWith('_dd.p.tid='));
  if (tid === undefined) return ZERO;
  const value = tid.slice(tid.indexOf('=') + 1).trim();
  if (/^[0-9a-f]{16}$/i.test(value)) return value.toLowerCase();
  note(`x-datadog-tags: _dd.p.tid ${quoted(value)} is malformed`);
  return ZERO;
}

/** Priorities are -1 and 0 (drop), 1 and 2 (keep). */
function sampledBy(priority: string | null): boolean | null {
  return priority !== null && /^-?\d{1,3}$/.test(priority) ? Number(priority) > 0 : null;
}
