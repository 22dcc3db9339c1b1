/** The lag of each partition over time as bars in a few steps: their height says it as well as their shade. */
import type { GroupHistory } from '#lib/contracts/lag.ts';

/** Steps above nothing. */
export const LEVELS = 5;

/** 0 for no lag, 1 to LEVELS by the square root of its share of the most there is, so that little still shows and much stands out; null where it is not known. */
export function levelOf(lag: number | null, most: number): number | null {
  if (lag === null) return null;
  if (lag <= 0) return 0;
  return Math.min(LEVELS, Math.max(1, Math.ceil(Math.sqrt(lag / most) * LEVELS)));
}

export interface HeatPath {
  /** Null for what is not known. */
  readonly level: number | null;
  readonly d: string;
}

/** A row's bars, one path a level, on a ground as wide as there are cells and `height` high. Few shapes, however many cells. */
export function heatPaths(lags: readonly (number | null)[], most: number, height: number): HeatPath[] {
  const paths = new Map<number | null, string[]>();
  lags.forEach((lag, index) => {
    const level = levelOf(lag, most);
    const tall = level === 0 ? 1.5 : (height * (level ?? 0)) / LEVELS;
    // What is not known is a hole in the ground, which means no lag.
    const bar = level === null ? `M${index} 0v${height}h1V0z` : `M${index + 0.08} ${height}v${-tall}h.84v${tall}z`;
    const same = paths.get(level);
    if (same === undefined) paths.set(level, [bar]);
    else same.push(bar);
  });
  return [...paths].map(([level, bars]) => ({ level, d: bars.join('') }));
}

export const mostOf = (rows: GroupHistory['heat']['rows']): number => rows.reduce((most, { lag }) => Math.max(most, ...lag.map((value) => Number(value ?? 0))), 0);

/** So many columns of the table that says the same, spread over the time; always the last. */
export function columnsOf(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round(((index + 1) * count) / most) - 1);
}
