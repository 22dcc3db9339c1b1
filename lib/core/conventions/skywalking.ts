/** SkyWalking's sw8: https://skywalking.apache.org/docs/main/next/en/api/x-process-propagation-headers-v3/ */
import { textFromBase64 } from '#lib/core/conventions/bytes.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';

/** The specification says 2,000; a field may hold any text, and so be longer. */
const LONGEST = 8192;

/**
 * `{sampled}-{trace}-{segment}-{span}-{service}-{instance}-{endpoint}-{peer}`, all but the first and the fourth in base64.
 * The trace id is any text, kept as it is: it names no span that could be received here, but messages with the same belong together.
 */
export function readSkywalking({ headers, note }: EventInput): TraceReading | null {
  const text = headers.last('sw8');
  if (text === null) return null;
  const fields = text.length > LONGEST ? [] : text.split('-');
  const [sample, trace = '', segment = '', span = ''] = fields;
  const isForm = fields.length === 8 && /^[01]$/.test(sample ?? '') && /^\d{1,10}$/.test(span);
  const id = isForm ? textFromBase64(trace) : null;
  if (id === null || textFromBase64(segment) === null) {
    note(`sw8 ${quoted(text)} is malformed`);
    return null;
  }
  const traceId = keyValue(id, 'sw8', note);
  return traceId === null ? null : { traceId, ref: null, sampled: sample === '1', from: 'sw8' };
}
