/** What should be shown of each order of the demo, told by its services' journals alone. */
import { eventName, hopName, spanName, type ExpectedFlow } from '#lib/collector/testing/truth/expected.ts';
import type { FaultSettings } from '#lib/demo/faults.ts';
import { eventsByOrder, outcomeOf } from '#lib/demo/testing/outcomes.ts';
import type { Noted } from '#lib/demo/testing/run-demo.ts';

type Produced = Extract<Noted, { kind: 'produced' }>;
type Span = Extract<Noted, { kind: 'span' }>;

/** Of larger values the collector keeps the beginning only, in bytes. */
const PREVIEW_BYTES = 65_536;

/** The orders of this run alone: others may have written to the same topics before. */
export function expectedOrders(journal: readonly Noted[], settings: FaultSettings): ExpectedFlow[] {
  const produced = journal.filter((entry): entry is Produced => entry.kind === 'produced');
  const spans = journal.filter((entry): entry is Span => entry.kind === 'span');
  const eventsOf = Map.groupBy(produced, ({ correlationId }) => correlationId);
  const spansOf = new Map<string, Span[]>();
  for (const span of spans) for (const id of span.correlationIds) spansOf.set(id, [...(spansOf.get(id) ?? []), span]);
  const outcomes = new Map([...eventsByOrder(journal)].map(([order, events]) => [order, outcomeOf(order, events, settings)]));

  return produced.flatMap(({ type, topic, correlationId, subject }) => {
    if (type !== 'order.created' || topic !== 'orders' || correlationId === null) return [];
    const events = eventsOf.get(correlationId) ?? [];
    const own = spansOf.get(correlationId) ?? [];
    const outcome = outcomes.get(subject ?? '') ?? null;
    if (outcome === null) throw new Error(`The order ${subject} came to no end`);
    return [{ name: `${subject} (${outcome})`, records: recordsOf(events, own), hops: hopsOf(events, own), status: statusOf(events, outcome), findings: findingsOf(events, own, outcome) }];
  });
}

const recordsOf = (events: readonly Produced[], spans: readonly Span[]): Map<string, number> =>
  new Map([...events.map((event) => [eventName(event), 1] as const), ...spans.map((span) => [spanName(span), span.correlationIds.length] as const)]);

/** Who sent a message, to whom it was handed, and what a copy was made of by a service that traces nothing. */
function hopsOf(events: readonly Produced[], spans: readonly Span[]): Set<string> {
  const sent = events.flatMap((event) => {
    const from = event.sender === null ? event.copyOf && eventName(event.copyOf) : spanName(event.sender);
    return from === null ? [] : [hopName(from, eventName(event))];
  });
  return new Set([...sent, ...spans.flatMap((span) => (span.handled === null ? [] : [hopName(eventName(span.handled), spanName(span))]))]);
}

/**
 * Nothing puts an order right whose dead letter nobody replays; it is compensated where the order was cancelled, or its stock released, after that.
 * Of an order that was forgotten nothing tells but what orders usually do.
 */
function statusOf(events: readonly Produced[], outcome: string): ExpectedFlow['status'] {
  if (outcome === 'forgotten') return 'stalled';
  const deadAt = Math.max(...events.filter(isDead).map(({ at }) => at));
  if (deadAt === -Infinity) return 'completed';
  return events.some(({ type, at }) => at >= deadAt && /\.(?:cancelled|released|refunded)$/.test(type)) ? 'compensated' : 'failed';
}

function findingsOf(events: readonly Produced[], spans: readonly Span[], outcome: string): Set<string> {
  const findings = new Set<string>();
  if (outcome === 'forgotten') findings.add('stalled');
  if (events.some(isDead)) findings.add('dead-lettered');
  if (events.some(({ topic }) => topic.endsWith('.retry'))) findings.add('redelivered');
  // The email service's clock is 3 s slow: by it, it reads what is still to be written.
  if (spans.some(({ service }) => service === 'email')) findings.add('clock-skew');
  if (events.some(({ size }) => size > PREVIEW_BYTES)) findings.add('oversized');
  const handlings = spans.flatMap(({ service, handled }) => (handled === null ? [] : [`${service} ${eventName(handled)}`]));
  if (new Set(handlings).size < handlings.length) findings.add('duplicate');
  return findings;
}

const isDead = ({ topic }: Produced): boolean => topic.endsWith('.dlq');
