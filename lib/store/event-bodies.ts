/** Unpacks the bodies of events whose rows were read. */
import type pg from 'pg';
import { decodeHeads, decodeValues, type EventHead } from '#lib/store/event-chunk.ts';
import { packsOf, type PackedPlace, type WantedPack } from '#lib/store/packed-places.ts';

type Client = pg.Pool | pg.ClientBase;

/** What a query of `event` selects so that its rows are places. */
export const BODY_PLACE = 'chunk AS pack, place, observed_day::text AS day';

export interface StoredBody extends EventHead {
  /** Its beginning, as far as it was asked for; null for a tombstone. */
  readonly value: Uint8Array | null;
}

/** Without values, in the order of the places; null where the day was dropped just now. */
export async function readHeads(client: Client, places: readonly PackedPlace[]): Promise<(EventHead | null)[]> {
  const found: (EventHead | null)[] = places.map(() => null);
  for (const some of packsOf(places)) {
    const { rows } = await client.query<{ at: string; heads: Uint8Array }>({
      name: 'read-event-heads',
      text: `SELECT w.at, c.heads FROM unnest($1::bigint[], $2::date[]) WITH ORDINALITY AS w (id, day, at)
              CROSS JOIN LATERAL (SELECT heads FROM event_chunk WHERE id = w.id AND observed_day = w.day OFFSET 0) c`,
      values: wanted(some),
    });
    for (const { at, heads } of rows) {
      const decoded = decodeHeads(heads);
      for (const index of some[Number(at) - 1]?.wanted ?? []) found[index] = decoded[places[index]?.place ?? -1] ?? null;
    }
  }
  return found;
}

/** With so much of each value, in the order of the places; null where the day was dropped just now. */
export async function readBodies(client: Client, places: readonly PackedPlace[], valueBytes: number): Promise<(StoredBody | null)[]> {
  const found: (StoredBody | null)[] = places.map(() => null);
  for (const some of packsOf(places)) {
    const { rows } = await client.query<{ at: string; heads: Uint8Array; values: Uint8Array }>({
      name: 'read-event-bodies',
      text: `SELECT w.at, c.heads, c."values" FROM unnest($1::bigint[], $2::date[]) WITH ORDINALITY AS w (id, day, at)
              CROSS JOIN LATERAL (SELECT heads, "values" FROM event_chunk WHERE id = w.id AND observed_day = w.day OFFSET 0) c`,
      values: wanted(some),
    });
    for (const { at, heads, values } of rows) {
      const [decoded, bytes] = [decodeHeads(heads), decodeValues(values)];
      for (const index of some[Number(at) - 1]?.wanted ?? []) {
        const head = decoded[places[index]?.place ?? -1];
        // A copy: a piece would keep the values of the whole chunk in memory.
        if (head !== undefined) found[index] = { ...head, value: head.kept === null ? null : Buffer.from(bytes.subarray(head.from, head.from + Math.min(head.kept, valueBytes))) };
      }
    }
  }
  return found;
}

const wanted = (packs: readonly WantedPack[]): [readonly string[], readonly string[]] => [packs.map(({ id }) => id), packs.map(({ day }) => day)];
