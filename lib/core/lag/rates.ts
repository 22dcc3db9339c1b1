/** How fast a partition is written and read, by the slope over the window. */
import { lineThrough } from '#lib/core/lag/trend.ts';
import type { Look } from '#lib/core/lag/window.ts';

/** Messages a second; null where the window does not tell. */
export interface Rates {
  readonly in: number | null;
  readonly out: number | null;
}

export function ratesOf(looks: readonly Look[]): Rates {
  const ends = looks.flatMap(({ at, end }) => (end === null ? [] : [{ at, offset: end }]));
  return { in: slopeOf(ends), out: slopeOf(looks.map(({ at, committed }) => ({ at, offset: committed }))) };
}

interface Step {
  readonly at: number;
  readonly offset: bigint;
}

/** Since it was last set back: what comes after that is a pace. */
function slopeOf(steps: readonly Step[]): number | null {
  const back = steps.findLastIndex(({ offset }, index) => index > 0 && offset < (steps[index - 1]?.offset ?? offset));
  const run = steps.slice(Math.max(0, back));
  const first = run[0];
  if (first === undefined) return null;
  const line = lineThrough(run.map(({ at, offset }) => ({ x: (at - first.at) / 1e6, y: Number(offset - first.offset) })));
  return line === null ? null : Math.max(0, line.slope);
}

/** Of all partitions together; null where one is not known, for a sum of the others would be too little. */
export const sumOfRates = (rates: readonly (number | null)[]): number | null =>
  rates.length === 0 ? null : rates.reduce((sum, rate) => (sum === null || rate === null ? null : sum + rate), 0);
