'use client';
/** Where the reader put nodes by hand, kept in this browser. */

const STORED = 'throughline-topology-places';
const MOST = 500;

export type KeptPlaces = ReadonlyMap<string, readonly [x: number, y: number]>;

const isPlace = (value: unknown): value is [string, number, number] => Array.isArray(value) && value.length === 3 && typeof value[0] === 'string' && Number.isFinite(value[1]) && Number.isFinite(value[2]);

/** Nothing where the browser keeps nothing for this site. */
export function readKeptPlaces(): KeptPlaces {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return new Map(Array.isArray(stored) ? stored.filter(isPlace).map(([id, x, y]) => [id, [x, y] as const]) : []);
  } catch (error) {
    console.warn('The places of nodes that were kept in this browser cannot be read', error);
    return new Map();
  }
}

/** The last ones that were moved, where there are very many. */
export function keepPlaces(places: KeptPlaces): void {
  try {
    if (places.size === 0) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, JSON.stringify([...places].slice(-MOST).map(([id, [x, y]]) => [id, x, y])));
  } catch (error) {
    console.warn('The browser keeps nothing for this site: nodes are back at their places when the page is opened again', error);
  }
}
