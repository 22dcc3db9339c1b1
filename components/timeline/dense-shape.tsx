import { formatPlural } from '#components/ui/format.ts';
import { useServiceColor } from '#components/ui/service-hues.tsx';
import { shortText } from '#components/timeline/mark-words.ts';
import { barHeight, ringRadius, type Picture } from '#lib/core/timeline/picture.ts';
import type { DenseLane, Patch } from '#lib/core/timeline/dense.ts';

const round = (x: number): number => Math.round(x * 10) / 10;
const path = (patches: readonly Patch[], half: number): string => patches.map(({ x, width, y }) => `M${round(x)} ${y - half}h${round(width)}v${2 * half}h${round(-width)}z`).join('');

/** A lane of very many rows in two shapes; the pointer finds single marks in it all the same, and the table has them in words. */
export function DenseShape({ dense, picture }: { dense: DenseLane; picture: Picture }) {
  const lane = picture.lanes[dense.lane]!;
  const service = useServiceColor(lane.name);
  const topic = lane.kind === 'topic';
  const half = topic ? Math.max(1.25, ringRadius(lane) * 0.7) : barHeight(lane) / 2;
  return (
    <g
      role="option"
      aria-selected={false}
      aria-label={`${formatPlural(dense.records, 'record')} of ${shortText(lane.name)} in view${dense.errors > 0 ? `, ${dense.errors} failed` : ''}`}
      data-dense={dense.lane}
      className="cursor-pointer"
    >
      <rect x={0} y={lane.top} width="100%" height={lane.height} fill="transparent" />
      <path d={path(dense.plain, half)} fill={topic ? 'var(--text-3)' : service(0.65)} />
      <path d={path(dense.failed, half)} fill="var(--bad)" />
    </g>
  );
}
