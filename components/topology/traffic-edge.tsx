'use client';
import { EdgeLabelRenderer, useInternalNode, useStore, type Edge, type EdgeProps, type InternalNode } from '@xyflow/react';
import { memo } from 'react';
import { edgePath, routePath } from '#components/topology/edge-path.ts';
import type { Route } from '#components/topology/lay-out.ts';
import { useLook } from '#components/topology/look.tsx';
import { errorShare, figures, isBehind, percent } from '#components/topology/words.ts';
import { classes } from '#components/ui/classes.ts';
import { formatCompact } from '#components/ui/format.ts';
import type { TopologyEdge } from '#lib/contracts/topology.ts';
import type { Box } from '#lib/core/topology/place-new.ts';

export interface TrafficData extends Record<string, unknown> {
  readonly edge: TopologyEdge;
  /** Apart from others between the same two. */
  readonly lane: number;
  /** Null where a node was moved, or came later. */
  readonly route: Route | null;
  /** A group that is not called as its reader. */
  readonly groupName: string | null;
}
export type TrafficEdgeType = Edge<TrafficData, 'traffic'>;

/** From here on figures stand beside all edges. */
const NEAR = 1.3;
/** Fewer failures than this share are told where one looks at the edge. */
const WORTH_SAYING = 0.01;
const THINNEST = 1.4;
const THICKEST = 7;

/** Ten times the traffic is two pixels more: a quiet edge is still seen beside a busy one. */
const thickness = (ratePerSecond: number | null): number => Math.max(THINNEST, Math.min(THICKEST, THINNEST + 2 * Math.log10(1 + (ratePerSecond ?? 0) * 4)));

const boxOf = (node: InternalNode | undefined): Box | null => {
  if (node === undefined) return null;
  const { x, y } = node.internals.positionAbsolute;
  return { x, y, width: node.width ?? node.measured.width ?? 0, height: node.height ?? node.measured.height ?? 0 };
};

/** As thick as its traffic; its failed share red and in figures; dashed where it leads to dead letters. */
export const TrafficEdge = memo(function TrafficEdge({ id, source, target, data }: EdgeProps<TrafficEdgeType>) {
  const [fromNode, toNode] = [useInternalNode(source), useInternalNode(target)];
  const [from, to] = [boxOf(fromNode), boxOf(toNode)];
  const isDragged = fromNode?.dragging === true || toNode?.dragging === true;
  const { nearEdges, edge: chosen, hovered } = useLook();
  const isNear = useStore(({ transform }) => transform[2] >= NEAR);
  if (from === null || to === null || data === undefined) return null;
  const { edge, lane, route, groupName } = data;
  const { d, middle } = route === null || isDragged ? edgePath(from, to, lane) : routePath(route, lane);
  const width = thickness(edge.ratePerSecond);
  const isLit = chosen === id || hovered === id;
  const isTold = isLit || isNear;
  const share = isTold || errorShare(edge) >= WORTH_SAYING ? errorShare(edge) : 0;
  const isFar = nearEdges !== null && !nearEdges.has(id) && !isLit;
  const isDead = edge.kind === 'dead-letters';
  const isWeak = edge.evidence === 'commit' || edge.evidence === 'poll';
  const color = isLit ? 'var(--accent)' : isDead ? 'var(--bad)' : edge.kind === 'calls' || isWeak ? 'var(--text-3)' : 'var(--wait)';
  const lag = edge.lag !== undefined && (isTold ? edge.lag !== '0' : isBehind(edge)) ? edge.lag : null;
  return (
    <>
      <g className={classes('transition-opacity', isFar && 'opacity-15')} data-edge={id}>
        <path d={d} fill="none" stroke="transparent" strokeWidth={16} className="react-flow__edge-interaction cursor-pointer" />
        <path d={d} fill="none" stroke={color} strokeWidth={width} strokeDasharray={isDead ? '6 5' : isWeak ? '2 4' : undefined} markerEnd={`url(#head-${isLit ? 'lit' : isDead ? 'bad' : edge.kind === 'calls' ? 'call' : 'plain'})`} />
        {share > 0 && !isDead && <path d={d} fill="none" pathLength={100} stroke="var(--bad)" strokeWidth={width} strokeDasharray={`${Math.max(4, share * 100)} 100`} strokeDashoffset={-(100 - Math.max(4, share * 100))} />}
        {isDead && (
          <g transform={`translate(${middle.x} ${middle.y})`} fill="var(--bg)" stroke="var(--bad)" strokeWidth="1.5">
            <circle r="6" />
            <path d="M-3,-3 L3,3 M3,-3 L-3,3" />
          </g>
        )}
      </g>
      {(isTold || share > 0 || lag !== null || groupName !== null) && (
        <EdgeLabelRenderer>
          <div
            className={classes('num pointer-events-none absolute flex flex-col items-center gap-0.5 text-xs whitespace-nowrap', isFar && 'invisible', isLit && 'z-10')}
            style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y + (isDead ? 18 : 0)}px)` }}
          >
            {isTold && <span className="rounded-sm bg-bg px-1 text-ink">{figures(edge)}</span>}
            <span className="flex gap-1">
              {share > 0 && !isDead && <span className="rounded-sm bg-bad-soft px-1 font-medium text-bad">{percent(share)} failed</span>}
              {groupName !== null && <span className="max-w-40 truncate rounded-sm border border-line bg-bg px-1 text-muted">{groupName}</span>}
              {lag !== null && <span className="rounded-sm bg-warn-soft px-1 font-medium text-warn">lag {formatCompact(Number(lag))}</span>}
            </span>
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** The heads of all edges, drawn once. They keep their size however thick the line is. */
export function EdgeHeads() {
  const heads = { plain: 'var(--text-3)', call: 'var(--text-3)', bad: 'var(--bad)', lit: 'var(--accent)' };
  return (
    <svg aria-hidden className="absolute size-0">
      <defs>
        {Object.entries(heads).map(([name, color]) => (
          <marker key={name} id={`head-${name}`} viewBox="0 0 8 10" refX="1" refY="5" markerWidth="8" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0,0 L8,5 L0,10 Z" fill={color} />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
