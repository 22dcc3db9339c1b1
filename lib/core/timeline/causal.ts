/** Causal order, and the times at which records are drawn so that no effect stands before its cause. */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { IndexHeap } from '#lib/core/timeline/heap.ts';
import { waitsForMessages, type Edge, type RecordGraph } from '#lib/core/timeline/records.ts';

export interface Placement {
  /** Record indexes, causes before effects, and by time where nothing causes either. */
  readonly order: readonly number[];
  /** By record index: when it is drawn to begin. */
  readonly at: readonly Micros[];
  /** By record index: how far clocks had to give way, in microseconds; 0 where they agree with causality. */
  readonly skew: readonly number[];
}

/** Kafka keeps whole milliseconds: an event may seem up to one earlier than the span that sent it. */
export const EVENT_RESOLUTION = 1_000;

/** @param correct whether what contradicts causal order gives way; else each record stays where its clock puts it, and effects may stand before causes */
export function placeCausally(graph: RecordGraph, correct = true): Placement {
  const { records, edges } = graph;
  const incoming: Edge[][] = records.map(() => []);
  const outgoing: Edge[][] = records.map(() => []);
  for (const edge of edges) {
    incoming[edge.to]!.push(edge);
    outgoing[edge.from]!.push(edge);
  }
  const order = causalOrder(graph, incoming, outgoing);
  if (!correct) return { order, at: records.map(({ clockAt }) => clockAt), skew: records.map(() => 0) };

  const at: Micros[] = records.map((record) => record.clockAt);
  const skew: number[] = records.map(() => 0);
  const placed = new Uint8Array(records.length);
  for (const index of order) {
    placed[index] = 1;
    const record = records[index]!;
    let earliest: number = record.clockAt;
    for (const edge of incoming[index]!) {
      if (edge.kind === 'follows' || placed[edge.from] === 0) continue; // a weak hop orders nothing; a cycle's last edge is no evidence
      earliest = Math.max(earliest, notBefore(graph, edge, at));
    }
    const shift = Math.abs(earliest - record.rawAt);
    at[index] = brand<Micros>(earliest);
    skew[index] = record.kind === 'event' && shift <= EVENT_RESOLUTION ? 0 : shift;
  }
  return { order, at, skew };
}

function notBefore(graph: RecordGraph, edge: Edge, at: readonly Micros[]): number {
  const cause = graph.records[edge.from]!;
  const effect = graph.records[edge.to]!;
  const start = at[edge.from]!;
  if (cause.kind === 'event' && effect.kind === 'span' && waitsForMessages(effect.span) && effect.clockAt + effect.duration >= start) return effect.clockAt;
  // One process has one clock: what its parent gave way by, the child gives way by too.
  if (cause.kind === 'span' && effect.kind === 'span' && cause.span.service === effect.span.service) return Math.max(start, effect.clockAt + (start - cause.clockAt));
  return start;
}

/** Whether by their clocks an effect came before its cause. */
export const contradicts = ({ records }: RecordGraph, { from, to, kind }: Edge): boolean => {
  const [cause, effect] = [records[from]!, records[to]!];
  return kind !== 'follows' && effect.rawAt < cause.rawAt - EVENT_RESOLUTION && !(effect.kind === 'span' && waitsForMessages(effect.span));
};

/** Kahn's algorithm with the earliest first; where evidence contradicts itself in a circle, the earliest of it goes first. */
function causalOrder({ records }: RecordGraph, incoming: readonly (readonly Edge[])[], outgoing: readonly (readonly Edge[])[]): number[] {
  const waitingFor = incoming.map((edges) => edges.length);
  const before = (a: number, b: number): boolean => {
    const [left, right] = [records[a]!, records[b]!];
    return left.clockAt < right.clockAt || (left.clockAt === right.clockAt && a < b);
  };
  const ready = new IndexHeap(before);
  const done = new Uint8Array(records.length);
  for (const { index } of records) if (waitingFor[index] === 0) ready.push(index);

  const order: number[] = [];
  let byTime: number[] | null = null;
  let next = 0;
  while (order.length < records.length) {
    let index = ready.pop();
    if (index === undefined) {
      byTime ??= records.map((record) => record.index).sort((a, b) => (before(a, b) ? -1 : 1));
      while (done[byTime[next]!] === 1) next++;
      index = byTime[next]!;
    }
    if (done[index] === 1) continue;
    done[index] = 1;
    order.push(index);
    for (const { to } of outgoing[index]!) {
      waitingFor[to] = waitingFor[to]! - 1;
      if (waitingFor[to] === 0 && done[to] === 0) ready.push(to);
    }
  }
  return order;
}
