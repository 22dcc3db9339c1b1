/** Unpacks the bodies of events whose rows were read. */
import type pg from 'pg';
import { decodeHeads, decodeValues, type EventHead } from '#lib/store/event-chunk.ts';

type Client = pg.Pool | pg.ClientBase;

/** Where the body of an event stands: columns of its row. */
export interface BodyPlace {
  readonly chunk: string;
  readonly place: number;
  /** `observed_day`, as text. */
  readonly day: string;
}

/** What a query of `event` selects so that its rows are body places. */
export const BODY_PLACE = 'chunk, place, observed_day::text AS day';

export interface StoredBody extends EventHead {
  /** Its beginning, as far as it was asked for; null for a tombstone. */
  readonly value: Uint8Array | null;
}

/** Chunks hold at most 64 KiB, or one message: what is unpacked at once is bounded. */
const CHUNKS_AT_ONCE = 100;

/** Without values, in the order of the places; null where the day was dropped just now. */
export async function readHeads(client: Client, places: readonly BodyPlace[]): Promise<(EventHead | null)[]> {
  const found: (EventHead | null)[] = places.map(() => null);
  for (const some of chunksOf(places)) {
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
export async function readBodies(client: Client, places: readonly BodyPlace[], valueBytes: number): Promise<(StoredBody | null)[]> {
  const found: (StoredBody | null)[] = places.map(() => null);
  for (const some of chunksOf(places)) {
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

interface WantedChunk {
  readonly id: string;
  readonly day: string;
  /** Indexes of the places in it. */
  readonly wanted: readonly number[];
}

function* chunksOf(places: readonly BodyPlace[]): Generator<readonly WantedChunk[]> {
  const chunks = [...Map.groupBy(places.keys(), (index) => `${places[index]?.chunk} ${places[index]?.day}`).values()].map((indexes) => ({ id: places[indexes[0] ?? 0]?.chunk ?? '', day: places[indexes[0] ?? 0]?.day ?? '', wanted: indexes }));
  for (let from = 0; from < chunks.length; from += CHUNKS_AT_ONCE) yield chunks.slice(from, from + CHUNKS_AT_ONCE);
}

const wanted = (chunks: readonly WantedChunk[]): [readonly string[], readonly string[]] => [chunks.map(({ id }) => id), chunks.map(({ day }) => day)];
