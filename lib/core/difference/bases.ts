/** What a record of a flow is best compared with, in the same flow. */
import type { EventNode, RecordGraph, RecordNode, SpanNode } from '#lib/core/timeline/records.ts';

export interface Bases {
  /** The attempt before this one: of a retried message, a redelivered one, or the work on it. */
  readonly attempt: number | null;
  /** The one before it of the same kind (topic and type; service and name), else the event that caused it. */
  readonly previous: { readonly record: number; readonly why: 'same kind' | 'cause' } | null;
}

/** Steps back to what caused a record. */
const FURTHEST = 1_000;

/** By record, what stands before it and after it; made once for a flow. */
export interface Ways {
  readonly graph: RecordGraph;
  readonly into: ReadonlyMap<number, readonly number[]>;
  readonly outOf: ReadonlyMap<number, readonly number[]>;
}

/** Without what only came after: nothing more is known of that. */
export function waysOf(graph: RecordGraph): Ways {
  const known = graph.edges.filter(({ kind }) => kind !== 'follows');
  const [into, outOf] = [Map.groupBy(known, ({ to }) => to), Map.groupBy(known, ({ from }) => from)];
  const ends = (edges: Map<number, { from: number; to: number }[]>, end: 'from' | 'to') => new Map([...edges].map(([record, list]) => [record, list.map((edge) => edge[end])]));
  return { graph, into: ends(into, 'from'), outOf: ends(outOf, 'to') };
}

export function basesOf(ways: Ways, record: number): Bases {
  const node = ways.graph.records[record]!;
  const attempt = node.kind === 'event' ? attemptOfEvent(ways, node) : attemptOfSpan(ways, node);
  const alike = previousAlike(ways.graph, node);
  if (alike !== null && alike !== attempt) return { attempt, previous: { record: alike, why: 'same kind' } };
  const cause = node.kind === 'event' ? causeOf(ways, record) : null;
  return { attempt, previous: cause === null || cause === attempt ? null : { record: cause, why: 'cause' } };
}

const isLater = (a: RecordNode, b: RecordNode): boolean => a.clockAt > b.clockAt || (a.clockAt === b.clockAt && a.index > b.index);
const latest = <Node extends RecordNode>(nodes: readonly Node[]): Node | null => nodes.reduce<Node | null>((last, node) => (last === null || isLater(node, last) ? node : last), null);

const isAlike = (a: RecordNode, b: RecordNode): boolean =>
  a.kind === 'event'
    ? b.kind === 'event' && a.event.type === b.event.type && a.event.coordinates.topic === b.event.coordinates.topic && a.event.coordinates.source === b.event.coordinates.source
    : b.kind === 'span' && a.span.service === b.span.service && a.span.name === b.span.name;

const previousAlike = ({ records }: RecordGraph, node: RecordNode): number | null => latest(records.filter((each) => each.index !== node.index && isAlike(each, node) && isLater(node, each)))?.index ?? null;

/** The nearest event that led to a record. */
function causeOf({ graph, into }: Ways, record: number): number | null {
  const seen = new Set([record]);
  let reached = [record];
  for (let steps = 0; reached.length > 0 && steps < FURTHEST; steps++) {
    const next = reached.flatMap((each) => into.get(each) ?? []).filter((each) => !seen.has(each) && seen.add(each));
    const events = next.flatMap((each) => (graph.records[each]!.kind === 'event' ? [graph.records[each]!] : []));
    const found = latest(events);
    if (found !== null) return found.index;
    reached = next;
  }
  return null;
}

/** A retry and a dead letter are written by who handled the attempt before; by their message id, or by what led to them. */
function attemptOfEvent(ways: Ways, node: EventNode): number | null {
  const { event } = node;
  if (event.role === 'normal' && event.attempt === 1 && event.replayId === null) return null;
  const cause = causeOf(ways, node.index);
  const caused = cause === null ? null : ways.graph.records[cause]!;
  if (caused?.kind === 'event' && caused.event.type === event.type) return caused.index;
  const same = ways.graph.records.filter((each) => each.kind === 'event' && each.index !== node.index && event.id !== null && each.event.id === event.id && isLater(node, each));
  return latest(same)?.index ?? null;
}

/** The work on the attempt before: the same span below the delivery before. */
function attemptOfSpan(ways: Ways, node: SpanNode): number | null {
  const delivery = deliveryAbove(ways, node.index);
  if (delivery === null) return null;
  const before = deliveryBefore(ways, delivery);
  if (before === null) return null;
  if (delivery.span.index === node.index) return before.index;
  return latest(below(ways, before.index).filter((each) => isAlike(each, node)))?.index ?? null;
}

interface DeliverySpan {
  readonly span: SpanNode;
  readonly event: EventNode;
}

/** The nearest span above a span, itself first, that was handed a message. */
function deliveryAbove({ graph, into }: Ways, record: number): DeliverySpan | null {
  let at = record;
  for (let steps = 0; steps < FURTHEST; steps++) {
    const [span, from] = [graph.records[at], into.get(at) ?? []];
    if (span?.kind !== 'span') return null;
    const event = from.map((each) => graph.records[each]!).find((each) => each.kind === 'event');
    if (event !== undefined) return { span, event };
    const parent = from[0];
    if (parent === undefined) return null;
    at = parent;
  }
  return null;
}

/** The delivery of the same message to the same service before, else that of the attempt before of the message. */
function deliveryBefore(ways: Ways, { span, event }: DeliverySpan): SpanNode | null {
  const handed = (of: number): SpanNode[] =>
    (ways.outOf.get(of) ?? []).flatMap((each) => {
      const node = ways.graph.records[each]!;
      return node.kind === 'span' && node.index !== span.index && node.span.service === span.span.service && isLater(span, node) ? [node] : [];
    });
  const again = latest(handed(event.index));
  if (again !== null) return again;
  const before = attemptOfEvent(ways, event);
  return before === null ? null : latest(handed(before));
}

/** The spans that a span called, at any depth. */
function below({ graph, outOf }: Ways, record: number): SpanNode[] {
  const found: SpanNode[] = [];
  const seen = new Set([record]);
  for (const waiting = [record]; waiting.length > 0 && found.length < FURTHEST; ) {
    for (const each of outOf.get(waiting.pop()!) ?? []) {
      const node = graph.records[each]!;
      if (node.kind !== 'span' || seen.has(each)) continue;
      seen.add(each);
      found.push(node);
      waiting.push(each);
    }
  }
  return found;
}
