/**
 * Finds the components around some records: which records belong to one business action.
 *
 * Identity is computed from facts, never accumulated: starting from the changed records, every piece of evidence is followed
 * both ways until nothing new is found, so the same facts give the same components whatever the order of arrival, and a
 * component falls apart again when a later record shows that it is not one.
 *
 * Nodes are named by text: `e:<ref>` an event, a segment's key (`s:…`), and the keys that records share.
 */
import type { MessageRef } from '#lib/core/conventions/reading.ts';
import { messageKey, PostingRole, segmentKey, traceKey } from '#lib/core/flows/keys.ts';
import type { Segment, SegmentedTrace, Upstream } from '#lib/core/flows/segment.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import { UnionFind } from '#lib/core/flows/union-find.ts';
import type { KnownEvent, World } from '#lib/core/flows/world.ts';
import { isTraceId, spanRefText, type SpanId, type SpanRef, type TraceId } from '#lib/core/ids.ts';
import { microsFromNanos } from '#lib/core/time.ts';

export interface Component {
  readonly events: readonly KnownEvent[];
  /** Its own. */
  readonly segments: readonly Segment[];
  /** Shown in this flow and in others. */
  readonly shared: readonly Segment[];
}

export interface Seeds {
  /** Refs of events. */
  readonly events: Iterable<string>;
  /** Traces that changed: every segment of theirs is looked at again. */
  readonly traces: Iterable<TraceId>;
  /** Segments that were part of a flow that changes. */
  readonly segments: Iterable<{ readonly trace: TraceId; readonly segment: string }>;
}

interface SharedEntry {
  readonly segment: Segment;
  readonly touches: Set<string>;
  complete: boolean;
}

const eventNode = (event: KnownEvent): string => `e:${event.ref}`;
const segmentNode = (segment: Segment): string => segmentKey(segment.traceId, segment.id);
/** A span that was named and is in no segment that we know of. */
const unseenSpan = (ref: SpanRef): string => `x:${spanRefText(ref)}`;
/** A consumer may start before its message was written by this much, where clocks differ. */
const CLOCK_TOLERANCE_MICROS = 300_000_000;

/**
 * Follows what the world knows: call `run`, read what `world.takeNeeds()` asks for, and call `run` again until it asks for nothing;
 * then `components` is right. Seeds may be added at any time before the last run.
 */
export class Correlation {
  readonly #world: World;
  readonly #sets = new UnionFind();
  readonly #events = new Map<string, KnownEvent>();
  readonly #segments = new Map<string, Segment>();
  /** Shared segments, and the nodes in whose flows each is shown: all of them where its trace is a seed, else those that were met. */
  readonly #shared = new Map<string, SharedEntry>();
  readonly #keys = new Set<string>();
  /** Of a trace that is known its senders are too. */
  readonly #sent = new Map<SegmentedTrace, Map<Segment | undefined, KnownEvent[]>>();
  #queue: (() => void)[] = [];
  /** Steps that met something unknown. A step may be repeated: what it does, it does once. */
  #blocked: (() => void)[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  seed({ events, traces, segments }: Seeds): void {
    for (const ref of events) {
      this.#queue.push(() => {
        const event = this.#world.event(ref);
        if (event) this.#visitEvent(event);
      });
    }
    for (const traceId of traces) {
      this.#queue.push(() => {
        for (const segment of this.#world.trace(traceId)?.segments ?? []) this.#visitTouched(segment);
      });
    }
    for (const { trace, segment: id } of segments) {
      this.#queue.push(() => {
        const segment = this.#world.trace(trace)?.segment(id);
        if (segment !== undefined && !segment.shared) this.#visitSegment(segment);
      });
    }
  }

  run(): void {
    this.#queue = [...this.#queue, ...this.#blocked];
    this.#blocked = [];
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop()) {
      const asked = this.#world.asked;
      next();
      if (this.#world.asked > asked) this.#blocked.push(next);
    }
  }

  #visitEvent(event: KnownEvent): string {
    const node = eventNode(event);
    if (!this.#events.has(node)) {
      this.#events.set(node, event);
      this.#sets.add(node);
      this.#queue.push(() => this.#followEvent(node, event));
    }
    return node;
  }

  #visitSegment(segment: Segment): string {
    const node = segmentNode(segment);
    if (!this.#segments.has(node)) {
      this.#segments.set(node, segment);
      this.#sets.add(node);
      this.#queue.push(() => this.#followSegment(node, segment));
    }
    return node;
  }

  /** A segment of a changed trace: a shared one changes the flows of all that it touches. */
  #visitTouched(segment: Segment): void {
    if (!segment.shared) {
      this.#visitSegment(segment);
      return;
    }
    const entry = this.#sharedEntry(segment);
    entry.complete = true;
    for (const correlation of segment.correlations) this.#meetKey(correlation, (key) => entry.touches.add(key));
    for (const event of this.#sentFrom(segment)) entry.touches.add(this.#visitEvent(event));
    const trace = this.#world.trace(segment.traceId);
    for (const id of segment.cutOff) {
      const child = trace?.segment(id);
      if (child !== undefined && !child.shared) entry.touches.add(this.#visitSegment(child));
    }
    for (const upstream of segment.upstream) {
      for (const node of this.#handedTo(upstream, segment)) entry.touches.add(node);
    }
    // Who links to it met at a span that was unseen until now, and parts.
    for (const linking of this.#linkingTo(trace, segment)) if (!linking.shared) this.#visitSegment(linking);
  }

  components(): Component[] {
    const byRoot = new Map<string, { events: KnownEvent[]; segments: Segment[]; shared: Segment[] }>();
    const componentOf = (node: string): { events: KnownEvent[]; segments: Segment[]; shared: Segment[] } => {
      const root = this.#sets.find(node);
      let component = byRoot.get(root);
      if (component === undefined) byRoot.set(root, (component = { events: [], segments: [], shared: [] }));
      return component;
    };
    for (const [node, event] of this.#events) componentOf(node).events.push(event);
    for (const [node, segment] of this.#segments) if (segment.spans.length > 0) componentOf(node).segments.push(segment);
    for (const [node, { segment, touches, complete }] of this.#shared) {
      if (segment.spans.length === 0) continue;
      const roots = new Set([...touches].map((touched) => this.#sets.find(touched)).filter((root) => byRoot.has(root)));
      // What it touches has not arrived: it is a flow of its own until it has.
      if (roots.size === 0 && complete) roots.add(node);
      for (const root of roots) componentOf(root).shared.push(segment);
    }
    return [...byRoot.values()].filter((component) => component.events.length + component.segments.length + component.shared.length > 0);
  }

  #join(a: string, b: string): void {
    this.#sets.union(a, b);
  }

  #sharedEntry(segment: Segment): SharedEntry {
    const node = segmentNode(segment);
    let entry = this.#shared.get(node);
    if (entry === undefined) this.#shared.set(node, (entry = { segment, touches: new Set(), complete: false }));
    return entry;
  }

  /** Joins the node with the segment, or, where that is shared, shows the segment in the node's flow. */
  #meet(node: string, segment: Segment | undefined): void {
    if (segment === undefined) return;
    if (segment.shared) this.#sharedEntry(segment).touches.add(node);
    else this.#join(node, this.#visitSegment(segment));
  }

  /** Only when what is posted under a key is known is it known that the key is no hub; until then nothing is joined by it. */
  #meetKey(text: string, join: (key: string) => void): void {
    if (this.#world.postings(text) !== undefined && !this.#world.isHub(text)) join(this.#visitKey(text));
  }

  #visitKey(text: string): string {
    if (!this.#keys.has(text)) {
      this.#keys.add(text);
      this.#sets.add(text);
      this.#queue.push(() => this.#followKey(text));
    }
    return text;
  }

  #followKey(text: string): void {
    for (const ref of this.#world.postings(text) ?? []) {
      if ('event' in ref) {
        const event = this.#world.event(ref.event);
        if (event && eventKeys(event).includes(text)) this.#join(text, this.#visitEvent(event));
      } else {
        for (const segment of this.#world.trace(ref.trace)?.carrying(text) ?? []) this.#meet(text, segment);
      }
    }
  }

  #followEvent(node: string, event: KnownEvent): void {
    for (const text of eventKeys(event)) this.#meetKey(text, (key) => this.#join(node, key));
    const sender = event.reading.trace;
    if (sender !== null && isTraceId(sender.traceId)) this.#followSender(node, event, sender.traceId, sender.ref);
    const message = messageKey(event.at);
    for (const ref of this.#world.postings(message) ?? []) {
      if (ref.role !== PostingRole.handled || !('trace' in ref)) continue;
      for (const segment of this.#world.trace(ref.trace)?.carrying(message) ?? []) {
        if (this.#messageEvent(event.at, segment)?.ref === event.ref) this.#meet(node, segment);
      }
    }
  }

  #followSender(node: string, event: KnownEvent, traceId: TraceId, ref: SpanRef | null): void {
    const trace = this.#world.trace(traceId);
    // What a trace sent is not known where that is too much: then none of it is joined with the trace.
    if (trace === undefined || this.#world.isHub(traceKey(traceId))) return;
    const segment = trace.segmentOf(ref?.spanId ?? null);
    this.#meet(node, segment);
    for (const { kind, join } of event.reading.keys) {
      if (kind === 'correlation' && join !== null) this.#meetKey(join, () => trace.sharedUnder(join).forEach((shared) => this.#meet(node, shared)));
    }
    if (ref === null || !segment?.shared || !this.#senderNodes(ref, traceId).includes(node)) return;
    for (const linking of this.#linkingTo(trace, segment, ref.spanId)) this.#meet(node, linking);
  }

  #followSegment(node: string, segment: Segment): void {
    const trace = this.#world.trace(segment.traceId);
    for (const text of [...segment.correlations, ...segment.messages]) this.#meetKey(text, (key) => this.#join(node, key));
    for (const event of this.#sentFrom(segment)) this.#join(node, this.#visitEvent(event));
    for (const upstream of segment.upstream) {
      for (const other of this.#handedTo(upstream, segment)) this.#join(node, other);
    }
    if (segment.producer !== null) this.#meet(node, trace?.segmentOf(segment.producer));
    if (segment.cutFrom !== null) this.#meet(node, trace?.segment(segment.cutFrom));
    for (const id of segment.cutOff) this.#meet(node, trace?.segment(id));
    for (const other of trace?.below(segment) ?? []) this.#meet(node, other);
    for (const linking of this.#linkingTo(trace, segment)) this.#meet(node, linking);
  }

  /** The segments, of this trace and of others, with a link to a span of the segment: to any, or to one. */
  #linkingTo(trace: SegmentedTrace | undefined, segment: Segment, spanId: SpanId | null = null): Segment[] {
    if (trace === undefined) return [];
    const links = [trace.traceId, ...(this.#world.linkingTraces(trace.traceId) ?? [])].flatMap((traceId) => this.#world.trace(traceId)?.linksTo(trace.traceId) ?? []);
    return links.filter((link) => (spanId === null || link.spanId === spanId) && trace.segmentOf(link.spanId) === segment).map((link) => link.segment);
  }

  #sentFrom(segment: Segment): KnownEvent[] {
    const trace = this.#world.trace(segment.traceId);
    if (trace === undefined) return [];
    let sent = this.#sent.get(trace);
    if (sent === undefined) {
      sent = Map.groupBy(this.#world.senders(segment.traceId) ?? [], (event) => trace.segmentOf(event.reading.trace?.ref?.spanId ?? null));
      this.#sent.set(trace, sent);
    }
    return sent.get(segment) ?? [];
  }

  /** The nodes that an upstream leads to: the message where it is named, else the sender. */
  #handedTo(upstream: Upstream, handler: Segment): string[] {
    const nodes: string[] = [];
    if (upstream.message !== null) {
      const event = this.#messageEvent(upstream.message, handler);
      if (event !== undefined) nodes.push(event === null ? this.#visitKey(messageKey(upstream.message)) : this.#visitEvent(event));
    }
    if (upstream.span !== null) nodes.push(...this.#senderNodes(upstream.span, handler.traceId));
    return nodes;
  }

  /** @param from the trace that names the span: of another that is linked to too often nothing is joined */
  #senderNodes(ref: SpanRef, from: TraceId): string[] {
    const trace = this.#world.trace(ref.traceId);
    if (trace === undefined || (ref.traceId !== from && this.#world.isHub(traceKey(ref.traceId)))) return [];
    const segment = trace.segmentOf(ref.spanId);
    if (segment !== undefined && !segment.shared) return [this.#visitSegment(segment)];
    // The sender is nobody's alone; its message is somebody's, where it sent just one.
    const sent = (this.#world.senders(ref.traceId) ?? []).filter((event) => event.reading.trace?.ref?.spanId === ref.spanId);
    if (sent.length === 1 && sent[0] !== undefined) return [this.#visitEvent(sent[0])];
    return segment === undefined ? [this.#visitUnseen(ref)] : [];
  }

  /** Consumers of one message meet at its sender's span, though nothing of the sender has arrived. */
  #visitUnseen(ref: SpanRef): string {
    const text = unseenSpan(ref);
    if (this.#keys.has(text)) return text;
    this.#keys.add(text);
    this.#sets.add(text);
    this.#queue.push(() => {
      for (const traceId of this.#world.linkingTraces(ref.traceId) ?? []) {
        for (const { segment, spanId } of this.#world.trace(traceId)?.linksTo(ref.traceId) ?? []) if (spanId === ref.spanId) this.#meet(text, segment);
      }
    });
    return text;
  }

  /**
   * Spans do not say which cluster or incarnation they mean: it is the last message at these coordinates that was written before the span began.
   * Null where there is none, undefined where that is not known yet.
   */
  #messageEvent(message: MessageRef, handler: Segment): KnownEvent | null | undefined {
    const candidates = this.#world.eventsAt(message);
    if (candidates === undefined) return undefined;
    if (candidates.length < 2) return candidates[0] ?? null;
    const start = startOf(handler.spans, message) + CLOCK_TOLERANCE_MICROS;
    const byTime = candidates.toSorted((a, b) => timeOf(a) - timeOf(b) || (a.ref < b.ref ? -1 : 1));
    return byTime.findLast((event) => timeOf(event) <= start) ?? byTime[0] ?? null;
  }
}

const timeOf = (event: KnownEvent): number => event.timestamp ?? event.observedAt;

function startOf(spans: readonly TracedSpan[], message: MessageRef): number {
  const key = messageKey(message);
  const handler = spans.find(({ reading }) => [reading.message, ...reading.linkMessages].some((named) => named !== null && messageKey(named) === key));
  return handler === undefined ? 0 : microsFromNanos(handler.span.startNanos);
}

/** The join texts under which an event meets others. */
function eventKeys({ reading }: KnownEvent): string[] {
  return [...reading.keys.flatMap((key) => (key.join !== null && key.kind !== 'trace' ? [key.join] : [])), ...reading.causes];
}
