/** Elastic APM: https://github.com/elastic/apm/blob/main/specs/agents/tracing-distributed-tracing.md */
import { parseSpanId, parseTraceId } from '#lib/core/ids.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';
import { parseTraceparent, type Traceparent } from '#lib/core/conventions/traceparent.ts';

const BINARY = 'elasticapmtraceparent';
/** What carries text has it as a `traceparent` under the agents' own name; JMS takes no hyphens. */
const TEXTUAL = ['elastic-apm-traceparent', 'elastic_apm_traceparent'];
const BINARY_LENGTH = 29;

export function readElastic(input: EventInput): TraceReading | null {
  return readBinary(input) ?? readTextual(input);
}

function readBinary({ headers, note }: EventInput): TraceReading | null {
  const bytes = headers.lastBytes(BINARY);
  if (bytes === null) return null;
  if (bytes.length !== BINARY_LENGTH) {
    const text = headers.last(BINARY);
    return text === null ? null : fromText(text, BINARY, note);
  }
  const parsed = parseBinaryTraceparent(bytes);
  if (parsed) return { traceId: parsed.ref.traceId, ...parsed, from: BINARY };
  note(`header ${BINARY} is malformed`);
  return null;
}

function readTextual({ headers, note }: EventInput): TraceReading | null {
  for (const name of TEXTUAL) {
    const text = headers.last(name);
    if (text !== null) return fromText(text, name, note);
  }
  return null;
}

function fromText(text: string, from: string, note: EventInput['note']): TraceReading | null {
  const parsed = parseTraceparent(text);
  if (parsed) return { traceId: parsed.ref.traceId, ...parsed, from };
  note(`${from} ${quoted(text)} is malformed`);
  return null;
}

/**
 * W3C's draft binary format: version 0, then a field id before each field: 0 and the trace id (16 bytes), 1 and the parent id (8), 2 and the flags (1).
 * Source: w3c/trace-context-binary, spec/20-binary-format.md at 571cafa.
 */
export function parseBinaryTraceparent(bytes: Uint8Array): Traceparent | null {
  if (bytes.length !== BINARY_LENGTH || bytes[0] !== 0 || bytes[1] !== 0 || bytes[18] !== 1 || bytes[27] !== 2) return null;
  const traceId = parseTraceId(hex(bytes.subarray(2, 18)));
  const spanId = parseSpanId(hex(bytes.subarray(19, 27)));
  return traceId && spanId ? { ref: { traceId, spanId }, sampled: (bytes[28]! & 1) === 1 } : null;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
