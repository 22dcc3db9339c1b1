import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';

/** What Throughline adds to a message that it sends back: which replay did it, and which dead letter it was. */
export const REPLAY_ID_HEADER = 'throughline-replay-id';
export const REPLAY_OF_HEADER = 'throughline-replay-of';

/** Of a message that was replayed more than once the last replay counts. Null where none wrote it. */
export function readReplay({ headers, note }: EventInput): NonNullable<EventReading['replay']> | null {
  const id = keyValue(headers.last(REPLAY_ID_HEADER), `header ${REPLAY_ID_HEADER}`, note);
  if (id === null) return null;
  const of = keyValue(headers.last(REPLAY_OF_HEADER), `header ${REPLAY_OF_HEADER}`, note);
  if (of === null || !/^.+\/[^/]+\/\d+\/\d+\/\d+$/.test(of)) {
    note(`header ${REPLAY_OF_HEADER} names no message`);
    return { id, of: null };
  }
  return { id, of };
}
