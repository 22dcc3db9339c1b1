import type { Delivery } from '#lib/core/flows/deliveries.ts';
import { isReceive } from '#lib/core/flows/span-roles.ts';
import type { Finder, Finding } from '#lib/core/flows/findings/finding.ts';
import { count, duration, list, nameOf, placeOf, sentence, short } from '#lib/core/flows/findings/words.ts';
import { startOf } from '#lib/core/flows/records.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

type Flow = Parameters<Finder>[0];

/** Messages that a reader was handed again because it had failed, here or over retry topics, with the number of the last attempt and how it ended. */
export const redelivered: Finder = (flow) => {
  const chains = failedChains(flow);
  const told = new Set(chains.flatMap((chain) => chain.map(({ event }) => event)));
  // A reader that catches its error and writes the dead letter itself ends without one.
  const givenUp = new Set(flow.records.events.flatMap((event) => (event.reading.role === 'dead-letter' ? (flow.copies.from(event)?.event ?? []) : [])));
  return [...chains.map((chain) => handedAgain(chain, givenUp)), ...putOff(flow, told)];
};

/** Attempts that belong together, the first of them first; each chain once, as far as it goes. */
function failedChains({ deliveries }: Flow): Delivery[][] {
  const ledFurther = new Set(deliveries.flatMap(({ after, backedOff }) => (after === null || backedOff ? [] : [nameOfDelivery(after)])));
  const last = deliveries.filter((delivery) => delivery.after !== null && !delivery.backedOff && !isReceive(delivery.span) && !ledFurther.has(nameOfDelivery(delivery)));
  return last.map(chainOf).filter((chain) => failedIn(chain).length > 0);
}

const nameOfDelivery = ({ event, span }: Delivery): string => `${event.ref} ${span.span.traceId}/${span.span.spanId}/${span.span.kind}`;

function chainOf(last: Delivery): Delivery[] {
  const chain: Delivery[] = [];
  for (let at: Delivery | null = last; at !== null; at = at.after) chain.push(at);
  return chain.reverse();
}

/** Who puts a message off to a retry topic has failed, also where it caught its error and its span says nothing. */
const failedIn = (chain: readonly Delivery[]): Delivery[] => chain.slice(0, -1).filter(({ span, event }, at) => span.span.status === 'error' || chain[at + 1]?.event !== event);

function handedAgain(chain: readonly Delivery[], givenUp: ReadonlySet<KnownEvent>): Finding {
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined) throw new Error('A chain of attempts has at least one');
  const { span } = last.span;
  const topics = new Set(chain.map(({ event }) => event.at.topic));
  const over = topics.size > 1 ? ` over ${list([...topics].slice(1).map(short))}` : '';
  const took = duration(Math.max(0, startOf({ span: last.span }) - startOf({ span: first.span })));
  const message = `${short(span.service)} was handed ${nameOf(first.event)} (${placeOf(first.event)}) again${over} after ${count(failedIn(chain).length, 'failed attempt')}: attempt ${last.attempt}, ${took} after the first, ${span.status !== 'error' && givenUp.has(last.event) ? 'ended in a dead letter' : endOf(last, 'failed too')}`;
  return { kind: 'redelivered', message: sentence(message), records: [...chain.toReversed().map((each) => ({ span: each.span })), { event: first.event }] };
}

const endOf = ({ span: { span } }: Delivery, failed = 'failed'): string => (span.status === 'error' ? `${failed}${span.statusMessage === '' ? '' : ` (${short(span.statusMessage)})`}` : 'ended without an error');

/** Messages on retry topics of whose attempts before no span tells: one finding for all copies of a message. */
function putOff({ records: { events }, copies, deliveries }: Flow, told: ReadonlySet<KnownEvent>): Finding[] {
  const origins = new Map<KnownEvent, KnownEvent>();
  const families = Map.groupBy(events.filter((event) => event.reading.role === 'retry' && !told.has(event)), (event) => originOf(event, copies, origins));
  return [...families].map(([origin, retries]) => {
    const topics = [...new Set(retries.map(({ at }) => short(at.topic)))];
    const attempt = retries.reduce((most, { reading }) => Math.max(most, reading.attempt), 1);
    const own = new Set(retries);
    const last = deliveries.findLast(({ event, backedOff, span }) => own.has(event) && !backedOff && !isReceive(span));
    const ended = last === undefined ? 'no span tells how that ended' : `the last attempt that is known, of ${short(last.span.span.service)}, ${endOf(last)}`;
    const what = `${nameOf(origin)}${origin.reading.role === 'retry' ? '' : ` (${placeOf(origin)})`} was put off ${count(retries.length, 'time')} over ${list(topics)}${attempt > 1 ? `, by its headers to attempt ${attempt}` : ''}; ${ended}`;
    return { kind: 'redelivered', message: sentence(what), records: [...retries, ...(own.has(origin) ? [] : [origin])].map((event) => ({ event })) };
  });
}

/** The message that was put off first, or the first copy of it that is there; what was found on the way is kept. */
function originOf(event: KnownEvent, copies: Flow['copies'], known: Map<KnownEvent, KnownEvent>): KnownEvent {
  const way = new Set<KnownEvent>();
  let at = event;
  while (!known.has(at) && !way.has(at)) {
    way.add(at);
    at = copies.from(at)?.event ?? at;
  }
  const origin = known.get(at) ?? at;
  for (const each of way) known.set(each, origin);
  return origin;
}
