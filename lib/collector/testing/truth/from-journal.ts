/**
 * What should be shown of a recording, told by the journal of the program that was recorded.
 *
 * A program does not know the spans that its instrumentation makes for it. Those are found by what is certain:
 * the `traceparent` of a message names the span that sent it; a consumer's span with a link to that one (or that is its child)
 * was handed that message; what stands above several spans belongs to all that those belong to.
 *
 * Without correlation ids, what was sent from nowhere, or from work on several orders at once, is tied to its order by nothing:
 * there a new flow begins (a *part* of the order), and nobody could know better.
 */
import type { Fixture, JournalLine } from '#e2e/recorders/fixture.ts';
import { eventName, hopName, spanName, type ExpectedFlow } from '#lib/collector/testing/truth/expected.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';

type Line<Made extends JournalLine['made']> = Extract<JournalLine, { made: Made }>;
type Parts = ReadonlySet<string>;

export function expectedFlows(fixture: Pick<Fixture, 'correlated' | 'journal'>, events: readonly EventRecord[], spans: readonly SpanRecord[]): ExpectedFlow[] {
  const messages = new Map(linesOf(fixture.journal, 'message').map((line) => [line.at, line]));
  for (const event of events) if (!messages.has(eventName(event.at))) throw new Error(`The program did not say that it wrote ${eventName(event.at)}`);
  if (messages.size !== events.length) throw new Error(`The program wrote ${messages.size} messages, of which ${events.length} were recorded`);
  const handled = linesOf(fixture.journal, 'handled').filter(({ sampled }) => sampled);
  const partOf = partsOfMessages(messages, handled, fixture.correlated, firstOfSameId(events));

  const spansById = new Map(spans.map((span) => [spanName(span), span]));
  const sentBy = sendersOf(events, spansById);
  const deliveries = deliveriesOf(handled, spans, sentBy);
  const parts = partsOfSpans(fixture.journal, spans, { partOf, sentBy, deliveries, messages });

  const flows = new Map<string, { records: Map<string, number>; hops: Set<string> }>();
  const flowOf = (part: string): { records: Map<string, number>; hops: Set<string> } => {
    let flow = flows.get(part);
    if (flow === undefined) flows.set(part, (flow = { records: new Map(), hops: new Set() }));
    return flow;
  };
  for (const at of messages.keys()) flowOf(partOf(at)).records.set(at, 1);
  for (const [span, of] of parts) for (const part of of) flowOf(part).records.set(span, of.size);
  for (const [sender, ats] of sentBy) for (const at of ats) if (spansById.has(sender)) flowOf(partOf(at)).hops.add(hopName(sender, at));
  for (const [at, to] of deliveries) for (const span of to) flowOf(partOf(at)).hops.add(hopName(at, span));

  const seemsProcessed = (at: string): boolean => [...(deliveries.get(at) ?? [])].some((span) => !isReceive(spansById.get(span)));

  return [...flows].map(([name, { records, hops }]) => {
    const own = [...records.keys()].flatMap((at) => messages.get(at) ?? []);
    const dead = own.some(({ at }) => isDeadLetter(at));
    return { name, records, hops, status: dead ? 'failed' : 'completed', findings: findingsOf(own, linesOf(fixture.journal, 'handled'), dead, seemsProcessed) };
  });
}

function findingsOf(messages: readonly Line<'message'>[], handled: readonly Line<'handled'>[], dead: boolean, seemsProcessed: (at: string) => boolean): Set<string> {
  const findings = new Set<string>();
  if (dead) findings.add('dead-lettered');
  // Written twice because of one message.
  const written = messages.filter(({ because, under }) => because !== null && under !== 'copy').map(({ at, because }) => `${topicOf(at)} ${because}`);
  if (new Set(written).size < written.length) findings.add('duplicate');
  for (const { at } of messages) {
    const attempts = handled.filter((line) => line.at === at);
    const spans = new Set(attempts.map(({ span }) => span));
    if (attempts.length > 1 && spans.size > 1) findings.add('redelivered');
    // Where no span is current while a message is handled, none can tell that it failed: it seems to be processed well twice.
    if (attempts.length > 1 && !attempts.some(({ sampled }) => sampled) && seemsProcessed(at)) findings.add('duplicate');
    // Tried again over another topic.
    if (messages.some((copy) => copy.because === at && copy.under === 'copy' && !isDeadLetter(copy.at))) findings.add('redelivered');
  }
  return findings;
}

const isReceive = (span: SpanRecord | undefined): boolean => span?.attributes['messaging.operation.type'] === 'receive' || span?.attributes['messaging.operation'] === 'receive';

const linesOf = <Made extends JournalLine['made']>(journal: readonly JournalLine[], made: Made): Line<Made>[] => journal.filter((line): line is Line<Made> => line.made === made);
const topicOf = (at: string): string => at.slice(0, at.indexOf('/'));
const isDeadLetter = (at: string): boolean => /\.dlq$|-dlt$/.test(topicOf(at));

/** An order's first part has the order's name; a later one that of the message with which it begins. */
function partsOfMessages(messages: ReadonlyMap<string, Line<'message'>>, handled: readonly Line<'handled'>[], correlated: boolean, firstOf: ReadonlyMap<string, string>): (at: string) => string {
  const known = new Map<string, string>();
  const partOf = (at: string): string => {
    const before = known.get(at);
    if (before !== undefined) return before;
    const line = messages.get(at);
    if (line === undefined) throw new Error(`No message was written at ${at}`);
    const first = firstOf.get(at);
    const part = first !== undefined && first !== at ? partOf(first) : findPart(line);
    known.set(at, part);
    return part;
  };
  const findPart = ({ order, at, because, under }: Line<'message'>): string => {
    if (because === null || correlated) return order;
    if (under === 'nothing' || (under === 'several' && isSeveral(because))) return `${order} from ${at}`;
    return partOf(because);
  };
  /** A batch of one is no batch; one of several messages, be they of one order, says of nothing that it sent because of which. */
  const isSeveral = (because: string): boolean => {
    const spans = new Set(handled.flatMap(({ at, span }) => (at === because ? [span] : [])));
    return new Set(handled.flatMap(({ at, span }) => (spans.has(span) ? [at] : []))).size > 1;
  };
  return partOf;
}

/** A message that is written again keeps its id: of each message, where it was written first. */
function firstOfSameId(events: readonly EventRecord[]): Map<string, string> {
  const ids = Map.groupBy(events, ({ at, headers }) => Buffer.from(headers.find(({ name }) => name === 'message-id')?.value ?? eventName(at)).toString());
  return new Map([...ids.values()].flatMap((same) => {
    const first = same.toSorted((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0) || Number(a.at.offset - b.at.offset))[0];
    return first === undefined ? [] : same.map(({ at }) => [eventName(at), eventName(first.at)] as const);
  }));
}

/** By the span that sent them, whether it was exported or not. */
function sendersOf(events: readonly EventRecord[], spans: ReadonlyMap<string, SpanRecord>): Map<string, string[]> {
  const sent = new Map<string, string[]>();
  for (const event of events) {
    const header = event.headers.findLast(({ name }) => name.toLowerCase() === 'traceparent');
    const [, trace, span] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(Buffer.from(header?.value ?? []).toString()) ?? [];
    if (trace === undefined || span === undefined) continue;
    const sender = `${trace}/${span}`;
    const exported = spans.get(sender);
    if (exported !== undefined && exported.kind !== 'producer') throw new Error(`${eventName(event.at)} was sent by ${exported.name}, which is no producer's span`);
    sent.set(sender, [...(sent.get(sender) ?? []), eventName(event.at)]);
  }
  return sent;
}

/**
 * The spans that each message was handed to. A program's word for it is the span that was current then; where the spans of a
 * batch's messages stand below that one and say whose they are, each message was handed to its own.
 */
function deliveriesOf(handled: readonly Line<'handled'>[], spans: readonly SpanRecord[], sentBy: ReadonlyMap<string, readonly string[]>): Map<string, Set<string>> {
  const deliveries = new Map<string, Set<string>>();
  const add = (at: string, span: string): void => void deliveries.set(at, (deliveries.get(at) ?? new Set()).add(span));
  const messagesOf = (span: SpanRecord): string[] => {
    const parent = span.kind === 'consumer' && span.parentSpanId !== null ? [{ traceId: span.traceId, spanId: span.parentSpanId }] : [];
    return [...span.links, ...parent].flatMap((ref) => sentBy.get(spanName(ref)) ?? []);
  };
  const told = spans.map((span) => ({ span, messages: messagesOf(span) })).filter(({ messages }) => messages.length > 0);
  const above = new Set(told.flatMap(({ span, messages }) => messages.map((at) => `${at} ${span.traceId}/${span.parentSpanId}`)));
  for (const { at, trace, span } of handled) if (!above.has(`${at} ${trace}/${span}`)) add(at, `${trace}/${span}`);
  for (const { span, messages } of told) for (const at of messages) add(at, spanName(span));
  return deliveries;
}

interface Known {
  readonly partOf: (at: string) => string;
  readonly sentBy: ReadonlyMap<string, readonly string[]>;
  readonly deliveries: ReadonlyMap<string, ReadonlySet<string>>;
  readonly messages: ReadonlyMap<string, Line<'message'>>;
}

/** Spans that belong to nobody (an empty poll) are left out. */
function partsOfSpans(journal: readonly JournalLine[], spans: readonly SpanRecord[], { partOf, sentBy, deliveries, messages }: Known): Map<string, Parts> {
  const parts = new Map<string, Set<string>>();
  const add = (span: string, part: string): void => void parts.set(span, (parts.get(span) ?? new Set()).add(part));
  const recorded = new Map(spans.map((span) => [spanName(span), span]));
  for (const { order, trace, span, sampled } of linesOf(journal, 'span')) if (sampled) add(`${trace}/${span}`, order);
  for (const { at, trace, span, sampled } of linesOf(journal, 'handled')) if (sampled) add(`${trace}/${span}`, partOf(at));
  for (const [at, to] of deliveries) for (const span of to) add(span, partOf(at));
  for (const [sender, ats] of sentBy) {
    for (const at of ats) {
      if (recorded.has(sender)) add(sender, partOf(at));
      // What was sent from work on several orders came from one of them: that work is shown with it.
      const { traceId, parentSpanId } = recorded.get(sender) ?? { parentSpanId: null };
      if (messages.get(at)?.under === 'several' && parentSpanId !== null) add(`${traceId}/${parentSpanId}`, partOf(at));
    }
  }
  for (const name of parts.keys()) if (!recorded.has(name)) throw new Error(`The span ${name} was not exported`);

  /** Of a trace that is not sampled no span is recorded, yet others link to it. */
  const unsampledTraces = new Map(linesOf(journal, 'span').flatMap(({ order, trace, sampled }) => (sampled ? [] : [[trace, order] as const])));
  const children = Map.groupBy(spans, (span) => `${span.traceId}/${span.parentSpanId}`);
  const above = (span: SpanRecord): Parts => {
    const name = spanName(span);
    const known = parts.get(name);
    if (known !== undefined) return known;
    const linked = span.links.flatMap((link) => recorded.get(spanName(link)) ?? []);
    const unsampled = span.links.flatMap((link) => unsampledTraces.get(link.traceId) ?? []);
    const union = new Set([...unsampled, ...[...(children.get(name) ?? []), ...linked].flatMap((other) => [...above(other)])]);
    if (union.size > 0) parts.set(name, union);
    return union;
  };
  for (const span of spans) above(span);
  const below = (span: SpanRecord): Parts => {
    const known = parts.get(spanName(span));
    if (known !== undefined) return known;
    const parent = span.parentSpanId === null ? undefined : recorded.get(`${span.traceId}/${span.parentSpanId}`);
    const found = parent === undefined ? new Set<string>() : new Set(below(parent));
    if (found.size > 0) parts.set(spanName(span), found);
    return found;
  };
  for (const span of spans) below(span);
  return parts;
}
