/** What is packed together with others, and where it stands in that. */
export interface PackedPlace {
  /** Id of the row that holds it. */
  readonly pack: string;
  readonly place: number;
  /** `observed_day` of that row, as text. */
  readonly day: string;
}

export interface WantedPack {
  readonly id: string;
  readonly day: string;
  /** Indexes of the places in it. */
  readonly wanted: readonly number[];
}

/** A pack holds at most 64 KiB, or one thing that is larger: what is read at once is bounded. */
const PACKS_AT_ONCE = 100;

/** The packs that hold these places, each once, some at a time. */
export function* packsOf(places: readonly PackedPlace[]): Generator<readonly WantedPack[]> {
  const packs = new Map<string, { readonly id: string; readonly day: string; readonly wanted: number[] }>();
  for (const [index, { pack: id, day }] of places.entries()) {
    const known = packs.get(`${id} ${day}`);
    if (known === undefined) packs.set(`${id} ${day}`, { id, day, wanted: [index] });
    else known.wanted.push(index);
  }
  const all = [...packs.values()];
  for (let from = 0; from < all.length; from += PACKS_AT_ONCE) yield all.slice(from, from + PACKS_AT_ONCE);
}
