/** Lanes in causal order: each topic is the road between the service that writes it and those that read it. */
import { waitsForMessages, type RecordGraph, type RecordNode } from '#lib/core/timeline/records.ts';
import type { Placement } from '#lib/core/timeline/causal.ts';
import type { DeliveryInput } from '#lib/core/timeline/input.ts';

export interface LaneName {
  readonly id: string;
  /** `reader`: a consumer group that is known from its commits only. */
  readonly kind: 'service' | 'topic' | 'reader';
  readonly name: string;
  /** The source, where the same topic name stands in several. */
  readonly source: string | null;
}

export const laneOfRecord = (record: RecordNode): string =>
  record.kind === 'span' ? `service:${record.span.service}` : `topic:${record.event.coordinates.source}/${record.event.coordinates.topic}`;

/** Where a delivery without a span of its own is drawn; null where nobody is named. */
export function laneOfReader({ service, group }: DeliveryInput): string {
  return service !== null ? `service:${service}` : `reader:${group ?? ''}`;
}

interface Step {
  readonly at: number;
  readonly to: string;
}

/**
 * Causes above effects: the reverse of the order in which a depth-first search leaves the lanes, so that a topic stands below
 * all that write it and above all that read it, and what belongs to one branch stands together. Circles (retries) keep the
 * order in which they were entered.
 */
export function orderLanes(graph: RecordGraph, placement: Placement, untraced: ReadonlyMap<number, readonly DeliveryInput[]>): LaneName[] {
  const lane = graph.records.map(laneOfRecord);
  const names = nameLanes(graph, placement, untraced, lane);
  const steps = new Map<string, Step[]>([...names.keys()].map((id) => [id, []]));
  const step = (from: string, to: string, at: number): void => {
    if (from !== to) steps.get(from)!.push({ at, to });
  };
  const entered = new Set<string>();
  const connect = (weak: boolean): void => {
    for (const edge of graph.edges) {
      const to = graph.records[edge.to]!;
      if ((edge.kind === 'follows') !== weak || (weak && entered.has(lane[edge.to]!))) continue;
      if (to.kind === 'span' && edge.kind === 'deliver' && waitsForMessages(to.span) && to.span.sharedWith > 0) continue;
      step(lane[edge.from]!, lane[edge.to]!, placement.at[edge.to]!);
    }
  };
  connect(false);
  for (const [index, deliveries] of untraced) {
    for (const delivery of deliveries) step(lane[index]!, laneOfReader(delivery), placement.at[index]!);
  }
  for (const each of steps.values()) for (const { to } of each) entered.add(to);
  connect(true);
  return searchLanes([...names.keys()], steps).map((id) => names.get(id)!);
}

/** `ids` in the order in which they began. */
function searchLanes(ids: readonly string[], steps: ReadonlyMap<string, readonly Step[]>): string[] {
  const reached = new Set<string>();
  const roots = ids.filter((id) => !reached.has(id) && leave(id, steps, reached).length > 0);
  const visited = new Set<string>();
  return roots.reverse().flatMap((root) => leave(root, steps, visited)).reverse();
}

/** What is reached from `root` and was not before, in the order in which a search that goes to the latest first leaves it. */
function leave(root: string, steps: ReadonlyMap<string, readonly Step[]>, visited: Set<string>): string[] {
  const left: string[] = [];
  const open = [{ id: root, next: latestFirst(root, steps) }];
  if (visited.has(root)) return left;
  visited.add(root);
  while (open.length > 0) {
    const top = open.at(-1)!;
    const to = top.next.pop();
    if (to === undefined) {
      left.push(top.id);
      open.pop();
    } else if (!visited.has(to)) {
      visited.add(to);
      open.push({ id: to, next: latestFirst(to, steps) });
    }
  }
  return left;
}

/** To be taken from the end: the latest. A lane that is reached several times counts by the first. */
function latestFirst(id: string, steps: ReadonlyMap<string, readonly Step[]>): string[] {
  const first = new Map<string, number>();
  for (const { at, to } of steps.get(id)!) first.set(to, Math.min(at, first.get(to) ?? Infinity));
  return [...first].sort((a, b) => a[1] - b[1]).map(([to]) => to);
}

/** Every lane, by the first record that needs it; a lane of shared records alone began nothing here, and comes after the flow's own. */
function nameLanes(graph: RecordGraph, { order }: Placement, untraced: ReadonlyMap<number, readonly DeliveryInput[]>, lane: readonly string[]): Map<string, LaneName> {
  const names = new Map<string, LaneName>();
  for (const ownOnly of [true, false]) {
    for (const index of order) {
      const record = graph.records[index]!;
      if (sharers(record) > 0 === ownOnly) continue;
      const id = lane[index]!;
      if (!names.has(id)) names.set(id, nameOf(record, id));
      for (const delivery of untraced.get(index) ?? []) {
        const reader = laneOfReader(delivery);
        if (!names.has(reader)) names.set(reader, { id: reader, kind: delivery.service !== null ? 'service' : 'reader', name: delivery.service ?? delivery.group ?? '', source: null });
      }
    }
  }
  return withSources(names);
}

const sharers = (record: RecordNode): number => (record.kind === 'span' ? record.span.sharedWith : record.event.sharedWith);

function nameOf(record: RecordNode, id: string): LaneName {
  return record.kind === 'span' ? { id, kind: 'service', name: record.span.service, source: null } : { id, kind: 'topic', name: record.event.coordinates.topic, source: record.event.coordinates.source };
}

/** A topic's source is worth a word only where another source has a topic of that name. */
function withSources(names: Map<string, LaneName>): Map<string, LaneName> {
  const topics = Map.groupBy([...names.values()].filter(({ kind }) => kind === 'topic'), ({ name }) => name);
  for (const [id, name] of names) if (name.kind === 'topic' && topics.get(name.name)!.length === 1) names.set(id, { ...name, source: null });
  return names;
}
