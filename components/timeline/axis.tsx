import { formatDuration } from '#components/ui/format.ts';
import { tickLabel, tickStep } from '#components/timeline/ticks.ts';
import type { TimeView } from '#components/timeline/use-view.ts';

export const AXIS_HEIGHT = 28;
const SPACING = 84;
const CHARACTER = 6.2;

interface Tick {
  readonly x: number;
  readonly label: string;
  /** Begins a stretch: its offset is from the flow's beginning. */
  readonly leading: boolean;
}

/** Ticks in view. Within a stretch they count from its beginning, which says how far into the flow it is. */
export function ticksInView(view: TimeView, width: number): Tick[] {
  const { scale, offset, pxPerMicro } = view;
  const step = tickStep(pxPerMicro, SPACING);
  const beginning = scale.stretches[0]?.from ?? 0;
  const ticks: Tick[] = [];
  for (const [index, stretch] of scale.stretches.entries()) {
    const left = stretch.x - offset;
    if (left > width || left + stretch.width < 0) continue;
    const lead = index === 0 ? '' : `+${formatDuration((stretch.from - beginning) / 1000)}`;
    if (lead !== '') ticks.push({ x: left, label: lead, leading: true });
    const first = Math.max(lead === '' ? 0 : 1, Math.ceil(-left / pxPerMicro / step));
    const last = Math.floor(Math.min(stretch.width, width - left) / pxPerMicro / step);
    for (let i = first; i <= last; i++) {
      const x = left + i * step * pxPerMicro;
      const label = tickLabel(i * step, step);
      const clear = (lead === '' || x - left > lead.length * CHARACTER + 12) && stretch.width - (x - left) > label.length * CHARACTER;
      ticks.push({ x, label: clear || scale.stretches.length === 1 ? label : '', leading: lead === '' && i === 0 });
    }
  }
  return ticks;
}

/** The sticky top of the timeline: ticks, and how long each fold was. */
export function Axis({ view, width }: { view: TimeView; width: number }) {
  return (
    <svg width={width} height={AXIS_HEIGHT} aria-hidden className="block">
      {view.scale.folds.map((fold) => {
        const x = fold.x - view.offset;
        if (x > width || x + fold.width < 0) return null;
        const words = formatDuration((fold.to - fold.from) / 1000);
        return (
          <g key={fold.from}>
            <title>{`${formatDuration((fold.to - fold.from) / 1000, { precise: true })} in which nothing happened`}</title>
            <rect x={x} y={0} width={fold.width} height={AXIS_HEIGHT} fill="transparent" />
            {words.length * CHARACTER < fold.width + 6 && (
              <text x={x + fold.width / 2} y={17} textAnchor="middle" fontSize={10.5} fontWeight={550} fill="var(--text-2)">
                {words}
              </text>
            )}
          </g>
        );
      })}
      {ticksInView(view, width).map(({ x, label, leading }) => (
        <g key={`${x}`}>
          <path d={`M${x} ${leading ? 8 : 20}V${AXIS_HEIGHT}`} stroke="var(--line-strong)" />
          <text x={x + 4} y={17} fontSize={10.5} className="num" fill={leading ? 'var(--text-2)' : 'var(--text-3)'}>
            {label}
          </text>
        </g>
      ))}
    </svg>
  );
}
