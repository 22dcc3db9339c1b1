import { formatDuration } from '#components/ui/format.ts';
import type { TimeView } from '#components/timeline/use-view.ts';
import type { Measured } from '#components/timeline/use-ruler.ts';

const CHARACTER = 7;
const HEAD = 5;

export const measuredWords = ({ from, to }: Measured): string => formatDuration(Math.abs(to - from) / 1000, { precise: true });

/** Two lines with the time between them, over everything else of the picture. `y` is where the words stand. */
export function RulerShape({ measured, time, width, height, y }: { measured: Measured; time: TimeView; width: number; height: number; y: number }) {
  const bounded = (at: number): number => Math.min(Math.max(time.scale.x(at) - time.offset, -20), width + 20);
  const [a, b] = [bounded(Math.min(measured.from, measured.to)), bounded(Math.max(measured.from, measured.to))];
  const words = measuredWords(measured);
  const wide = words.length * CHARACTER + 12;
  const middle = Math.min(Math.max((a + b) / 2, wide / 2 + 2), width - wide / 2 - 2);
  return (
    <g aria-hidden pointerEvents="none" data-ruler>
      <rect x={a} y={0} width={Math.max(b - a, 0)} height={height} fill="var(--accent)" fillOpacity={0.07} />
      <path d={`M${a} 0V${height}M${b} 0V${height}M${a} ${y}H${b}`} stroke="var(--accent)" strokeWidth={1.25} fill="none" />
      <path d={`M${a} ${y}l${HEAD} ${-HEAD / 1.6}v${HEAD * 1.25}zM${b} ${y}l${-HEAD} ${-HEAD / 1.6}v${HEAD * 1.25}z`} fill="var(--accent)" />
      <rect x={middle - wide / 2} y={y - 10} width={wide} height={20} rx={5} fill="var(--panel)" stroke="var(--accent)" />
      <text x={middle} y={y + 4} textAnchor="middle" fontSize={12} fontWeight={600} className="num" fill="var(--text)">
        {words}
      </text>
    </g>
  );
}
