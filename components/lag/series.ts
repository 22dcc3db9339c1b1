/** The lines of the chart. */
import { formatCompact, formatRate } from '#components/ui/format.ts';
import type { GroupHistory } from '#lib/contracts/lag.ts';

export interface Point {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly lag: number | null;
  /** With all its digits. */
  readonly lagText: string | null;
  /** Milliseconds. */
  readonly timeLag: number | null;
  /** Messages a second. */
  readonly rateIn: number | null;
  readonly rateOut: number | null;
}

export type SeriesId = 'lag' | 'timeLag' | 'rates';

interface Line {
  readonly key: 'lag' | 'timeLag' | 'rateIn' | 'rateOut';
  readonly word: string;
  readonly dashed?: boolean;
}

export interface Series {
  readonly id: SeriesId;
  readonly title: string;
  /** In pixels. */
  readonly height: number;
  /** The value on the axis: whole messages, a length of time, a rate. */
  readonly tick: (value: number) => string;
  readonly lines: readonly Line[];
  /** The least top of its scale: a lag of 2 is no mountain. */
  readonly least: number;
}

const UNITS = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1000, 's'], [1, 'ms']] as const;

/** A length of time in one unit, for an axis: `6 min`, `1.5 h`, `0 s`. */
export function shortDuration(ms: number): string {
  if (ms === 0) return '0 s';
  const [size, unit] = UNITS.find(([each]) => ms >= each) ?? UNITS[4];
  return `${Number((ms / size).toFixed(1))} ${unit}`;
}

const shortCount = (count: number): string => formatCompact(count).replace('.0', '');

export const SERIES: Readonly<Record<SeriesId, Series>> = {
  lag: { id: 'lag', title: 'Lag, messages', height: 140, tick: shortCount, lines: [{ key: 'lag', word: 'lag' }], least: 10 },
  timeLag: { id: 'timeLag', title: 'Time lag', height: 94, tick: shortDuration, lines: [{ key: 'timeLag', word: 'time lag' }], least: 2000 },
  rates: { id: 'rates', title: 'Messages a second', height: 94, tick: formatRate, lines: [{ key: 'rateIn', word: 'in', dashed: true }, { key: 'rateOut', word: 'out' }], least: 1 },
};

export const pointsOf = (points: GroupHistory['points']): Point[] =>
  points.map(({ at, lag, timeLagMs, rateIn, rateOut }) => ({ at: Date.parse(at), lag: lag === null ? null : Number(lag), lagText: lag, timeLag: timeLagMs, rateIn, rateOut }));
