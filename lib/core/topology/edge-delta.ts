/** What has to be added to the tallies of edges when flows are derived anew: what they add now, less what they added before. */
import { edgeId, type EdgeCount, type EdgeName } from '#lib/core/topology/edge.ts';
import type { Part } from '#lib/core/topology/packed-counts.ts';

const HOUR_MINUTES = 60;

/** How long a stretch one tally counts; whole hours are read where a range of time is long. */
export const Level = { minute: 0, hour: 1 } as const;

export interface TallyDelta {
  readonly level: number;
  /** The minute since the epoch at which the stretch begins. */
  readonly at: number;
  readonly edge: bigint;
  /** By measure; what is taken away is below zero. */
  readonly change: ReadonlyMap<number, number>;
}

export const hourOf = (minute: number): number => Math.floor(minute / HOUR_MINUTES) * HOUR_MINUTES;

/** Counts of edges by their ids; the names are kept beside them. */
export function partOf(counts: readonly EdgeCount[], names: Map<bigint, EdgeName>): Part {
  const part = new Map<bigint, Map<number, Map<number, number>>>();
  const ids = new Map<EdgeName, bigint>();
  for (const { edge, minute, measure, n } of counts) {
    let id = ids.get(edge);
    if (id === undefined) ids.set(edge, (id = edgeId(edge)));
    names.set(id, edge);
    at(at(part, id, newMinutes), minute, newVector).set(measure, n);
  }
  return part;
}

/** Adds parts up, and takes parts away. */
export class EdgeDelta {
  readonly #changes = new Map<bigint, Map<number, Map<number, number>>>();

  add(part: Part, sign: 1 | -1): void {
    for (const [edge, minutes] of part) {
      for (const [minute, vector] of minutes) {
        const change = at(at(this.#changes, edge, newMinutes), minute, newVector);
        for (const [measure, n] of vector) change.set(measure, (change.get(measure) ?? 0) + sign * n);
      }
    }
  }

  /** Of every level, and only what is not nothing; always in the same order, so that no two writers wait for each other. */
  tallies(): TallyDelta[] {
    const tallies: TallyDelta[] = [];
    for (const [edge, minutes] of this.#changes) {
      const hours = new Map<number, Map<number, number>>();
      for (const [minute, change] of minutes) {
        tallies.push({ level: Level.minute, at: minute, edge, change });
        const hour = at(hours, hourOf(minute), newVector);
        for (const [measure, n] of change) hour.set(measure, (hour.get(measure) ?? 0) + n);
      }
      for (const [hour, change] of hours) tallies.push({ level: Level.hour, at: hour, edge, change });
    }
    return tallies
      .map((tally) => ({ ...tally, change: new Map([...tally.change].filter(([, n]) => n !== 0)) }))
      .filter(({ change }) => change.size > 0)
      .toSorted((a, b) => a.level - b.level || a.at - b.at || (a.edge < b.edge ? -1 : 1));
  }
}

const newMinutes = (): Map<number, Map<number, number>> => new Map();
const newVector = (): Map<number, number> => new Map();

function at<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
