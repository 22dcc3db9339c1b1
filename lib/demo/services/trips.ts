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
  return every(options.rate * SHARE, null, (number) => ride(service, `trip-${run}-${number}`, String(number)));
};

async function ride(service: ServiceContext, tripId: string, number: string): Promise<void> {
  const correlationId = randomUUID();
  const pace = 300 + fraction(service.options.seed, 'pace', number) * 1200;
  const delayed: Promise<void>[] = [];
  for (const [index, type] of STEPS.entries()) {
    if (index > 0) await sleep(pace);
    const event = tripEvent(service, tripId, type, index + 1, correlationId);
    const step = `${number}/${index}`;
    if (isLate(service.options, step)) {
      delayed.push(sleep(pace * 1.5).then(() => service.bus.publish(event)));
      continue;
    }
    await service.bus.publish(event);
    if (isDuplicate(service.options, step)) await service.bus.publish(event);
  }
  await Promise.all(delayed);
}

function tripEvent({ now }: ServiceContext, tripId: string, type: string, sequence: number, correlationId: string): Outgoing {
  const eventId = randomUUID();
  const position = { latitude: 38.72 + sequence / 100, longitude: -9.14 };
  const value = JSON.stringify({ type, tripId, sequence, metadata: { correlationId, eventId }, position, occurredAt: new Date(now()).toISOString() });
  return { topic: 'trips', key: tripId, type, headers: {}, value, messageId: eventId, subject: tripId };
}
