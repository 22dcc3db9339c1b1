/** A straight line through points by least squares: the slope over a window. */
export interface Point {
  /** Any unit; the slope is per this unit. */
  readonly x: number;
  readonly y: number;
}

interface Line {
  readonly slope: number;
  /** How far the points stray from the line: the root of their mean square. */
  readonly scatter: number;
}

/** Null where the points do not make a line: fewer than two, or all at one time. */
export function lineThrough(points: readonly Point[]): Line | null {
  const first = points[0];
  if (first === undefined) return null;
  // Measured from the first point: times and offsets are too large to be squared without losing what differs.
  const shifted = points.map(({ x, y }) => ({ x: x - first.x, y: y - first.y }));
  const [meanX, meanY] = [mean(shifted.map(({ x }) => x)), mean(shifted.map(({ y }) => y))];
  const spread = shifted.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (spread === 0) return null;
  const slope = shifted.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  return { slope, scatter: Math.sqrt(mean(shifted.map(({ x, y }) => (y - meanY - slope * (x - meanX)) ** 2))) };
}

/** So many times the scatter a rise must be, so that one window in some thousands of mere noise passes for a rise. */
const CLEARLY = 4;

/** Whether the points rise over their whole span, although some of them dip. */
export function isRising(points: readonly Point[]): boolean {
  const line = lineThrough(points);
  const [first, last] = [points[0], points.at(-1)];
  if (line === null || first === undefined || last === undefined || last.y <= first.y) return false;
  return line.slope * (last.x - first.x) > CLEARLY * line.scatter;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
