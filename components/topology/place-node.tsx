'use client';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { LONGEST_NAME } from '#components/topology/lay-out.ts';
import { useLook } from '#components/topology/look.tsx';
import { kindWords, percent, roleWord } from '#components/topology/words.ts';
import { classes } from '#components/ui/classes.ts';
import { formatRate } from '#components/ui/format.ts';
import { useServiceColor } from '#components/ui/service-hues.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { TopologyNode } from '#lib/contracts/topology.ts';

export interface PlaceData extends Record<string, unknown> {
  readonly node: TopologyNode;
  /** Of all that comes in: messages read or written, calls taken. Null where it is not known. */
  readonly ratePerSecond: number | null;
  /** Of what it handled. */
  readonly errorShare: number;
}
export type PlaceNodeType = Node<PlaceData, 'place'>;

/** A service as a box, a topic as a pill, a group that no span tells of as a dashed box. Figures below the name, and words for what is wrong. */
export const PlaceNode = memo(function PlaceNode({ data }: NodeProps<PlaceNodeType>) {
  const { node, ratePerSecond, errorShare } = data;
  const { nearNodes, node: chosen, matches } = useLook();
  const isFar = nearNodes !== null && !nearNodes.has(node.id);
  const cut = node.name.length > LONGEST_NAME ? `${node.name.slice(0, LONGEST_NAME - 1)}…` : node.name;
  const word = roleWord(node);
  return (
    <div
      id={`place-${node.id}`}
      role="button"
      tabIndex={0}
      aria-pressed={chosen === node.id}
      aria-label={[`${kindWords[node.kind]} ${node.name}`, word, ratePerSecond === null ? null : formatRate(ratePerSecond), errorShare > 0 ? `${percent(errorShare)} failed` : null].filter(Boolean).join(', ')}
      title={node.name}
      data-place={node.id}
      className={classes(
        'relative flex size-full flex-col justify-center px-3 leading-tight',
        node.kind === 'topic' ? 'rounded-full border bg-sunken px-4' : 'rounded-md border bg-panel',
        node.kind === 'group' && 'border-dashed border-faint!',
        node.role === 'dead-letter' ? 'border-dashed border-bad' : 'border-line-strong',
        matches.has(node.id) && 'ring-2 ring-warn',
        chosen === node.id && 'ring-2 ring-accent',
        // Fainter, and still to be read: its name keeps a contrast of 4.5 to 1.
        isFar && 'border-line! bg-bg! grayscale **:text-faint!',
      )}
    >
      {node.kind === 'service' && <Hue name={node.name} />}
      <span className="flex min-w-0 items-center gap-1.5">
        {node.role === 'dead-letter' && <CrossedRing />}
        <Verbatim text={cut} mono={node.kind === 'topic'} className={classes('min-w-0 overflow-hidden', node.kind === 'service' ? 'font-semibold' : 'font-medium')} />
      </span>
      <span className={classes('num flex gap-1.5 text-xs whitespace-nowrap text-muted', isFar && 'invisible')}>
        {node.kind === 'group' && <span>group</span>}
        {word !== undefined && <span className={node.role === 'dead-letter' ? 'text-bad' : undefined}>{word}</span>}
        {ratePerSecond !== null && <span>{formatRate(ratePerSecond)}</span>}
        {errorShare >= 0.01 && <span className="font-medium text-bad">{percent(errorShare)} failed</span>}
        {node.kind === 'topic' && node.writtenByUnknown > 0 && node.writtenByUnknown === node.messages && word === undefined && <span>writer unknown</span>}
      </span>
      <Sides />
    </div>
  );
});

function Hue({ name }: { name: string }) {
  const color = useServiceColor(name);
  return <span aria-hidden className="absolute inset-y-[-1px] left-[-1px] w-1 rounded-l-md" style={{ background: color() }} />;
}

/** A dead letter, as on the timeline. */
export function CrossedRing() {
  return (
    <svg aria-hidden width="11" height="11" viewBox="0 0 12 12" fill="none" stroke="var(--bad)" strokeWidth="1.5" className="shrink-0">
      <circle cx="6" cy="6" r="4.6" />
      <path d="M3.6 3.6 L8.4 8.4 M8.4 3.6 L3.6 8.4" />
    </svg>
  );
}

/** Edges are drawn from box to box; the library only wants to know that there is where to begin. */
const Sides = () => (
  <>
    <Handle type="target" position={Position.Left} isConnectable={false} className="pointer-events-none opacity-0" />
    <Handle type="source" position={Position.Right} isConnectable={false} className="pointer-events-none opacity-0" />
  </>
);
