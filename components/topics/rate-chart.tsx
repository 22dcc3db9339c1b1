'use client';
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { looksOf, type SeriesLook } from '#components/topics/series-look.ts';
import { useNow, useZone } from '#components/ui/clock.tsx';
import { formatCompact, formatCount, formatPlural, formatRate } from '#components/ui/format.ts';
import { formatLocalTime } from '#components/ui/format-time.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { TopicDetail } from '#lib/contracts/topics.ts';

const HEIGHT = 104;
const tick = { fontSize: 11, fill: 'var(--text-3)' };

interface RateChartProps {
  topic: TopicDetail;
  /** A bar was chosen: its beginning and its end, in milliseconds since the epoch. */
  onChoose: (from: number, to: number) => void;
}

interface Bucket {
  readonly at: number;
  readonly total: number;
  readonly [series: string]: number;
}

/** Messages a second over time, by type. */
export function RateChart({ topic, onChoose }: RateChartProps) {
  const zone = useZone();
  const now = useNow(5000);
  const { bucketMs, buckets } = topic.chart;
  const looks = looksOf(topic.series, buckets[0]?.counts.length ?? 0);
  const data = buckets.map(({ at, counts }) => bucketOf(Date.parse(at), counts, bucketMs, now));
  const label = (at: number) => formatLocalTime(at, zone, { style: 'minutes', now });
  return (
    <figure className="flex min-w-0 flex-col gap-1">
      <div role="img" aria-label={summary(topic, looks)} className="cursor-pointer" style={{ height: HEIGHT }}>
        <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 1100, height: HEIGHT }}>
          <BarChart
            data={data}
            margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
            barCategoryGap="12%"
            accessibilityLayer={false}
            onClick={({ activeLabel }) => activeLabel !== undefined && onChoose(Number(activeLabel), Number(activeLabel) + bucketMs)}
          >
            <XAxis dataKey="at" tickFormatter={label} tick={tick} tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} minTickGap={60} height={18} />
            <YAxis tickFormatter={(rate: number) => formatRate(rate)} tick={tick} tickLine={false} axisLine={false} width={52} tickCount={3} allowDecimals />
            <Tooltip cursor={{ fill: 'var(--idle-soft)' }} isAnimationActive={false} content={<BucketCard looks={looks} time={label} bucketMs={bucketMs} />} />
            {looks.map(({ id, fill }) => (
              <Bar key={id} dataKey={id} stackId="rate" fill={fill} isAnimationActive={false} />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="num flex flex-wrap gap-x-3.5 gap-y-0.5 pl-13 text-xs text-muted">
        {looks.length === 0 && <span>Nothing was written in this time.</span>}
        {looks.map(({ id, word, ours, fill, series }) => (
          <span key={id} className="flex min-w-0 items-center gap-1.5">
            <Square fill={fill} />
            {ours ? word : <Verbatim text={word} className="max-w-60 truncate" />}
            {series && <span className="text-faint">{formatCompact(Number(series.messages))}</span>}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** Of the bucket that runs only what has passed of it counts. */
function bucketOf(at: number, counts: readonly number[], bucketMs: number, now: number): Bucket {
  const seconds = Math.max(1, Math.min(bucketMs, now - at)) / 1000;
  return Object.fromEntries([['at', at], ['total', counts.reduce((sum, count) => sum + count, 0)], ...counts.map((count, index) => [`s${index}`, count / Math.max(1, seconds)])]);
}

const Square = ({ fill }: { fill: string }) => (
  <svg aria-hidden width="8" height="8" viewBox="0 0 8 8" className="shrink-0">
    <rect width="8" height="8" rx="2" fill={fill} />
  </svg>
);

interface BucketCardProps {
  /** Given by the chart: what the pointer is over. */
  active?: boolean;
  payload?: readonly { readonly payload?: Bucket }[];
  looks: readonly SeriesLook[];
  /** Not `label`, which the chart gives too. */
  time: (at: number) => string;
  bucketMs: number;
}

function BucketCard({ active, payload, looks, time, bucketMs }: BucketCardProps) {
  const bucket = payload?.[0]?.payload;
  if (!active || bucket === undefined) return null;
  return (
    <div className="num max-w-80 rounded-md border border-line-strong bg-panel px-2.5 py-1.5 text-sm shadow-floating">
      <p className="font-medium">
        {time(bucket.at)} – {time(bucket.at + bucketMs)}: {formatPlural(bucket.total, 'message')}
      </p>
      {looks.map(({ id, word, fill }) => {
        const rate = bucket[id] ?? 0;
        return rate === 0 ? null : (
          <p key={id} className="flex items-center gap-1.5 text-muted">
            <Square fill={fill} />
            <Verbatim text={word} className="min-w-0 flex-1 truncate" />
            {formatRate(rate)}
          </p>
        );
      })}
      <p className="pt-0.5 text-xs text-faint">Click to read its messages</p>
    </div>
  );
}

const summary = ({ messages, chart }: TopicDetail, looks: readonly SeriesLook[]): string =>
  `Messages a second in ${formatPlural(chart.buckets.length, 'bar')}: ${formatCount(messages)} messages${looks.length === 0 ? '' : `; ${looks.map(({ word, series }) => `${word} ${series === null ? '' : formatCount(series.messages)}`.trim()).join(', ')}`}`;
