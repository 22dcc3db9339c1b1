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
  const between = ({ from, to }: TopologyEdge): string => `${names.get(from) ?? from} → ${names.get(to) ?? to}`;
  const when = RANGES.find(({ value }) => value === range)?.sentence ?? 'in the chosen range';
  const failing = edges.filter((edge) => errorShare(edge) > 0);
  const worst = failing.filter((edge) => (edge.count ?? 0) >= LEAST_COUNT).toSorted((a, b) => errorShare(b) - errorShare(a))[0];
  const behind = edges.filter(isBehind).toSorted((a, b) => (BigInt(a.lag ?? 0) < BigInt(b.lag ?? 0) ? 1 : -1))[0];
  return [
    `${list(parts)} ${when}.`,
    worst === undefined ? (failing.length === 0 ? `Nothing${truncated === null ? '' : ' of what is shown'} failed.` : `Errors on ${formatPlural(failing.length, 'quiet edge')} alone.`) : `Most errors: ${between(worst)}, ${percent(errorShare(worst))}.`,
    ...(behind === undefined ? [] : [`Furthest behind: ${between(behind)}, ${formatCount(behind.lag)} messages.`]),
  ].join(' ');
}

const list = (parts: readonly string[]): string => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`);
