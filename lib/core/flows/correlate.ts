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
import { textsOf } from '#lib/core/flows/event-texts.ts';
import { messageKey, PostingRole, segmentKey, traceKey } from '#lib/core/flows/keys.ts';
import { messageOfCopy, messagesOfSpans, spansByMessage } from '#lib/core/flows/meant-message.ts';
import { namedTraces } from '#lib/core/flows/named-traces.ts';
import { originOf, replayedOf } from '#lib/core/flows/origins.ts';
import { correlationsOf, type Segment, type SegmentedTrace, type Upstream } from '#lib/core/flows/segment.ts';
import { TraceNeighbours } from '#lib/core/flows/trace-neighbours.ts';
import { UnionFind } from '#lib/core/flows/union-find.ts';
import type { KnownEvent, World } from '#lib/core/flows/world.ts';
import { spanRefText, type SpanRef, type TraceId } from '#lib/core/ids.ts';

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

const segmentNode = (segment: Segment): string => segmentKey(segment.traceId, segment.id);
/** A span that was named and is in no segment that we know of. */
const unseenSpan = (ref: SpanRef): string => `x:${spanRefText(ref)}`;

/**
 * Follows what the world knows: call `run`, read what `world.takeNeeds()` asks for, and call `run` again until it asks for nothing;
 * then `components` is right. Seeds may be added at any time before the last run.
 */
export class Correlation {
  readonly #world: World;
  readonly #neighbours: TraceNeighbours;
  readonly #sets = new UnionFind();
  readonly #events = new Map<string, KnownEvent>();
  readonly #segments = new Map<string, Segment>();
  /** Shared segments, and the nodes in whose flows each is shown: all of them where its trace is a seed, else those that were met. */
  readonly #shared = new Map<string, SharedEntry>();
  readonly #keys = new Set<string>();
  readonly #carryingMet = new Set<string>();
  readonly #naming = new Map<Segment, ReturnType<typeof spansByMessage>>();
  #size = 0;
  #queue: (() => void)[] = [];
  /** Steps that met something unknown. A step may be repeated: what it does, it does once. */
  #blocked: (() => void)[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#neighbours = new TraceNeighbours(world);
  }

  seed({ events, traces, segments }: Seeds): void {
    for (const ref of events) {
      this.#queue.push(() => {
        const event = this.#world.event(ref);
        if (event) this.#visitEvent(event);
      });
    }
    for (const traceId of new Set(traces)) {
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
    const { node } = textsOf(event);
    if (!this.#events.has(node)) {
      this.#events.set(node, event);
      this.#size += 1;
      this.#sets.add(node);
      this.#queue.push(() => this.#followEvent(node, event));
    }
    return node;
  }

  #visitSegment(segment: Segment): string {
    const node = segmentNode(segment);
    if (!this.#segments.has(node)) {
      this.#segments.set(node, segment);
      this.#size += segment.spans.length;
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
    this.#sharedEntry(segment).complete = true;
    for (const text of segment.correlations) if (this.#joins(text)) this.#touch(segment, this.#visitKey(text));
    for (const event of this.#neighbours.sentFrom(segment)) this.#touch(segment, this.#visitEvent(event));
    const trace = this.#joiningTrace(segment.traceId);
    for (const id of segment.cutOff) {
      const child = trace?.segment(id);
      if (child !== undefined && !child.shared) this.#touch(segment, this.#visitSegment(child));
    }
    for (const upstream of segment.upstream) {
      for (const node of this.#handedTo(upstream, segment)) this.#touch(segment, node);
    }
    // Who links to it met at a span that was unseen until now, and parts.
    for (const linking of this.#neighbours.linkingTo(trace, segment)) if (!linking.shared) this.#visitSegment(linking);
  }

  /** Records met so far; a record of a shared segment counts for none. */
  get size(): number {
    return this.#size;
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
    if (segment.shared) this.#touch(segment, node);
    else this.#join(node, this.#visitSegment(segment));
  }

  /** Shows a shared segment in the node's flow, and what it was cut from where that is shared too: the poll above a batch. */
  #touch(segment: Segment, node: string): void {
    this.#sharedEntry(segment).touches.add(node);
    const from = segment.cutFrom === null ? undefined : this.#joiningTrace(segment.traceId)?.segment(segment.cutFrom);
    if (from?.shared) this.#touch(from, node);
  }

  /** Only when what is posted under a key is known is it known that the key is no hub; until then nothing is joined by it. */
  #joins(text: string): boolean {
    return this.#world.postings(text) !== undefined && !this.#world.isHub(text);
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
        if (event && names(event, text)) this.#join(text, this.#visitEvent(event));
      } else {
        for (const segment of this.#world.trace(ref.trace)?.carrying(text) ?? []) this.#meet(text, segment);
      }
    }
  }

  #followEvent(node: string, event: KnownEvent): void {
    for (const text of textsOf(event).joins) if (this.#joins(text)) this.#join(node, this.#visitKey(text));
    for (const { traceId, ref } of namedTraces(event.reading)) this.#followSender(node, event, traceId, ref);
    const replayed = replayedOf(event.reading);
    if (replayed !== null && this.#joins(replayed.key)) {
      for (const letter of this.#world.eventsAt(replayed.message) ?? []) if (textsOf(letter).own === replayed.key) this.#join(node, this.#visitEvent(letter));
    }
    const origin = originOf(event.reading);
    if (origin !== null) this.#meetMessage(origin, (candidates) => messageOfCopy(candidates, event)).forEach((other) => this.#join(node, other));
    const { message } = textsOf(event);
    for (const ref of this.#world.postings(message) ?? []) {
      if (ref.role === PostingRole.handled && 'trace' in ref) {
        for (const segment of this.#world.trace(ref.trace)?.carrying(message) ?? []) {
          const candidates = this.#world.eventsAt(event.at) ?? [];
          if (this.#meantBy(segment, event.at, candidates).some((meant) => meant.ref === event.ref)) this.#meet(node, segment);
        }
      } else if (ref.role === PostingRole.copyOf && 'event' in ref) {
        const copy = this.#world.event(ref.event);
        if (copy && names(copy, message) && messageOfCopy(this.#world.eventsAt(event.at) ?? [], copy)?.ref === event.ref) this.#join(node, this.#visitEvent(copy));
      }
    }
  }

  #followSender(node: string, event: KnownEvent, traceId: TraceId, ref: SpanRef | null): void {
    // What a hub trace sent is not known, for it is too much: none of it is joined with the trace.
    const trace = this.#joiningTrace(traceId);
    if (trace === undefined) return;
    const segment = trace.segmentOf(ref?.spanId ?? null);
    this.#meet(node, segment);
    for (const correlation of correlationsOf(event.reading.keys)) this.#meetCarrying(trace, correlation);
    if (ref === null || !segment?.shared) return;
    const nodes = this.#senderNodes(ref);
    if (!isSentBy(event, ref)) {
      // A message that was passed on with its headers belongs with the one that it was, on the hop before.
      for (const original of nodes) this.#join(node, original);
      return;
    }
    if (!nodes.includes(node)) return;
    for (const linking of this.#neighbours.linkingTo(trace, segment, ref.spanId)) this.#meet(node, linking);
    for (const other of this.#neighbours.naming(ref)) this.#join(node, this.#visitEvent(other));
  }

  /** What carries a message's correlation id in the trace that it names, once for all its messages: thousands may carry one, and each of them is joined with that id. */
  #meetCarrying(trace: SegmentedTrace, correlation: string): void {
    const once = `${trace.traceId} ${correlation}`;
    if (this.#carryingMet.has(once) || !this.#joins(correlation)) return;
    this.#carryingMet.add(once);
    for (const segment of trace.carrying(correlation)) this.#meet(this.#visitKey(correlation), segment);
  }

  #followSegment(node: string, segment: Segment): void {
    for (const text of [...segment.correlations, ...segment.messages]) if (this.#joins(text)) this.#join(node, this.#visitKey(text));
    for (const upstream of segment.upstream) {
      for (const other of this.#handedTo(upstream, segment)) this.#join(node, other);
    }
    const trace = this.#joiningTrace(segment.traceId);
    if (trace === undefined) return;
    for (const event of this.#neighbours.sentFrom(segment)) this.#join(node, this.#visitEvent(event));
    if (segment.producer !== null) this.#meet(node, trace.segmentOf(segment.producer));
    if (segment.cutFrom !== null) this.#meet(node, trace.segment(segment.cutFrom));
    for (const id of segment.cutOff) this.#meet(node, trace.segment(id));
    for (const other of trace.below(segment)) this.#meet(node, other);
    for (const linking of this.#neighbours.linkingTo(trace, segment)) this.#meet(node, linking);
  }

  /** A trace that is a hub joins nothing, neither across its own cuts nor with what it sent or what links to it. Undefined too where that is not known yet. */
  #joiningTrace(traceId: TraceId): SegmentedTrace | undefined {
    const trace = this.#world.trace(traceId);
    return this.#world.isHub(traceKey(traceId)) ? undefined : trace;
  }

  /** The nodes that an upstream leads to: the message where it is named, and the sender. */
  #handedTo({ message, span }: Upstream, handler: Segment): string[] {
    const handed = message === null ? [] : this.#meetMessage(message, (candidates) => this.#meantBy(handler, message, candidates));
    return [...handed, ...(span === null ? [] : this.#senderNodes(span))];
  }

  /** The nodes of what is meant by coordinates. Nothing stands for a message that too many records name; who names one that has not arrived meets at its coordinates. */
  #meetMessage(message: MessageRef, meant: (candidates: readonly KnownEvent[]) => KnownEvent | readonly KnownEvent[] | undefined): string[] {
    const text = messageKey(message);
    const candidates = this.#joins(text) ? this.#world.eventsAt(message) : undefined;
    if (candidates === undefined) return [];
    if (candidates.length === 0) return [this.#visitKey(text)];
    return [meant(candidates) ?? []].flat().map((event) => this.#visitEvent(event));
  }

  /** All that the segment's spans mean by the message's coordinates. Who names them is found once for all messages of the segment: there may be thousands. */
  #meantBy(segment: Segment, message: MessageRef, candidates: readonly KnownEvent[]): readonly KnownEvent[] {
    if (candidates.length < 2) return candidates;
    let naming = this.#naming.get(segment);
    if (naming === undefined) this.#naming.set(segment, (naming = spansByMessage(segment.spans)));
    return messagesOfSpans(candidates, naming.get(messageKey(message)) ?? []);
  }

  #senderNodes(ref: SpanRef): string[] {
    const trace = this.#joiningTrace(ref.traceId);
    if (trace === undefined) return [];
    const segment = trace.segmentOf(ref.spanId);
    if (segment !== undefined && !segment.shared) return [this.#visitSegment(segment)];
    // The sender is nobody's alone; its message is somebody's, where it sent just one.
    const sent = this.#neighbours.sentUnder(ref);
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
      for (const traceId of [ref.traceId, ...(this.#world.linkingTraces(ref.traceId) ?? [])]) {
        for (const { segment, spanId } of this.#world.trace(traceId)?.linksTo(ref.traceId) ?? []) if (spanId === ref.spanId) this.#meet(text, segment);
      }
    });
    return text;
  }
}

/** Not of a message that only names the span as the sender of a hop before. */
const isSentBy = ({ reading }: KnownEvent, ref: SpanRef): boolean => reading.trace?.ref != null && spanRefText(reading.trace.ref) === spanRefText(ref);

/** Whether the event itself says what is posted of it: two texts may share a hash. */
function names(event: KnownEvent, text: string): boolean {
  if (textsOf(event).joins.includes(text)) return true;
  const origin = originOf(event.reading);
  return origin !== null && messageKey(origin) === text;
}
