import { distinctHues } from '#components/ui/distinct-hues.ts';
import type { TopicSeries } from '#lib/contracts/topics.ts';

export interface SeriesLook {
  readonly id: string;
  readonly word: string;
  /** What came from the broker is shown as it is; words of ours are not. */
  readonly ours: boolean;
  readonly fill: string;
  readonly series: TopicSeries | null;
}

/** As many as the chart's counts have columns for; one more is the sum of the others. */
const wordOf = ({ type, rest }: TopicSeries): { word: string; ours: boolean } => {
  if (rest) return { word: 'other types', ours: true };
  return type === null ? { word: 'no type', ours: true } : { word: type, ours: false };
};

const roleWord = { normal: '', retry: ', retried', 'dead-letter': ', dead letter' } as const;

/** A colour and a name for each column of the chart: types differ in hue, retries and dead letters have the colours of their meaning. */
export function looksOf(series: readonly TopicSeries[], columns: number): SeriesLook[] {
  const lone = new Set(series.map(({ role }) => role)).size <= 1;
  const hues = distinctHues(series.flatMap(({ type, role }) => (type !== null && role === 'normal' ? [type] : [])));
  const shades = { retry: 0, 'dead-letter': 0 };
  return Array.from({ length: columns }, (_, column): SeriesLook => {
    const own = series[column];
    if (own === undefined || (column === columns - 1 && series.length > columns)) return { id: `s${column}`, word: 'all others', ours: true, fill: 'var(--idle)', series: null };
    const { word, ours } = wordOf(own);
    return { id: `s${column}`, word: `${word}${lone ? '' : roleWord[own.role]}`, ours, fill: fillOf(own, hues, shades), series: own };
  });
}

function fillOf({ type, rest, role }: TopicSeries, hues: ReadonlyMap<string, number>, shades: { retry: number; 'dead-letter': number }): string {
  if (role !== 'normal') return `color-mix(in oklab, var(--${role === 'retry' ? 'warn' : 'bad'}) ${Math.max(40, 100 - 25 * shades[role]++)}%, var(--bg))`;
  if (rest || type === null) return 'var(--wait)';
  return `oklch(var(--service-l) var(--service-c) ${hues.get(type) ?? 0})`;
}
