/**
 * Cuts a trace into segments: the spans of it that belong together.
 *
 * A batch consumer polls 50 messages of 50 orders, and its trace then holds the spans of all of them.
 * So a trace is cut at each consumer span that has links, names a message's coordinates, or hangs below a receive span.
 * What is left above several such cuts, or links to several messages, or stands above several correlation ids,
 * belongs to none of them alone: it is shared. A trace with neither cuts nor several correlation ids is one segment.
 * A business key that joins counts as a correlation id, each name for itself: one action has one order and one parcel.
 *
 * The result depends on the trace's spans, on the events that name it and on which keys are hubs, never on the order in which they came.
 */
import { append } from '#lib/core/append.ts';
import type { Key, MessageRef, SpanReading } from '#lib/core/conventions/reading.ts';
import { CarriedValues } from '#lib/core/flows/carried-values.ts';
import { messageKey } from '#lib/core/flows/keys.ts';
import { isReader, isReceive } from '#lib/core/flows/span-roles.ts';
import { buildSpanTree, type SpanNode, type TracedSpan } from '#lib/core/flows/span-tree.ts';
import { spanRefText, type SpanId, type SpanRef, type TraceId } from '#lib/core/ids.ts';

/** An event that names a span of this trace as its sender. */
export interface Sent {
  readonly spanId: SpanId | null;
  /** Join texts of its correlation ids, and of business keys that join. */
  readonly correlations: readonly string[];
}

/** What a span was handed: the span that sent it, the message itself, or both. */
export interface Upstream {
  readonly span: SpanRef | null;
  readonly message: MessageRef | null;
}

export interface Segment {
  readonly traceId: TraceId;
  /** Of its topmost span; empty where the trace is one segment, or for what several roots share. */
  readonly id: string;
  readonly spans: readonly TracedSpan[];
  /** Belongs to no flow alone; shown in each that it touches. */
  readonly shared: boolean;
  /** Join texts of the correlation ids and joining business keys that it carries, hubs left out; at most one of each kind unless it is shared. */
  readonly correlations: readonly string[];
  /** Join texts of the messages that its spans name. */
  readonly messages: readonly string[];
  readonly upstream: readonly Upstream[];
  /** The producer span that the topmost span hangs below, across the cut. */
  readonly producer: SpanId | null;
  /** The segment of this trace that it was cut from, where no producer lies between. */
  readonly cutFrom: string | null;
  /** Segments cut from it in that way. */
  readonly cutOff: readonly string[];
}

export interface SegmentedTrace {
  readonly traceId: TraceId;
  readonly segments: readonly Segment[];
  /** The segment of a span, or of a span that events or children name and that has not arrived. */
  segmentOf(spanId: SpanId | null): Segment | undefined;
  segment(id: string): Segment | undefined;
  /** The segments that hang below producer spans of it, across a cut. */
  below(segment: Segment): readonly Segment[];
  /** Its segments with links to spans of a trace, and to which. */
  linksTo(traceId: TraceId): readonly { readonly segment: Segment; readonly spanId: SpanId }[];
  /** The segments that meet others under a text: a key that they carry, or a message that they handled. */
  carrying(text: string): readonly Segment[];
}

/**
 * The messages that a span was handed, each once. A span that names its message by coordinates was handed that one, whatever else it links to:
 * of its links only the one to that message's sender counts.
 */
export function upstreamOf({ span, reading }: TracedSpan): Upstream[] {
  const distinct = new Map<string, Upstream>();
  span.links.forEach((link, index) => {
    const message = reading.linkMessages[index] ?? null;
    distinct.set(message === null ? spanRefText(link) : messageKey(message), { span: { traceId: link.traceId, spanId: link.spanId }, message });
  });
  const { message } = reading;
  if (message === null) return [...distinct.values()];
  const alone = distinct.size === 1 ? [...distinct.values()][0] : undefined;
  const sender = distinct.get(messageKey(message)) ?? (alone?.message === null ? alone : undefined);
  return [{ span: sender?.span ?? null, message }];
}

/**
 * Whether a span was handed several messages. Links that its SDK dropped are messages too, and of a batch the spans of some messages
 * may be lost; without them, nothing says which.
 */
function isHandedSeveral(traced: TracedSpan): boolean {
  const { span, reading } = traced;
  return upstreamOf(traced).length > 1 || (reading.message === null && (span.droppedLinks > 0 || (isReader(traced) && (reading.batchSize ?? 0) > 1)));
}

/** Several messages may have been sent under one span, and one message by any. */
const upstreamText = ({ span, message }: Upstream): string => `${span === null ? '' : spanRefText(span)} ${message === null ? '' : messageKey(message)}`;

const isConsumer = ({ span }: TracedSpan): boolean => span.kind === 'consumer';
const isProducer = (node: SpanNode): boolean => node.spans.some(({ span }) => span.kind === 'producer');
const messageKeys = (reading: SpanReading): string[] => reading.keys.flatMap((key) => (key.kind === 'message' && key.join !== null ? [key.join] : []));

/** The keys of which one action has one value: correlation ids, and business keys that join. */
export const correlationsOf = (keys: readonly Key[]): string[] => keys.flatMap((key) => ((key.kind === 'correlation' || key.kind === 'business') && key.join !== null ? [key.join] : []));

/** @param isHub whether a correlation id names too many records to tell one action from another: it is left out */
export function segmentTrace(traceId: TraceId, spans: readonly TracedSpan[], sent: readonly Sent[], isHub: (text: string) => boolean): SegmentedTrace {
  const tree = buildSpanTree(spans, sent.flatMap((event) => (event.spanId === null ? [] : [event.spanId])));
  const order = tree.topDown();
  const cuts = findCuts(order);
  const claims = readClaims(order, sent, cuts, isHub);
  // Some messages name the trace and no span: they belong to what is one piece, and to nothing where there are cuts.
  const loose = sent.filter((event) => event.spanId === null);
  const looseCorrelations = new Set(loose.flatMap((event) => event.correlations).filter((text) => !isHub(text)));
  const { marks, wholeShared } = markPieces(order, cuts, claims, looseCorrelations);
  const whole = loose.length > 0 && cuts.size === 0 ? { shared: wholeShared, correlations: looseCorrelations } : null;
  return collect(traceId, order, cuts, claims, marks, whole);
}

/** Consumer spans at which the trace is cut. */
function findCuts(order: readonly SpanNode[]): Set<SpanNode> {
  const cuts = new Set<SpanNode>();
  const belowReceive = new Set<SpanNode>();
  for (const node of order) {
    const below = node.parent !== null && belowReceive.has(node.parent);
    const cut = node.spans.some((span) => isConsumer(span) && (span.span.links.length > 0 || span.reading.message !== null || below));
    if (cut) cuts.add(node);
    if (node.spans.some(isReceive) || (below && !cut && !isProducer(node))) belowReceive.add(node);
  }
  return cuts;
}

interface Claims {
  /** Of the node alone. */
  readonly correlations: Set<string>;
  /** Of the node and what hangs below it in its piece. */
  readonly values: CarriedValues;
  /** Segments that were cut off below it with no producer between. */
  cutOff: number;
  /** It, or something below it, was handed several messages. */
  handedSeveral: boolean;
  /** It sent one message, and no other. */
  readonly sentOne: boolean;
  /** It has not arrived, and no message names it as its sender: it may have been a poll of several messages. */
  readonly isUnseen: boolean;
}

function readClaims(order: readonly SpanNode[], sent: readonly Sent[], cuts: ReadonlySet<SpanNode>, isHub: (text: string) => boolean): Map<SpanNode, Claims> {
  const sentBy = Map.groupBy(sent, (event) => event.spanId);
  const claims = new Map<SpanNode, Claims>();
  // What a producer sent is told by its consumers where neither it nor the message says: without that, one trace would join their ids.
  const silent = new Set<SpanNode>();
  for (const node of order) {
    const named = [...node.spans.flatMap(({ reading }) => correlationsOf(reading.keys)), ...(sentBy.get(node.id) ?? []).flatMap((event) => event.correlations)];
    const own = new Set(named.filter((text) => !isHub(text)));
    const handedSeveral = node.spans.some(isHandedSeveral);
    claims.set(node, { correlations: own, values: new CarriedValues(own), cutOff: 0, handedSeveral, sentOne: sentBy.get(node.id)?.length === 1, isUnseen: node.spans.length === 0 && !sentBy.has(node.id) });
    if (own.size === 0 && isProducer(node)) silent.add(node);
    if (node.parent !== null && silent.has(node.parent) && cuts.has(node)) {
      const sender = claims.get(node.parent);
      for (const correlation of own) {
        sender?.correlations.add(correlation);
        sender?.values.add(correlation);
      }
    }
  }
  for (const node of order.toReversed()) {
    const parent = node.parent === null ? undefined : claims.get(node.parent);
    const mine = claims.get(node);
    if (parent === undefined || mine === undefined) continue;
    if (cuts.has(node)) {
      if (node.parent !== null && !isProducer(node.parent)) {
        parent.cutOff += 1;
        // A poll that brought a batch stands above all of it.
        parent.handedSeveral ||= isContested(mine);
      }
      continue;
    }
    parent.values.addAll(mine.values);
    parent.cutOff += mine.cutOff;
    parent.handedSeveral ||= mine.handedSeveral;
  }
  return claims;
}

interface Mark {
  /** Names the segment: a span id, or empty. */
  readonly segment: string;
  readonly shared: boolean;
}

/** Whether a piece with these claims is several actions'. */
const isContested = ({ values, cutOff, handedSeveral, isUnseen }: Claims): boolean => values.areSeveral || cutOff > (isUnseen ? 0 : 1) || handedSeveral;

/** Gives every span its segment, from the top down. */
function markPieces(
  order: readonly SpanNode[],
  cuts: ReadonlySet<SpanNode>,
  claims: ReadonlyMap<SpanNode, Claims>,
  looseCorrelations: ReadonlySet<string>,
): { readonly marks: ReadonlyMap<SpanNode, Mark>; readonly wholeShared: boolean } {
  const roots = order.filter((node) => node.parent === null);
  // Without a cut the whole trace is one piece, its loose ends included; with cuts each loose end stands for itself.
  const whole = cuts.size === 0;
  const wholeClaims: Claims = { correlations: new Set(looseCorrelations), values: new CarriedValues(looseCorrelations), cutOff: 0, handedSeveral: false, sentOne: false, isUnseen: false };
  for (const root of roots) {
    const mine = claims.get(root);
    if (mine === undefined) continue;
    wholeClaims.values.addAll(mine.values);
    wholeClaims.handedSeveral ||= mine.handedSeveral;
  }
  const wholeShared = isContested(wholeClaims);

  const marks = new Map<SpanNode, Mark>();
  for (const node of order) {
    const mine = claims.get(node) ?? wholeClaims;
    const startsPiece = cuts.has(node) || (node.parent === null && !whole);
    const above: Mark | undefined = startsPiece ? undefined : node.parent === null ? { segment: '', shared: wholeShared } : marks.get(node.parent);
    if (above === undefined) marks.set(node, { segment: node.id, shared: isContested(mine) });
    else if (!above.shared) marks.set(node, above);
    else if (isContested(mine) || (mine.values.areNone && mine.cutOff === 0 && !mine.sentOne)) marks.set(node, above);
    else marks.set(node, { segment: node.id, shared: false });
  }
  return { marks, wholeShared };
}

function collect(
  traceId: TraceId,
  order: readonly SpanNode[],
  cuts: ReadonlySet<SpanNode>,
  claims: ReadonlyMap<SpanNode, Claims>,
  marks: ReadonlyMap<SpanNode, Mark>,
  whole: { readonly shared: boolean; readonly correlations: ReadonlySet<string> } | null,
): SegmentedTrace {
  const byId = new Map<string, Draft>();
  const byNode = new Map<string, Draft>();
  /** Where the piece begins that a node is in. */
  const pieces = new Map<SpanNode, Draft>();
  if (whole !== null) byId.set('', { ...newDraft(traceId, '', whole.shared), correlations: new Set(whole.correlations) });
  for (const node of order) {
    const mark = marks.get(node) ?? { segment: node.id, shared: false };
    let draft = byId.get(mark.segment);
    if (draft === undefined) {
      draft = newDraft(traceId, mark.segment, mark.shared);
      byId.set(mark.segment, draft);
    }
    byNode.set(node.id, draft);
    draft.spans.push(...node.spans);
    const piece = (node.parent === null || cuts.has(node) ? undefined : pieces.get(node.parent)) ?? draft;
    pieces.set(node, piece);
    // A shared piece carries what hangs below it too, though that is somebody's own.
    for (const correlation of claims.get(node)?.correlations ?? []) {
      draft.correlations.add(correlation);
      piece.correlations.add(correlation);
    }
    for (const span of node.spans) {
      for (const message of messageKeys(span.reading)) draft.messages.add(message);
      for (const upstream of upstreamOf(span)) draft.upstream.set(upstreamText(upstream), upstream);
    }
    if (mark.segment === node.id && node.parent !== null) {
      if (isProducer(node.parent)) draft.producer = node.parent.id;
      else {
        const from = byNode.get(node.parent.id);
        draft.cutFrom = from?.id ?? null;
        from?.cutOff.push(draft.id);
      }
    }
  }
  const segments = new Map([...byId].map(([id, draft]) => [id, finish(draft)]));
  const below = new Map<Segment | undefined, Segment[]>();
  const carrying = new Map<string, Segment[]>();
  const links = new Map<TraceId, { segment: Segment; spanId: SpanId }[]>();
  const segmentOf = (spanId: SpanId | null): Segment | undefined => segments.get((spanId === null ? undefined : byNode.get(spanId)?.id) ?? '');
  for (const segment of segments.values()) {
    for (const text of new Set(textsOf(segment))) append(carrying, text, segment);
    if (segment.producer !== null) append(below, segmentOf(segment.producer), segment);
    for (const { span } of segment.upstream) if (span !== null) append(links, span.traceId, { segment, spanId: span.spanId });
  }
  return {
    traceId,
    segments: [...segments.values()],
    segmentOf,
    segment: (id) => segments.get(id),
    carrying: (text) => carrying.get(text) ?? [],
    below: (segment) => below.get(segment) ?? [],
    linksTo: (target) => links.get(target) ?? [],
  };
}

/** The messages that the spans of a shared segment name are several flows'. */
const textsOf = ({ shared, correlations, messages, upstream }: Segment): string[] => [
  ...correlations,
  ...(shared ? [] : messages),
  ...upstream.flatMap(({ message }) => (message === null ? [] : [messageKey(message)])),
];

interface Draft {
  traceId: TraceId;
  id: string;
  shared: boolean;
  spans: TracedSpan[];
  correlations: Set<string>;
  messages: Set<string>;
  upstream: Map<string, Upstream>;
  producer: SpanId | null;
  cutFrom: string | null;
  cutOff: string[];
}

const newDraft = (traceId: TraceId, id: string, shared: boolean): Draft => ({
  traceId, id, shared, spans: [], correlations: new Set(), messages: new Set(), upstream: new Map(), producer: null, cutFrom: null, cutOff: [],
});

const finish = (draft: Draft): Segment => ({
  ...draft,
  correlations: [...draft.correlations].toSorted(),
  messages: [...draft.messages].toSorted(),
  upstream: [...draft.upstream].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, upstream]) => upstream),
});
