/** Puts what was counted and what groups committed together into one graph of services, topics and groups. Pure: the same facts give the same graph. */
import { placeId, type EdgeEvidence, type EdgeKind, type EdgeName, type Place } from '#lib/core/topology/edge.ts';
import { assignGroups } from '#lib/core/topology/assign-groups.ts';
import { Counted } from '#lib/core/topology/counted.ts';
import type { Draft, GroupOnTopic } from '#lib/core/topology/draft.ts';

/** What one edge counted in the range. */
export interface EdgeSum {
  readonly edge: EdgeName;
  /** By measure. */
  readonly counts: ReadonlyMap<number, number>;
  /** Since the epoch. */
  readonly lastMinute: number;
}

export interface GraphNode {
  readonly id: string;
  readonly place: Place;
  /** Of a topic: how many messages were written to it. Null where it is not observed. */
  readonly messages: number | null;
  /** Of those, how many nobody is known to have written. */
  readonly writtenByUnknown: number;
  /** Of a topic. */
  readonly role: EdgeName['role'];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly evidence: EdgeEvidence;
  readonly group: string | null;
  /** Null where only commits tell of it. */
  readonly counted: Counted | null;
  /** Undefined where no group is known to read here, null where its lag is not known. */
  readonly lag?: bigint | null;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export function buildGraph(sums: readonly EdgeSum[], groups: readonly GroupOnTopic[]): Graph {
  const sourceOf = knownSources(sums, groups);
  const resolved = sums.map((sum) => ({ ...sum, edge: inKnownSource(sum.edge, sourceOf) }));
  const drafts = mergeDrafts(resolved);
  const owners = assignGroups(drafts, groups);
  const edges = drafts.map((draft) => edgeOf(draft, owners)).filter(isShown);
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return { nodes: nodesOf(drafts, resolved, groups).filter(({ id, place }) => place.kind === 'topic' || ends.has(id)), edges };
}

/** The one source that has a topic of this name; undefined where there are none or several. */
function knownSources(sums: readonly EdgeSum[], groups: readonly GroupOnTopic[]): (topic: string) => string | undefined {
  const sources = new Map<string, Set<string>>();
  const add = (topic: string, source: string): void => void sources.set(topic, (sources.get(topic) ?? new Set()).add(source));
  for (const { edge } of sums) for (const place of [edge.from, edge.to]) if (place?.kind === 'topic' && place.source !== null) add(place.name, place.source);
  for (const { topic, source } of groups) add(topic, source);
  return (topic) => (sources.get(topic)?.size === 1 ? [...(sources.get(topic) ?? [])][0] : undefined);
}

/** Spans do not say on which cluster a topic is. */
function inKnownSource(edge: EdgeName, sourceOf: (topic: string) => string | undefined): EdgeName {
  const resolve = <T extends Place | null>(place: T): T => (place?.kind === 'topic' && place.source === null ? { ...place, source: sourceOf(place.name) ?? null } : place);
  return { ...edge, from: resolve(edge.from), to: resolve(edge.to) };
}

const RANK: Readonly<Record<EdgeEvidence, number>> = { message: 0, headers: 1, span: 2, poll: 3, commit: 4 };
const pairOf = ({ kind, from, to }: EdgeName): string => JSON.stringify([kind, from === null ? null : placeId(from), placeId(to)]);

/**
 * One draft for each edge and group, by the strongest evidence. Where messages tell of an edge, spans that saw no message count only with what failed
 * in sending: the message never came to be. Where several groups of a service read a topic, what names none is left to itself.
 */
function mergeDrafts(sums: readonly EdgeSum[]): Draft[] {
  const drafts = new Map<string, Draft>();
  const pairs = new Map<string, number>();
  for (const { edge, counts, lastMinute } of sums.toSorted((a, b) => RANK[a.edge.evidence] - RANK[b.edge.evidence])) {
    const { from } = edge;
    if (from === null) continue;
    const pair = pairOf(edge);
    const strongest = pairs.get(pair) ?? RANK[edge.evidence];
    pairs.set(pair, strongest);
    const isWeaker = strongest < RANK[edge.evidence] && edge.evidence !== 'headers';
    if (isWeaker && edge.kind !== 'produces') continue;
    const key = `${pair} ${edge.group ?? ''}`;
    const known = drafts.get(key) ?? { name: { ...edge, from }, counted: new Counted(), group: edge.group };
    known.counted?.add(counts, lastMinute, { onlyFailed: isWeaker });
    drafts.set(key, known);
  }
  return foldNameless([...drafts.values()]);
}

/** What a service read without naming its group belongs to the one group that it names elsewhere on the topic. */
function foldNameless(drafts: readonly Draft[]): Draft[] {
  const named = Map.groupBy(drafts.filter(({ group }) => group !== null), ({ name }) => pairOf(name));
  return drafts.filter((draft) => {
    const others = named.get(pairOf(draft.name)) ?? [];
    if (draft.group !== null || others.length !== 1) return true;
    if (draft.counted !== null) others[0]?.counted?.addAll(draft.counted);
    return false;
  });
}

function nodesOf(drafts: readonly Draft[], sums: readonly EdgeSum[], groups: readonly GroupOnTopic[]): GraphNode[] {
  const nodes = new Map<string, { place: Place; messages: number | null; writtenByUnknown: number; role: EdgeName['role'] }>();
  const nodeOf = (place: Place) => {
    const id = placeId(place);
    const known = nodes.get(id) ?? { place, messages: null, writtenByUnknown: 0, role: 'normal' };
    nodes.set(id, known);
    return known;
  };
  for (const { name } of drafts) for (const place of [name.from, name.to]) nodeOf(place);
  for (const { topic, source } of groups) nodeOf({ kind: 'topic', source, name: topic });
  for (const { edge, counts } of sums) {
    if (edge.kind === 'consumes' || edge.kind === 'calls' || (edge.evidence !== 'message' && edge.evidence !== 'headers')) continue;
    const node = nodeOf(edge.to);
    const messages = counts.get(0) ?? 0;
    node.messages = (node.messages ?? 0) + messages;
    if (edge.from === null) node.writtenByUnknown += messages;
    if (edge.role !== 'normal') node.role = edge.role;
  }
  return [...nodes].map(([id, node]) => ({ id, ...node })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function edgeOf({ name, counted, group, lag }: Draft, serviceOf: (source: string, group: string) => string | undefined): GraphEdge {
  const { from } = name;
  const owner = from.kind === 'group' ? serviceOf(from.source, from.name) : undefined;
  return {
    from: owner === undefined ? placeId(from) : placeId({ kind: 'service', name: owner }),
    to: placeId(name.to),
    kind: name.kind,
    evidence: name.evidence,
    group,
    counted,
    ...(lag === undefined ? {} : { lag }),
  };
}

/** What was read again and again by nobody, or counted nothing in the range but what other evidence tells. */
const isShown = ({ counted }: GraphEdge): boolean => counted === null || counted.count > 0;
