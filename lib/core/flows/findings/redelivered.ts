import { isReceive } from '#lib/core/flows/deliveries.ts';
import type { Finder } from '#lib/core/flows/findings/finding.ts';
import { count, duration, nameOf, placeOf, sentence, short } from '#lib/core/flows/findings/words.ts';
import { startOf } from '#lib/core/flows/records.ts';
import type { TimedDelivery } from '#lib/core/flows/waits.ts';
import type { Delivery } from '#lib/core/flows/deliveries.ts';

/** Messages that a reader was handed again because it had failed, here or over retry topics, with the number of the last attempt and how it ended. */
export const redelivered: Finder = ({ deliveries }) => {
  const ledFurther = new Set(deliveries.flatMap(({ after, backedOff }) => (after === null || backedOff ? [] : [nameOfDelivery(after)])));
  return deliveries
    .filter((delivery) => delivery.after !== null && !delivery.backedOff && !isReceive(delivery.span) && !ledFurther.has(nameOfDelivery(delivery)))
    .flatMap((last) => {
      const chain = chainOf(last);
      const failed = chain.slice(0, -1).filter(({ span }) => span.span.status === 'error');
      const first = chain[0];
      if (failed.length === 0 || first === undefined) return [];
      const { span } = last.span;
      const topics = new Set(chain.map(({ event }) => event.at.topic));
      const over = topics.size > 1 ? ` over ${[...topics].slice(1).map(short).join(', ')}` : '';
      const took = duration(Math.max(0, startOf({ span: last.span }) - startOf({ span: first.span })));
      const ended = span.status === 'error' ? `failed too${span.statusMessage === '' ? '' : ` (${short(span.statusMessage)})`}` : 'ended without an error';
      return [{ kind: 'redelivered' as const, message: sentence(`${short(span.service)} was handed ${nameOf(first.event)} (${placeOf(first.event)}) again${over} after ${count(failed.length, 'failed attempt')}: attempt ${last.attempt}, ${took} after the first, ${ended}`), records: [...chain.toReversed().map((each) => ({ span: each.span })), { event: first.event }] }];
    });
};

const nameOfDelivery = ({ event, span }: Delivery): string => `${event.ref} ${span.span.traceId}/${span.span.spanId}/${span.span.kind}`;

/** The attempts that led to this one, the first of them first. */
function chainOf(last: TimedDelivery): Delivery[] {
  const chain: Delivery[] = [];
  for (let at: Delivery | null = last; at !== null; at = at.after) chain.push(at);
  return chain.reverse();
}
