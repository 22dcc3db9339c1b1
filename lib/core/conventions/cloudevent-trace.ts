/** CloudEvents distributed tracing extension: `traceparent` there is the origin of the whole journey, not this hop, and so the weakest. */
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';
import { parseTraceparent } from '#lib/core/conventions/traceparent.ts';

export function readCloudEventTrace({ headers, cloudEvent, note }: EventInput): TraceReading | null {
  const bare = headers.last('ce_traceparent');
  const found = cloudEvent?.attribute('traceparent') ?? (bare === null ? null : { value: bare, from: 'ce_traceparent' });
  if (!found) return null;
  const parsed = parseTraceparent(found.value);
  if (parsed) return { traceId: parsed.ref.traceId, ...parsed, from: found.from };
  note(`${found.from} ${quoted(found.value)} is malformed`);
  return null;
}
