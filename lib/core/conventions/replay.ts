import type { EventInput } from '#lib/core/conventions/event-input.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';

/** What Throughline adds to a message that it sends back: which replay did it, and which dead letter it was. */
export const REPLAY_ID_HEADER = 'throughline-replay-id';
export const REPLAY_OF_HEADER = 'throughline-replay-of';
/** Source and topic are short; the rest are numbers. */
const LONGEST = 1_000;

/** Of a message that was replayed more than once the last replay counts. Null where none wrote it. */
export function readReplay({ headers, note }: EventInput): NonNullable<EventReading['replay']> | null {
  const id = headers.last(REPLAY_ID_HEADER);
  if (id === null || id === '' || id.length > LONGEST) return null;
  const of = headers.last(REPLAY_OF_HEADER);
  if (of === null || of.length > LONGEST || !/^.+\/[^/]+\/\d+\/\d+\/\d+$/.test(of)) {
    note(`header ${REPLAY_OF_HEADER} names no message`);
    return { id, of: null };
  }
  return { id, of };
}
