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

/** Depth first from where the flow began, by time: so that a topic stands right below its producer, and its consumers right below it. */
export function orderLanes(graph: RecordGraph, placement: Placement, untraced: ReadonlyMap<number, readonly DeliveryInput[]>): LaneName[] {
  const lane = graph.records.map(laneOfRecord);
  const names = nameLanes(graph, placement, untraced, lane);
  const steps = new Map<string, Step[]>([...names.keys()].map((id) => [id, []]));
  const step = (from: string, to: string, at: number): void => {
    if (from !== to) steps.get(from)!.push({ at, to });
  };
  for (const edge of graph.edges) {
    const to = graph.records[edge.to]!;
    if (to.kind === 'span' && edge.kind === 'deliver' && waitsForMessages(to.span) && to.span.sharedWith > 0) continue;
    step(lane[edge.from]!, lane[edge.to]!, placement.at[edge.to]!);
  }
  for (const [index, deliveries] of untraced) {
    for (const delivery of deliveries) step(lane[index]!, laneOfReader(delivery), placement.at[index]!);
  }

  const ordered: LaneName[] = [];
  const visited = new Set<string>();
  for (const root of names.keys()) {
    const stack = [root];
    while (stack.length > 0) {
      const id = stack.pop()!;
      if (visited.has(id)) continue;
      visited.add(id);
      ordered.push(names.get(id)!);
      const next = steps.get(id)!.filter(({ to }) => !visited.has(to)).sort((a, b) => b.at - a.at);
      for (const { to } of next) stack.push(to);
    }
  }
  return ordered;
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
