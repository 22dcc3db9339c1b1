/** How long messages waited in the broker: delivery start minus broker timestamp, where both clocks can be believed. */
import { CLOCK_NOISE_MICROS, type Clocks } from '#lib/core/flows/clocks.ts';
import type { Delivery } from '#lib/core/flows/deliveries.ts';
import { isReceive } from '#lib/core/flows/span-roles.ts';
import { endOf, recordId, startOf, type FlowRecord, type Hop } from '#lib/core/flows/records.ts';
import type { ToldTime } from '#lib/core/flows/told-time.ts';

export interface Wait {
  /** Never negative; null where it is not known. */
  readonly waitMicros: number | null;
  /** By how much the reader's clock is ahead of the writer's, as estimated, where that is why the wait is not known; negative where it is behind. */
  readonly skewMicros: number | null;
  /** Read before it was written, though no clock that is known to be wrong tells why: `skewMicros` is all that is known of it. */
  readonly isOdd: boolean;
}

export type TimedDelivery = Delivery & Wait;

const UNKNOWN: Wait = { waitMicros: null, skewMicros: null, isOdd: false };

export function timeDeliveries(deliveries: readonly Delivery[], clocks: Clocks, told: (record: FlowRecord) => ToldTime): TimedDelivery[] {
  return deliveries.map((delivery) => {
    const { event, span, backedOff } = delivery;
    if (event.timestamp === null || backedOff || told({ event }).absurd !== null || told({ span }).absurd !== null) return { ...delivery, ...UNKNOWN };
    const waited = waitBetween({ event }, { span }, startOf({ span }) - event.timestamp, clocks);
    // A poll that began before its message was written tells nothing of clocks.
    return { ...delivery, ...(isReceive(span) && startOf({ span }) < event.timestamp ? UNKNOWN : waited) };
  });
}

export function timeHops(hops: readonly Hop[], deliveries: readonly TimedDelivery[], clocks: Clocks, told: (record: FlowRecord) => ToldTime): Hop[] {
  const waits = new Map(deliveries.map(({ event, span, waitMicros }) => [`${recordId({ event })} ${recordId({ span })}`, waitMicros]));
  return hops.map((hop) => {
    if (hop.kind !== 'deliver') return hop;
    if ('event' in hop.from) return { ...hop, waitMicros: waits.get(`${recordId(hop.from)} ${recordId(hop.to)}`) ?? null };
    // The message itself was not observed: from when its sender was done.
    if (told(hop.from).absurd !== null || told(hop.to).absurd !== null) return hop;
    return { ...hop, waitMicros: waitBetween(hop.from, hop.to, startOf(hop.to) - endOf(hop.from), clocks).waitMicros };
  });
}

function waitBetween(writer: FlowRecord, reader: FlowRecord, micros: number, clocks: Clocks): Wait {
  const skew = clocks.offsetOf(reader) - clocks.offsetOf(writer);
  if (Math.abs(skew) > CLOCK_NOISE_MICROS) return { waitMicros: null, skewMicros: skew, isOdd: false };
  return micros < -CLOCK_NOISE_MICROS ? { waitMicros: null, skewMicros: micros, isOdd: true } : { waitMicros: Math.max(0, micros), skewMicros: null, isOdd: false };
}
