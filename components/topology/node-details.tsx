'use client';
import { DetailsFrame, Facts } from '#components/topology/details-frame.tsx';
import { edgeKey } from '#components/topology/edge-key.ts';
import { NodeLinks } from '#components/topology/links.tsx';
import { errorShare, kindWords, percent, rateWords, roleWord } from '#components/topology/words.ts';
import { Chip } from '#components/ui/chip.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { formatCount, formatDuration, formatPlural } from '#components/ui/format.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { Topology, TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';

interface NodeDetailsProps {
  readonly node: TopologyNode;
  readonly topology: Topology;
  readonly range: string;
  readonly onChooseEdge: (id: string) => void;
  readonly onClose: () => void;
}

/** What runs into a service, a topic or a group, and what runs out. */
export function NodeDetails({ node, topology, range, onChooseEdge, onClose }: NodeDetailsProps) {
  const into = topology.edges.filter(({ to }) => to === node.id);
  const out = topology.edges.filter(({ from }) => from === node.id);
  const errors = into.some((edge) => errorShare(edge) > 0);
  const word = roleWord(node);
  return (
    <DetailsFrame
      title={node.kind === 'service' ? <ServiceName name={node.name} /> : <Verbatim text={node.name} mono className="whitespace-pre-wrap" />}
      chip={<Chip tone={errors ? 'bad' : 'idle'}>{errors ? 'errors' : (word ?? kindWords[node.kind])}</Chip>}
      subtitle={
        <span className="flex items-center gap-1">
          <span className="min-w-0 flex-1">{node.kind === 'group' ? 'A consumer group that no span tells of' : [kindWords[node.kind], node.source === null ? null : `on ${node.source}`, word].filter(Boolean).join(', ')}</span>
          <Copy text={node.name} label="the name" />
        </span>
      }
      onClose={onClose}
    >
      <NodeLinks node={node} topology={topology} range={range} />
      {node.kind === 'topic' && (
        <Facts
          rows={[
            ['Messages', node.messages === null ? 'not observed' : formatCount(node.messages)],
            ...(node.writtenByUnknown > 0 ? [['Nobody known wrote', formatCount(node.writtenByUnknown)] as const] : []),
          ]}
        />
      )}
      {node.writtenByUnknown > 0 && <p className="text-muted">{node.writtenByUnknown === node.messages ? 'These messages name' : formatPlural(node.writtenByUnknown, 'message names', 'messages name')} no span that sent them: whoever writes here is not traced, or its spans did not arrive.</p>}
      <EdgeRows title={node.kind === 'topic' ? 'Written by' : node.kind === 'group' ? 'Reads' : 'Reads, and is called by'} edges={into} other={({ from }) => from} topology={topology} onChoose={onChooseEdge} />
      <EdgeRows title={node.kind === 'topic' ? 'Read by' : 'Writes to, and calls'} edges={out} other={({ to }) => to} topology={topology} onChoose={onChooseEdge} />
    </DetailsFrame>
  );
}

function EdgeRows({ title, edges, other, topology, onChoose }: { title: string; edges: readonly TopologyEdge[]; other: (edge: TopologyEdge) => string; topology: Topology; onChoose: (id: string) => void }) {
  const nodes = new Map(topology.nodes.map((node) => [node.id, node]));
  const sorted = edges.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0));
  return (
    <section aria-label={title}>
      <h3 className="pb-1 text-xs font-semibold text-muted">{title}</h3>
      {sorted.length === 0 && <p className="text-muted">Nobody that was seen in this range.</p>}
      <ul>
        {sorted.map((edge) => {
          const node = nodes.get(other(edge));
          return (
            <li key={edgeKey(edge)} className="border-b border-line last:border-0">
              <button type="button" onClick={() => onChoose(edgeKey(edge))} className="flex w-full flex-col gap-0.5 py-1.5 text-left hover:bg-sunken">
                <span className="flex w-full items-baseline gap-2">
                  <span className="min-w-0 flex-1 truncate">{node === undefined ? other(edge) : node.kind === 'service' ? <ServiceName name={node.name} /> : <Verbatim text={node.name} mono />}</span>
                  <span className="num">{rateWords(edge)}</span>
                </span>
                <span className="num flex w-full flex-wrap gap-x-2 text-xs text-muted">
                  {edge.kind === 'calls' && <span>call</span>}
                  {edge.kind === 'dead-letters' && <span className="text-bad">dead letters</span>}
                  {edge.group !== null && <span>group {edge.group}</span>}
                  {edge.p95Ms !== null && <span>{edge.kind === 'consumes' ? 'wait' : 'took'} {formatDuration(edge.p50Ms)}, p95 {formatDuration(edge.p95Ms)}</span>}
                  {edge.workP95Ms !== null && <span>work {formatDuration(edge.workP50Ms)}, p95 {formatDuration(edge.workP95Ms)}</span>}
                  {errorShare(edge) > 0 && <span className="font-medium text-bad">{percent(errorShare(edge))} failed</span>}
                  {edge.lag !== undefined && <span className={edge.lag === '0' ? undefined : 'font-medium text-warn'}>lag {formatCount(edge.lag)}</span>}
                  {edge.count === null && <span>told by commits alone</span>}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
