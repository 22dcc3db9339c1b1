/** Unpacks the bodies of events whose rows were read. */
import type pg from 'pg';
import { decodeHeads, decodeValues, type EventHead } from '#lib/store/event-chunk.ts';
import { readPacked, type PackedPlace } from '#lib/store/packed-places.ts';

type Client = pg.Pool | pg.ClientBase;

/** What a query of `event` selects so that its rows are places. */
export const BODY_PLACE = 'chunk AS pack, place, observed_day::text AS day';

export interface StoredBody extends EventHead {
  /** Its beginning, as far as it was asked for; null for a tombstone. */
  readonly value: Uint8Array | null;
}

/** Without values, in the order of the places; null where the day was dropped just now. */
export const readHeads = (client: Client, places: readonly PackedPlace[]): Promise<(EventHead | null)[]> =>
  readPacked(client, places, {
    name: 'read-event-heads',
    table: 'event_chunk',
    columns: 'heads',
    unpack: ({ heads }: { heads: Uint8Array }) => {
      const decoded = decodeHeads(heads);
      return (place) => decoded[place];
    },
  });

/** With so much of each value, in the order of the places; null where the day was dropped just now. */
export const readBodies = (client: Client, places: readonly PackedPlace[], valueBytes: number): Promise<(StoredBody | null)[]> =>
  readPacked(client, places, {
    name: 'read-event-bodies',
    table: 'event_chunk',
    columns: 'heads, "values"',
    unpack: ({ heads, values }: { heads: Uint8Array; values: Uint8Array }) => {
      const [decoded, bytes] = [decodeHeads(heads), decodeValues(values)];
      return (place) => {
        const head = decoded[place];
        // A copy: a piece would keep the values of the whole chunk in memory.
        return head && { ...head, value: head.kept === null ? null : Buffer.from(bytes.subarray(head.from, head.from + Math.min(head.kept, valueBytes))) };
      };
    },
  });
