/** Rides, from the drivers' phones: each step is an event with a sequence number, and phones lose the network, so that some come late or twice. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outgoing } from '../bus.ts';
import { every } from '../every.ts';
import { isDuplicate, isLate } from '../faults.ts';
import { Handled } from '../handled.ts';
import { fraction } from '../random.ts';
import type { Service, ServiceContext } from '../service.ts';
import { inSpan } from '../tracing.ts';

const STEPS = ['trip.requested', 'driver.accepted', 'trip.started', 'trip.completed'] as const;

/** Trips a second for each order a second. */
const SHARE = 0.25;

export const trips: Service = async (service) => {
  const { options, bus, name } = service;
  const known = new Handled();
  await bus.consume('trips-billing', ['trips'], async (message) => {
    const { type, metadata } = JSON.parse(message.text) as { type: string; metadata: { eventId: string } };
    if (!known.add(metadata.eventId) || type !== 'trip.completed') return;
    await inSpan(name, 'compute fare', {}, () => sleep(3));
  });
  const run = options.startedAt.toString(36).slice(-5);
  return every(options.rate * SHARE, null, (number, stopped) => ride(service, `trip-${run}-${number}`, String(number), stopped));
};

/** A ride that is under way when everything stops ends there. */
async function ride(service: ServiceContext, tripId: string, number: string, stopped: AbortSignal): Promise<void> {
  const correlationId = randomUUID();
  const paceMs = 300 + fraction(service.options.seed, 'pace', number) * 1200;
  const begun = service.now();
  const sendings = STEPS.map((type, index) => {
    const step = `${number}/${index}`;
    const late = index > 0 && isLate(service.options, step);
    const event = tripEvent(tripId, type, index + 1, correlationId, begun + index * paceMs);
    return { afterMs: (index + (late ? 1.5 : 0)) * paceMs, times: isDuplicate(service.options, step) ? 2 : 1, event };
  }).toSorted((one, other) => one.afterMs - other.afterMs);
  for (const { afterMs, times, event } of sendings) {
    await sleep(Math.max(0, begun + afterMs - service.now()), undefined, { signal: stopped });
    for (let time = 0; time < times; time++) await service.bus.publish(event);
  }
}

function tripEvent(tripId: string, type: string, sequence: number, correlationId: string, at: number): Outgoing {
  const eventId = randomUUID();
  const position = { latitude: 38.72 + sequence / 100, longitude: -9.14 };
  const value = JSON.stringify({ type, tripId, sequence, metadata: { correlationId, eventId }, position, occurredAt: new Date(at).toISOString() });
  return { topic: 'trips', key: tripId, type, headers: {}, value, messageId: eventId, subject: tripId };
}
