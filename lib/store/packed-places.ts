/** What is packed together with others, and how it is read from there. */
import type pg from 'pg';

/** Where one stands. */
export interface PackedPlace {
  /** Id of the row that holds it. */
  readonly pack: string;
  readonly place: number;
  /** `observed_day` of that row, as text. */
  readonly day: string;
}

interface WantedPack {
  readonly id: string;
  readonly day: string;
  /** Indexes of the places in it. */
  readonly wanted: readonly number[];
}

/** A pack holds at most 64 KiB, or one thing that is larger: what is read at once is bounded. */
const PACKS_AT_ONCE = 100;

/** The packs that hold these places, each once, some at a time. */
function* packsOf(places: readonly PackedPlace[]): Generator<readonly WantedPack[]> {
  const packs = new Map<string, { readonly id: string; readonly day: string; readonly wanted: number[] }>();
  let last: { readonly id: string; readonly day: string; readonly wanted: number[] } | undefined;
  for (const [index, { pack: id, day }] of places.entries()) {
    // Neighbours mostly stand in the same one.
    if (last?.id !== id || last.day !== day) {
      const name = `${id} ${day}`;
      last = packs.get(name);
      if (last === undefined) packs.set(name, (last = { id, day, wanted: [] }));
    }
    last.wanted.push(index);
  }
  const all = [...packs.values()];
  for (let from = 0; from < all.length; from += PACKS_AT_ONCE) yield all.slice(from, from + PACKS_AT_ONCE);
}

interface Packs<Row, Content> {
  /** Of the prepared statement. */
  readonly name: string;
  readonly table: string;
  /** In SQL. */
  readonly columns: string;
  /** Unpacks one row, and gives what stands at each place in it. */
  readonly unpack: (row: Row) => (place: number) => Content | undefined;
}

/** What stands at these places, in their order; null where the day was dropped just now. Each pack is read and unpacked once. */
export async function readPacked<Row, Content>(client: pg.Pool | pg.ClientBase, places: readonly PackedPlace[], { name, table, columns, unpack }: Packs<Row, Content>): Promise<(Content | null)[]> {
  const found: (Content | null)[] = places.map(() => null);
  for (const some of packsOf(places)) {
    const { rows } = await client.query<Row & { at: string }>({
      name,
      text: `SELECT w.at, c.* FROM unnest((SELECT $1::bigint[]), (SELECT $2::date[])) WITH ORDINALITY AS w (id, day, at)
              CROSS JOIN LATERAL (SELECT ${columns} FROM ${table} WHERE id = w.id AND observed_day = w.day OFFSET 0) c`,
      values: [some.map(({ id }) => id), some.map(({ day }) => day)],
    });
    for (const row of rows) {
      const contentAt = unpack(row);
      for (const index of some[Number(row.at) - 1]?.wanted ?? []) found[index] = contentAt(places[index]?.place ?? -1) ?? null;
    }
  }
  return found;
}
