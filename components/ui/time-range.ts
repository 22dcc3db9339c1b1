/** A range of time as the address holds it: `15m`, `all`, or two times with a dash of two dots between them. */

export interface TimeRange {
  /** As the API takes it; undefined has no bound. */
  readonly from?: string;
  readonly to?: string;
}

export const RANGES = [
  { value: '15m', label: 'Last 15 min', sentence: 'in the last 15 minutes' },
  { value: '1h', label: 'Last 1 hour', sentence: 'in the last hour' },
  { value: '6h', label: 'Last 6 hours', sentence: 'in the last 6 hours' },
  { value: '24h', label: 'Last 24 hours', sentence: 'in the last 24 hours' },
  { value: '7d', label: 'Last 7 days', sentence: 'in the last 7 days' },
  { value: 'all', label: 'All time', sentence: 'of all time' },
] as const;

export const DEFAULT_RANGE = '1h';

const isTime = (text: string | undefined): text is string => text !== undefined && /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text));

/** Null for a text that is no range. */
export function parseRange(text: string): string | null {
  if (RANGES.some((range) => range.value === text)) return text;
  const [from, to, ...rest] = text.split('..');
  return isTime(from) && isTime(to) && rest.length === 0 && Date.parse(from) < Date.parse(to) ? text : null;
}

/** A range between two times in milliseconds since the epoch, as the address holds it. */
export const absoluteRange = (from: number, to: number): string => `${new Date(from).toISOString()}..${new Date(to).toISOString()}`;

/** The bounds of a range that `parseRange` accepted. A relative one has no end: what starts now belongs to it. */
export function rangeBounds(range: string): TimeRange {
  if (range === 'all') return {};
  const [from, to] = range.split('..');
  return to === undefined ? { from: `now-${range}` } : { from, to };
}

/** An absolute range does not move with time, so nothing new can come into it once it is past. */
export const isAbsolute = (range: string): boolean => range.includes('..');
