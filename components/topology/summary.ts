import { errorShare, isBehind, percent } from '#components/topology/words.ts';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { RANGES } from '#components/ui/time-range.ts';
import type { Topology, TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';

/** Fewer say nothing of a share. */
const LEAST_COUNT = 5;

/** What there is, and what of it is worth a look, in one sentence. */
export function topologySummary({ nodes, edges, truncated }: Pick<Topology, 'nodes' | 'edges' | 'truncated'>, range: string): string {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const count = (kind: TopologyNode['kind']): number => nodes.filter((node) => node.kind === kind).length;
  const parts = [formatPlural(count('service'), 'service'), formatPlural(count('topic'), 'topic'), ...(count('group') > 0 ? [`${formatPlural(count('group'), 'group')} without spans`] : [])];
  const when = RANGES.find(({ value }) => value === range)?.sentence ?? 'in the chosen range';
  const failing = edges.filter((edge) => errorShare(edge) > 0);
  const worst = failing.filter((edge) => (edge.count ?? 0) >= LEAST_COUNT).toSorted((a, b) => errorShare(b) - errorShare(a))[0];
  const behind = edges.filter(isBehind).toSorted((a, b) => (BigInt(a.lag ?? 0) < BigInt(b.lag ?? 0) ? 1 : -1))[0];
  return [
    `${list(parts)} ${when}.`,
    worst === undefined ? (failing.length === 0 ? `Nothing${truncated === null ? '' : ' of what is shown'} failed.` : `Errors on ${formatPlural(failing.length, 'quiet edge')} alone.`) : `Most errors: ${failureWords(worst, (id) => names.get(id) ?? id)}.`,
    ...(behind === undefined ? [] : [`Furthest behind: ${names.get(behind.to) ?? behind.to}, ${formatCount(behind.lag)} messages in ${names.get(behind.from) ?? behind.from}.`]),
  ].join(' ');
}

/** Who failed, how often, and at what: whoever reads, sends or answers is at fault, not the line between two. */
function failureWords(edge: TopologyEdge, name: (id: string) => string): string {
  const [from, to, share] = [name(edge.from), name(edge.to), percent(errorShare(edge))];
  switch (edge.kind) {
    case 'consumes':
      return `${to}, ${share} of what it reads from ${from}`;
    case 'produces':
      return `${from}, ${share} of what it writes to ${to}`;
    case 'calls':
      return `${to}, ${share} of what ${from} asks of it`;
    case 'dead-letters':
      return `${from}, ${share} of what it gives up to ${to}`;
  }
}

const list = (parts: readonly string[]): string => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`);
