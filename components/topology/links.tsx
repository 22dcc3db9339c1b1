import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import { groupPath } from '#components/ui/group-path.ts';
import type { Topology, TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';
import { pathPart } from '#lib/core/path-part.ts';

/** The list of flows that reached a service or a topic, in the same range of time. */
export const flowsHref = (nodes: readonly TopologyNode[], range: string): string => {
  const query = new URLSearchParams(nodes.flatMap(({ kind, name }) => (kind === 'group' ? [] : [[kind, name]])));
  query.set('range', range);
  return `/flows?${query.toString()}`;
};

/** The page of a group, or the list of them where a service reads for several. */
function lagHref(node: TopologyNode, edges: readonly TopologyEdge[], nodes: readonly TopologyNode[]): string | null {
  if (node.kind === 'group' && node.source !== null) return groupPath({ source: node.source, group: node.name });
  const reads = edges.flatMap(({ from, to, group, lag }) => (to === node.id && group !== null && lag !== undefined ? [{ group, source: nodes.find(({ id }) => id === from)?.source ?? null }] : []));
  const [first] = reads;
  if (first === undefined) return null;
  return first.source !== null && reads.every(({ group, source }) => group === first.group && source === first.source) ? groupPath({ source: first.source, group: first.group }) : '/lag';
}

/** Where one goes on from a node. */
export function NodeLinks({ node, topology: { nodes, edges }, range }: { node: TopologyNode; topology: Pick<Topology, 'nodes' | 'edges'>; range: string }) {
  const lag = lagHref(node, edges, nodes);
  return (
    <p className="flex flex-wrap gap-2">
      {node.kind !== 'group' && <Link href={flowsHref([node], range)} className={buttonClasses({ look: 'primary' })}>Flows through it</Link>}
      {node.kind === 'topic' && node.source !== null && <Link href={`/topics/${pathPart(node.source)}/${pathPart(node.name)}`} className={buttonClasses()}>Topic</Link>}
      {lag !== null && <Link href={lag} className={buttonClasses()}>Consumer lag</Link>}
    </p>
  );
}

export function EdgeLinks({ from, to, group, range }: { from: TopologyNode; to: TopologyNode; group: string | null; range: string }) {
  const topic = [from, to].find(({ kind, source }) => kind === 'topic' && source !== null);
  // The list takes any of several services, or of several topics; it has no filter for groups.
  const through = from.kind === to.kind ? 'either' : [from, to].some(({ kind }) => kind === 'group') ? 'the topic' : 'both';
  return (
    <p className="flex flex-wrap gap-2">
      <Link href={flowsHref([from, to], range)} className={buttonClasses({ look: 'primary' })}>Flows through {through}</Link>
      {topic?.source != null && <Link href={`/topics/${pathPart(topic.source)}/${pathPart(topic.name)}`} className={buttonClasses()}>Topic</Link>}
      {topic?.source != null && group !== null && <Link href={groupPath({ source: topic.source, group })} className={buttonClasses()}>Consumer lag</Link>}
    </p>
  );
}
