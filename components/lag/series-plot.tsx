'use client';
import { Area, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { Point, Series } from '#components/lag/series.ts';
import type { Slots } from '#components/lag/time-slots.ts';
import { lagTone } from '#components/ui/lag-statuses.ts';
import type { LagStatus } from '#lib/contracts/lag.ts';

const tick = { fontSize: 11, fill: 'var(--text-3)' };
const AXIS = 18;
const SMALL = 92;

interface SeriesPlotProps {
  series: Series;
  points: readonly Point[];
  slots: Pick<Slots, 'from' | 'to'>;
  status: LagStatus;
  tint: 'ok' | undefined;
  label: (at: number) => string;
  /** Whether the times stand below it. */
  axis: boolean;
  left: number;
  right: number;
  small: boolean;
}

/** One row of the chart. What it says is read out by the slider that lies over it. */
export function SeriesPlot({ series, points, slots, status, tint, label, axis, left, right, small }: SeriesPlotProps) {
  const height = (small ? SMALL : series.height) + (axis ? AXIS : 0);
  const color = `var(--${tint ?? (series.id === 'rates' ? 'idle' : status === 'ok' ? 'accent' : lagTone[status])})`;
  return (
    <div aria-hidden className="relative min-w-0" style={{ height }}>
      {!small && (
        <p className="absolute top-1.5 z-10 flex items-center gap-3 text-xs leading-none text-muted" style={{ left: left + 4 }}>
          {series.title}
          {series.lines.length > 1 && series.lines.map(({ key, word, dashed }) => <Key key={key} word={word} dashed={dashed === true} color={lineColor(key, color)} />)}
        </p>
      )}
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 1000, height }}>
        <ComposedChart data={points} margin={{ top: small ? 8 : 24, right, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <XAxis dataKey="at" type="number" domain={[slots.from, slots.to]} allowDataOverflow tickFormatter={label} tick={axis ? tick : false} tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} minTickGap={50} height={axis ? AXIS : 1} />
          <YAxis domain={[0, (most: number) => Math.max(series.least, most)]} tickFormatter={series.tick} tick={tick} tickLine={false} axisLine={false} width={left} tickCount={3} allowDecimals={series.id !== 'lag'} />
          {series.lines.map(({ key, dashed }) =>
            series.lines.length === 1 ? (
              <Area key={key} dataKey={key} type="linear" stroke={color} strokeWidth={1.5} fill={color} fillOpacity={0.13} dot={false} connectNulls={false} isAnimationActive={false} />
            ) : (
              <Line key={key} dataKey={key} type="linear" stroke={lineColor(key, color)} strokeWidth={1.5} strokeDasharray={dashed === true ? '4 3' : undefined} dot={false} connectNulls={false} isAnimationActive={false} />
            ),
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

const lineColor = (key: string, color: string): string => (key === 'rateOut' ? 'var(--accent)' : color);

const Key = ({ word, dashed, color }: { word: string; dashed: boolean; color: string }) => (
  <span className="flex items-center gap-1.5">
    <svg width="18" height="6" viewBox="0 0 18 6">
      <path d="M0 3H18" stroke={color} strokeWidth="1.6" strokeDasharray={dashed ? '4 3' : undefined} />
    </svg>
    {word}
  </span>
);
