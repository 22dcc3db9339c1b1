'use client';
/** Where the reader put nodes by hand, kept in this browser. */
import { keep, readKeptJson } from '#components/ui/kept.ts';

const STORED = 'throughline-topology-places';
const MOST = 500;

export type KeptPlaces = ReadonlyMap<string, readonly [x: number, y: number]>;

const isPlace = (value: unknown): value is [string, number, number] => Array.isArray(value) && value.length === 3 && typeof value[0] === 'string' && Number.isFinite(value[1]) && Number.isFinite(value[2]);

/** Nothing where the browser keeps nothing for this site. */
export function readKeptPlaces(): KeptPlaces {
  const stored = readKeptJson('browser', STORED);
  return new Map(Array.isArray(stored) ? stored.filter(isPlace).map(([id, x, y]) => [id, [x, y] as const]) : []);
}

/** The last ones that were moved, where there are very many. */
export function keepPlaces(places: KeptPlaces): void {
  keep('browser', STORED, places.size === 0 ? null : JSON.stringify([...places].slice(-MOST).map(([id, [x, y]]) => [id, x, y])));
}
