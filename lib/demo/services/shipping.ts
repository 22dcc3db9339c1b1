/** Ships an order when it is paid and reserved; its audit, a batch job, looks at all shipments of the last seconds at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Incoming, Outgoing } from '../bus.ts';
import { isForgotten } from '../faults.ts';
import { Handled } from '../handled.ts';
import { orderNumber } from '../order.ts';
import type { Service, ServiceContext } from '../service.ts';
import { standardEvent } from '../standard-event.ts';
import { inSpan } from '../tracing.ts';

interface Waiting {
  readonly paidBy: string | null;
  readonly warehouse: string | null;
}

const MOST_WAITING = 20_000;

export const shipping: Service = async (service) => {
  await ship(service);
  await audit(service);
  return async () => {};
};

async function ship(service: ServiceContext): Promise<void> {
  const waiting = new Map<string, Waiting>();
  const shipped = new Handled();
  await service.bus.consume('shipping', ['payments', 'inventory'], async (message) => {
    const payload = JSON.parse(message.text) as { type?: string; orderId: string; warehouse?: string };
    const type = message.header('event-type') ?? payload.type;
    if (type !== 'payment.completed' && type !== 'inventory.reserved') return;
    const before = waiting.get(payload.orderId) ?? { paidBy: null, warehouse: null };
    const order = type === 'payment.completed' ? { ...before, paidBy: message.header('message-id') } : { ...before, warehouse: payload.warehouse ?? null };
    waiting.set(payload.orderId, order);
    if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value!);
    if (order.paidBy === null || order.warehouse === null || !shipped.add(payload.orderId)) return;
    waiting.delete(payload.orderId);
    if (isForgotten(service.options, orderNumber(payload.orderId))) return;
    await inSpan(service.name, 'book carrier', { 'order.id': payload.orderId, 'shipment.warehouse': order.warehouse }, () => sleep(5 + Math.random() * 15));
    await service.bus.publish(shipment(service, message, payload.orderId, order));
  });
}

/** Keyed by warehouse: its shipments leave in order. */
function shipment({ now }: ServiceContext, last: Incoming, orderId: string, { paidBy, warehouse }: Waiting): Outgoing {
  return standardEvent({
    topic: 'shipments',
    key: warehouse ?? 'unknown',
    type: 'shipment.created',
    payload: { shipmentId: `S-${orderId}`, orderId, warehouse, carrier: { name: 'postnord', service: 'parcel' }, tracking: { number: `PN${orderId.replace('-', '')}` } },
    correlationId: last.correlationId ?? '',
    causationId: paidBy,
    subject: orderId,
    now: now(),
  });
}

/** Waits until some have come together, so that one poll has shipments of many orders. What it writes names its action in the payload alone. */
async function audit({ bus, now }: ServiceContext): Promise<void> {
  const audited = new Handled();
  await bus.consumeBatches(
    'shipping-audit',
    ['shipments'],
    async (messages, goOn) => {
      for (const message of messages) {
        const { shipmentId, orderId } = JSON.parse(message.text) as { shipmentId: string; orderId: string };
        if (audited.add(shipmentId)) await bus.publish(auditedEvent(message, shipmentId, orderId, now()));
        if (!(await goOn(message))) return;
      }
    },
    { minBytes: 1_000_000, maxWaitMs: 2000 },
  );
}

function auditedEvent(cause: Incoming, shipmentId: string, orderId: string, now: number): Outgoing {
  const eventId = crypto.randomUUID();
  const metadata = { correlationId: cause.correlationId, causationId: cause.header('message-id'), eventId };
  const value = JSON.stringify({ type: 'shipment.audited', metadata, data: { shipmentId, orderId, findings: [] }, occurredAt: new Date(now).toISOString() });
  return { topic: 'audits', key: orderId, type: 'shipment.audited', headers: { 'content-type': 'application/json' }, value, messageId: eventId, subject: orderId };
}
