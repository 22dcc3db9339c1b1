import type { EventReading, Key } from '#lib/core/conventions/reading.ts';
import { isPlainNumber } from '#lib/core/conventions/unique-looking.ts';

/** Why a key joins records, or only finds them: one sentence for people. */
export function whyJoins(key: Key, reading: EventReading): string {
  switch (key.kind) {
    case 'correlation':
      return key.join === null ? 'another correlation id of the message is believed more' : 'all records with this correlation id belong together';
    case 'trace':
      return whyTrace(key, reading);
    case 'message':
      return whyMessage(key);
    case 'business':
      return key.join === null ? 'the configuration does not say that it joins' : 'the configuration says that it joins';
  }
}

function whyTrace(key: Key, { trace }: EventReading): string {
  if (key.join === null) return key.from.endsWith('traceparent') && key.from !== trace?.from ? 'it is the origin of the whole journey, not this hop' : `${trace?.from ?? 'another header'} is believed more`;
  if (key.value !== trace?.traceId) return 'a hop before this one was sent in this trace';
  return trace.ref === null ? 'what names this trace belongs together, as far as the trace has no cuts' : 'it names the span that sent the message';
}

function whyMessage(key: Key): string {
  if (key.join === null) return isPlainNumber(key.value) ? 'it is a plain number, and so the id of an entity' : 'it does not look unique, and may be the id of an entity';
  return key.join === `m:${key.value}` ? 'it names this message alone' : 'it names this message within its source';
}
