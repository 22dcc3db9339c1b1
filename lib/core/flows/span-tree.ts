/** The spans of one trace as a forest, whatever they claim of their parents. */
import type { SpanReading } from '#lib/core/conventions/reading.ts';
import type { SpanId } from '#lib/core/ids.ts';
import type { SpanRecord } from '#lib/core/record.ts';

export interface TracedSpan {
  readonly span: SpanRecord;
  readonly reading: SpanReading;
}

export interface SpanNode {
  readonly id: SpanId;
  /** None where it was only named, two where client and server share an id as Zipkin's do. */
  readonly spans: TracedSpan[];
  parent: SpanNode | null;
  readonly children: SpanNode[];
}

/** Spans that were exported twice are one: the same id and kind. Of two versions the one that ended last is kept. */
export function distinctSpans(spans: readonly TracedSpan[]): TracedSpan[] {
  const byIdentity = new Map<string, TracedSpan>();
  for (const traced of spans) {
    const identity = `${traced.span.spanId} ${traced.span.kind}`;
    const known = byIdentity.get(identity);
    if (known === undefined || isLater(traced, known)) byIdentity.set(identity, traced);
  }
  return [...byIdentity.values()].toSorted((a, b) => (a.span.spanId < b.span.spanId ? -1 : a.span.spanId > b.span.spanId ? 1 : a.span.kind < b.span.kind ? -1 : 1));
}

function isLater(a: TracedSpan, b: TracedSpan): boolean {
  if (a.span.endNanos !== b.span.endNanos) return BigInt(a.span.endNanos) > BigInt(b.span.endNanos);
  return JSON.stringify(a.span) > JSON.stringify(b.span);
}

/**
 * Builds the forest. A parent that has not arrived, and a span that only an event names (`named`), is a node without spans,
 * so that what hangs below it stays together. A circle of parents is opened at its smallest id.
 */
export function buildSpanTree(spans: readonly TracedSpan[], named: readonly SpanId[]): { topDown(): SpanNode[] } {
  const nodes = new Map<SpanId, SpanNode>();
  const parents = new Map<SpanId, SpanId>();
  const nodeOf = (id: SpanId): SpanNode => {
    let node = nodes.get(id);
    if (node === undefined) nodes.set(id, (node = { id, spans: [], parent: null, children: [] }));
    return node;
  };
  for (const traced of distinctSpans(spans)) {
    const { spanId, parentSpanId } = traced.span;
    nodeOf(spanId).spans.push(traced);
    if (parentSpanId !== null && parentSpanId !== spanId) {
      nodeOf(parentSpanId);
      if (!parents.has(spanId)) parents.set(spanId, parentSpanId);
    }
  }
  for (const id of named) nodeOf(id);
  for (const id of circleBreaks(parents)) parents.delete(id);
  for (const id of [...nodes.keys()].toSorted()) {
    const parentId = parents.get(id);
    if (parentId === undefined) continue;
    const node = nodeOf(id);
    node.parent = nodeOf(parentId);
    node.parent.children.push(node);
  }
  return {
    topDown() {
      const order = [...nodes.values()].filter((node) => node.parent === null).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      for (let at = 0; at < order.length; at += 1) {
        for (const child of order[at]?.children ?? []) order.push(child);
      }
      return order;
    },
  };
}

/** The smallest id of each circle. */
function circleBreaks(parents: ReadonlyMap<SpanId, SpanId>): SpanId[] {
  const done = new Set<SpanId>();
  const breaks: SpanId[] = [];
  for (const start of parents.keys()) {
    const path: SpanId[] = [];
    const onPath = new Set<SpanId>();
    let at: SpanId | undefined = start;
    while (at !== undefined && !done.has(at) && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = parents.get(at);
    }
    if (at !== undefined && onPath.has(at)) {
      const smallest = path.slice(path.indexOf(at)).toSorted()[0];
      if (smallest !== undefined) breaks.push(smallest);
    }
    for (const id of path) done.add(id);
  }
  return breaks;
}
