import type { Finder, Finding } from '#lib/core/flows/findings/finding.ts';
import { bytes, nameOf, placeOf, sentence } from '#lib/core/flows/findings/words.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

/** Kafka's `message.max.bytes` by default: headers and framing count too, so somewhat less is near it. */
const USUAL_MAXIMUM = 1_048_588;
const NEAR = 0.9 * USUAL_MAXIMUM;

/** Messages that brokers may soon refuse, values of which only the beginning is kept, and a flow of which only a part is shown. */
export const oversized: Finder = ({ records, order }, { isCut, displayLimit }) => [...pastLimit(order.length, displayLimit), ...records.events.flatMap((event) => tooLarge(event, isCut?.(event) ?? false))];

function pastLimit(total: number, limit: number | undefined): Finding[] {
  if (limit === undefined || total <= limit) return [];
  return [{ kind: 'oversized', message: `The flow has more than the ${limit} records that one picture shows; a whole part of it is shown.`, records: [] }];
}

function tooLarge(event: KnownEvent, cut: boolean): Finding[] {
  const { size } = event;
  if (size === null || (size < NEAR && !cut)) return [];
  const limit = size < NEAR ? '' : size > USUAL_MAXIMUM ? ', more than brokers take by default (1 MiB)' : ', near the most that brokers take by default (1 MiB)';
  return [{ kind: 'oversized', message: sentence(`${nameOf(event)} (${placeOf(event)}) has ${bytes(size)}${limit}${cut ? '; only its beginning is kept here' : ''}`), records: [{ event }] }];
}
