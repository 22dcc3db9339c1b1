/** B3: https://github.com/openzipkin/b3-propagation */
import { parseSpanId, parseTraceId } from '#lib/core/ids.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';

/** The single header beats the multi-header form, of which the first of each name counts. */
export function readB3(input: EventInput): TraceReading | null {
  return readSingle(input) ?? readMulti(input);
}

function readSingle({ headers, note }: EventInput): TraceReading | null {
  const text = headers.last('b3');
  if (text === null || /^[01d]$/.test(text)) return null; // a sampling decision alone names nothing
  const [trace, span, sampling] = text.split('-');
  const reading = /^[0-9a-f]+-[0-9a-f]+(?:-[01d](?:-[0-9a-f]{16})?)?$/i.test(text) ? identify(trace, span, sampling, 'b3') : null;
  if (!reading) note(`b3 ${quoted(text)} is malformed`);
  return reading;
}

function readMulti({ headers, note }: EventInput): TraceReading | null {
  const trace = headers.first('X-B3-TraceId');
  if (trace === null) return null;
  const sampling = headers.first('X-B3-Flags') === '1' ? 'd' : headers.first('X-B3-Sampled')?.toLowerCase().replace('true', '1').replace('false', '0');
  const reading = identify(trace, headers.first('X-B3-SpanId') ?? undefined, sampling, 'X-B3-TraceId');
  if (!reading) note(`X-B3-TraceId ${quoted(trace)} or its span id is malformed`);
  return reading;
}

/** Trace ids of 64 bits are padded to 128. The span may be missing, but not malformed. */
function identify(trace = '', span: string | undefined, sampling: string | undefined, from: string): TraceReading | null {
  const traceId = /^(?:.{16}|.{32})$/.test(trace) ? parseTraceId(trace.padStart(32, '0')) : null;
  const spanId = span === undefined ? null : parseSpanId(span);
  if (!traceId || (span !== undefined && !spanId)) return null;
  const sampled = sampling === 'd' || sampling === '1' ? true : sampling === '0' ? false : null;
  return { traceId, ref: spanId && { traceId, spanId }, sampled, from };
}
