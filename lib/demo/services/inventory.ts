/** Reserves stock. Written long ago: no tracing, no message ids; it passes on a correlation id, and its types stand in the payload. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Incoming, Outgoing } from '../bus.ts';
import { failedCopy } from '../dead-letter.ts';
import { isDepleted } from '../faults.ts';
import { Handled } from '../handled.ts';
import { orderNumber, type Order } from '../order.ts';
import { pick } from '../random.ts';
import type { Service, ServiceContext } from '../service.ts';

export const WAREHOUSES = ['lisbon', 'gdansk', 'lyon'] as const;

export const inventory: Service = async (service) => {
  const { bus } = service;
  const seen = new Handled();
  const reserved = new Handled();
  /** Orders whose payment failed, perhaps before we saw them. */
  const unpaid = new Handled();
  const released = new Handled();

  const release = async (message: Incoming, orderId: string): Promise<void> => {
    if (!reserved.has(orderId) || !unpaid.has(orderId) || !released.add(orderId)) return;
    await bus.publish(plainEvent(service, message, 'inventory.released', { orderId, reason: 'payment failed' }));
  };

  await bus.consume('inventory', ['orders', 'payments'], async (message) => {
    if (!seen.add(`${message.topic}/${message.partition}/${message.offset}`)) return;
    const type = message.header('event-type');
    if (type === 'order.created') {
      const order = await readOrder(service, message);
      if (!order) return;
      await sleep(3 + Math.random() * 12);
      if (isDepleted(service.options, orderNumber(order.orderId))) {
        await bus.publish(plainEvent(service, message, 'inventory.depleted', { orderId: order.orderId, sku: order.lines[0]?.sku }));
        return;
      }
      const warehouse = pick(WAREHOUSES, service.options.seed, 'warehouse', order.orderId);
      await bus.publish(plainEvent(service, message, 'inventory.reserved', { orderId: order.orderId, warehouse, lines: order.lines.map(({ sku, quantity }) => ({ sku, quantity })) }));
      reserved.add(order.orderId);
      await release(message, order.orderId);
    }
    if (type === 'payment.failed') {
      unpaid.add(message.key);
      await release(message, message.key);
    }
  });
  return async () => {};
};

async function readOrder({ bus, now }: ServiceContext, message: Incoming): Promise<Order | null> {
  try {
    return JSON.parse(message.text) as Order;
  } catch (error) {
    await bus.publish(failedCopy(message, 'orders.inventory.dlq', { error: error as Error, group: 'inventory', attempts: 1, at: now() }));
    return null;
  }
}

function plainEvent({ now }: ServiceContext, cause: Incoming, type: string, payload: Readonly<Record<string, unknown> & { orderId: string }>): Outgoing {
  const headers: Record<string, string> = cause.correlationId === null ? {} : { 'X-Correlation-Id': cause.correlationId };
  const value = JSON.stringify({ type, ...payload, timestamp: now() });
  return { topic: 'inventory', key: payload.orderId, type, headers, value, messageId: null, subject: payload.orderId };
}
