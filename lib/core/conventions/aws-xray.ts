/** AWS X-Ray's tracing header: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
import { parseSpanId, parseTraceId } from '#lib/core/ids.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';

const NAMES = ['AWSTraceHeader', 'X-Amzn-Trace-Id'];
/** Version 1, seconds since the epoch, 96 random bits. */
const ROOT = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i;

export function readAwsXray(input: EventInput): TraceReading | null {
  for (const name of NAMES) {
    const text = input.headers.last(name);
    if (text !== null) return readTracingHeader(text, name, input.note);
  }
  return null;
}

/** `Root=1-{8 hex}-{24 hex};Parent={16 hex};Sampled={0,1,?}`, in any order and with other fields. Load balancers write a root alone. */
function readTracingHeader(text: string, from: string, note: EventInput['note']): TraceReading | null {
  const fields = fieldsOf(text);
  const [, epoch, unique] = ROOT.exec(fields.get('root') ?? '') ?? [];
  const traceId = epoch === undefined || unique === undefined ? null : parseTraceId(epoch + unique);
  if (!traceId) {
    note(`${from} ${quoted(text)} is malformed`);
    return null;
  }
  const parent = fields.get('parent');
  const spanId = parent === undefined ? null : parseSpanId(parent);
  if (parent !== undefined && !spanId) note(`${from}: Parent ${quoted(parent)} is malformed`);
  const sampled = fields.get('sampled');
  return { traceId, ref: spanId && { traceId, spanId }, sampled: sampled === '1' ? true : sampled === '0' ? false : null, from };
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const field of text.slice(0, 1024).split(';')) {
    const equals = field.indexOf('=');
    if (equals > 0) fields.set(field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1).trim());
  }
  return fields;
}
