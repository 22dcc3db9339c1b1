import type { Named } from '#components/palette/lines.ts';
import type { Topology } from '#lib/contracts/topology.ts';

/** The consumer groups that hold the text in their name, with the topics that they read; they lead to who reads in the topology. */
export function groupsNamed({ nodes, edges }: Pick<Topology, 'nodes' | 'edges'>, text: string): Named['values'] {
  const wanted = text.toLowerCase();
  const nameOf = new Map(nodes.map(({ id, name }) => [id, name]));
  const readers = edges.flatMap(({ group, from, to }) => (group !== null && group.toLowerCase().includes(wanted) ? [{ group, to, topic: nameOf.get(from) ?? from }] : []));
  return [...Map.groupBy(readers, ({ group }) => group)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, reads]) => ({ value: group, detail: `reads ${[...new Set(reads.map(({ topic }) => topic))].join(', ')}`, href: `/topology?node=${encodeURIComponent(reads[0]?.to ?? '')}` }));
}
