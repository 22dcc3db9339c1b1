import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import type { TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';

const path = (name: string): string => encodeURIComponent(name.toWellFormed());

/** The list of flows that reached a service or a topic, in the same range of time. */
export const flowsHref = (nodes: readonly TopologyNode[], range: string): string => {
  const query = new URLSearchParams(nodes.flatMap(({ kind, name }) => (kind === 'group' ? [] : [[kind, name]])));
  query.set('range', range);
  return `/flows?${query.toString()}`;
};

/** Where one goes on from a node. */
export function NodeLinks({ node, edges, range }: { node: TopologyNode; edges: readonly TopologyEdge[]; range: string }) {
  const readsForGroup = edges.some(({ to, lag }) => to === node.id && lag !== undefined);
  return (
    <p className="flex flex-wrap gap-2">
      {node.kind !== 'group' && <Link href={flowsHref([node], range)} className={buttonClasses({ look: 'primary' })}>Flows through it</Link>}
      {node.kind === 'topic' && node.source !== null && <Link href={`/topics/${path(node.source)}/${path(node.name)}`} className={buttonClasses()}>Topic</Link>}
      {(node.kind === 'group' || readsForGroup) && <Link href="/health" className={buttonClasses()}>Consumer groups</Link>}
    </p>
  );
}

export function EdgeLinks({ from, to, range }: { from: TopologyNode; to: TopologyNode; range: string }) {
  const topic = [from, to].find(({ kind, source }) => kind === 'topic' && source !== null);
  // The list takes any of several services, or of several topics; it has no filter for groups.
  const through = from.kind === to.kind ? 'either' : [from, to].some(({ kind }) => kind === 'group') ? 'the topic' : 'both';
  return (
    <p className="flex flex-wrap gap-2">
      <Link href={flowsHref([from, to], range)} className={buttonClasses({ look: 'primary' })}>Flows through {through}</Link>
      {topic?.source != null && <Link href={`/topics/${path(topic.source)}/${path(topic.name)}`} className={buttonClasses()}>Topic</Link>}
    </p>
  );
}
