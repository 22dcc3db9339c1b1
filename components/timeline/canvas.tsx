import { memo, useMemo } from 'react';
import { BlockShape, MarkShape } from '#components/timeline/marks.tsx';
import { DenseShape } from '#components/timeline/dense-shape.tsx';
import { linkPaths, type LinkLook } from '#components/timeline/link-paths.ts';
import { ticksInView } from '#components/timeline/axis.tsx';
import type { TimeView } from '#components/timeline/use-view.ts';
import { RulerShape } from '#components/timeline/ruler-shape.tsx';
import type { Measured } from '#components/timeline/use-ruler.ts';
import { isCompact, rowMiddle, type Picture } from '#lib/core/timeline/picture.ts';
import type { DenseLane } from '#lib/core/timeline/dense.ts';
import type { Block, Drawn, View } from '#lib/core/timeline/visible.ts';

const LINES: Record<LinkLook, { stroke: string; width: number; dash?: string; opacity?: number }> = {
  plain: { stroke: 'var(--text-2)', width: 1, opacity: 0.8 },
  bad: { stroke: 'var(--bad)', width: 1 },
  skewed: { stroke: 'var(--warn)', width: 1.25, dash: '7 2' },
  weak: { stroke: 'var(--text-3)', width: 1, dash: '1 4' },
  inferred: { stroke: 'var(--text-2)', width: 1, dash: '5 3' },
  selected: { stroke: 'var(--accent)', width: 1.75 },
};

/** So many lines can be told apart; more of them fade, so that the marks stay readable. */
const CLEAR = 80;
/** What is drawn begins so much above what is seen. */
const VISIBLE_TOP = 120;

interface CanvasProps {
  picture: Picture;
  time: TimeView;
  view: View;
  width: number;
  drawn: readonly (Drawn | Block)[];
  dense: readonly DenseLane[];
  selected: number | null;
  /** Records on the critical path, or null while it is not shown. */
  critical: ReadonlySet<number> | null;
  /** Records that a finding is about, or null while none is chosen. */
  marked: ReadonlySet<number> | null;
  ruler: Measured | null;
}

/** Everything that is drawn, back to front: roads' beds, folds, ticks, lines, marks. Only what is in view has elements. */
export const Canvas = memo(function Canvas({ picture, time, view, width, drawn, dense, selected, critical, marked, ruler }: CanvasProps) {
  const paths = useMemo(() => linkPaths(picture, view, selected), [picture, view, selected]);
  const ticks = useMemo(() => ticksInView(time, width), [time, width]);
  const top = Math.max(0, view.top);
  const bottom = Math.min(picture.height, view.bottom);
  return (
    <svg width={width} height={picture.height} className="block" role="presentation">
      <defs>
        <pattern id="fold" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill="var(--sunken)" />
          <path d="M0 0V6" stroke="var(--line-strong)" />
        </pattern>
        <pattern id="shared" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--panel)" />
          <path d="M0 0V5" stroke="var(--line-strong)" strokeWidth="2" />
        </pattern>
      </defs>
      <g aria-hidden pointerEvents="none">
        {picture.lanes.map((lane) => lane.kind === 'topic' && lane.top < bottom && lane.top + lane.height > top && <rect key={lane.id} x={0} y={lane.top + 3} width={width} height={lane.height - 6} rx={4} fill="var(--sunken)" />)}
        {time.scale.folds.map((fold) => {
          const x = fold.x - time.offset;
          return x < width && x + fold.width > 0 && <rect key={fold.from} x={x} y={top} width={fold.width} height={Math.max(0, bottom - top)} fill="url(#fold)" />;
        })}
        {ticks.map(({ x, leading }) => (
          <path key={x} d={`M${x} ${top}V${bottom}`} stroke="var(--line)" strokeDasharray={leading ? undefined : '2 3'} />
        ))}
        {paths.map(({ look, lines, heads, count }) => {
          const { stroke, width: thickness, dash, opacity } = LINES[look];
          return (
            <g key={look} opacity={look === 'selected' ? 1 : (opacity ?? 1) * Math.min(1, Math.max(0.2, CLEAR / count))}>
              <path d={lines} fill="none" stroke={stroke} strokeWidth={thickness} strokeDasharray={dash} />
              {heads !== '' && <path d={heads} fill={stroke} />}
            </g>
          );
        })}
        {marked !== null && <path d={halos(picture, view, marked)} fill="var(--warn-soft)" stroke="var(--warn)" strokeWidth={1.25} strokeDasharray="4 3" />}
        {critical !== null && <path d={criticalLines(picture, view, critical)} stroke="var(--accent)" strokeWidth={2.5} />}
      </g>
      {dense.map((lane) => (
        <DenseShape key={picture.lanes[lane.lane]!.id} dense={lane} picture={picture} />
      ))}
      {selected !== null && <SelectedInDense picture={picture} view={view} selected={selected} />}
      {drawn.map((each, index) =>
        each.kind === 'block' ? (
          <BlockShape key={`b${each.lane} ${each.row} ${each.from}`} block={each} picture={picture} index={index} />
        ) : (
          <MarkShape key={each.mark.index} drawn={each} picture={picture} width={width} selected={each.mark.record === selected} />
        ),
      )}
      {ruler !== null && <RulerShape measured={ruler} time={time} width={width} height={picture.height} y={Math.max(0, view.top + VISIBLE_TOP) + 16} />}
    </svg>
  );
});

/** A ring around what is chosen in a compact lane, where marks have no elements of their own. */
function SelectedInDense({ picture, view, selected }: { picture: Picture; view: View; selected: number }) {
  const mark = picture.marks[picture.markOf[selected] ?? -1];
  const lane = picture.lanes[mark?.lane ?? -1];
  if (mark === undefined || lane === undefined || !isCompact(lane)) return null;
  const [left, right] = [Math.max(view.x(mark.from), -20), Math.min(view.x(mark.to), view.width + 20)];
  return <rect x={left - 4} y={rowMiddle(lane, mark.row) - 5} width={Math.max(right - left, 1) + 8} height={10} rx={5} fill="none" stroke="var(--accent)" strokeWidth={2} pointerEvents="none" />;
}

/** A frame around each record that a finding is about. */
function halos(picture: Picture, view: View, marked: ReadonlySet<number>): string {
  const frames: string[] = [];
  for (const record of marked) {
    const mark = picture.marks[picture.markOf[record] ?? -1];
    if (mark === undefined) continue;
    const y = rowMiddle(picture.lanes[mark.lane]!, mark.row);
    const half = mark.kind === 'road' ? 9 : 13;
    const [left, right] = [Math.max(view.x(mark.from), -20) - 8, Math.min(Math.max(view.x(mark.to), view.x(mark.from) + 3), view.width + 20) + 6];
    if (right > left && y > view.top - 20 && y < view.bottom + 20) frames.push(`M${left} ${y - half}H${right}V${y + half}H${left}z`);
  }
  return frames.join('');
}

function criticalLines(picture: Picture, view: View, critical: ReadonlySet<number>): string {
  const lines: string[] = [];
  for (const record of critical) {
    const mark = picture.marks[picture.markOf[record] ?? -1];
    if (mark === undefined) continue;
    const y = rowMiddle(picture.lanes[mark.lane]!, mark.row) + (mark.kind === 'road' ? 6.5 : 11.5);
    const [left, right] = [Math.max(view.x(mark.from), -10), Math.min(Math.max(view.x(mark.to), view.x(mark.from) + 3), view.width + 10)];
    if (right > left && y > view.top - 20 && y < view.bottom + 20) lines.push(`M${left} ${y}H${right}`);
  }
  return lines.join('');
}
