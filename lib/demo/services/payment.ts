/** Charges cards: tries three times with growing pauses over a retry topic, then gives up to a dead-letter topic and says that the payment failed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Incoming } from '../bus.ts';
import { failedCopy, NOT_BEFORE } from '../dead-letter.ts';
import { failingAttempts, PAYMENT_ATTEMPTS } from '../faults.ts';
import { Handled } from '../handled.ts';
import { orderNumber, type Order } from '../order.ts';
import type { Service, ServiceContext } from '../service.ts';
import { standardEvent } from '../standard-event.ts';
import { inSpan } from '../tracing.ts';

const RETRY_TOPIC = 'orders.payments.retry';
const DEAD_LETTER_TOPIC = 'orders.payments.dlq';
const FIRST_BACKOFF_MS = 400;

export class CardDeclined extends Error {
  override readonly name = 'CardDeclined';
}

interface Payments {
  readonly service: ServiceContext;
  readonly charged: Handled;
  readonly cancelled: Handled;
  readonly refunded: Handled;
  readonly seen: Handled;
}

export const payment: Service = async (service) => {
  const payments: Payments = { service, charged: new Handled(), cancelled: new Handled(), refunded: new Handled(), seen: new Handled() };
  await service.bus.consume('payment', ['orders'], async (message) => {
    if (!payments.seen.add(`${message.topic}/${message.partition}/${message.offset}`)) return;
    if (message.header('event-type') === 'order.created') await attempt(payments, message, 1);
    if (message.header('event-type') === 'order.cancelled') await refund(payments, message);
  });
  await service.bus.consume('payment-retry', [RETRY_TOPIC], async (message) => {
    if (!payments.seen.add(`${message.topic}/${message.partition}/${message.offset}`)) return;
    const due = Number(message.header(NOT_BEFORE)) - Date.now();
    if (due > 0) await inSpan(service.name, 'wait for backoff', { 'retry.delay_ms': due }, () => sleep(due));
    await attempt(payments, message, Number(message.header('x-attempt')) + 1);
  });
  return async () => {};
};

async function attempt(payments: Payments, message: Incoming, number: number): Promise<void> {
  const { bus, now, name } = payments.service;
  let order: Order;
  try {
    order = JSON.parse(message.text) as Order;
  } catch (error) {
    // Trying again would not mend it.
    await bus.publish(failedCopy(message, DEAD_LETTER_TOPIC, { error: error as Error, group: name, attempts: number, at: now() }));
    return;
  }
  try {
    await charge(payments, order, number);
  } catch (error) {
    await putOff(payments, message, order, number, error as Error);
    return;
  }
  const reference = `ch_${message.header('message-id')?.slice(0, 8)}`;
  const completed = outcome(payments, message, order.orderId, 'payment.completed', { amount: order.total, card: { brand: 'visa', last4: '4242' }, reference, attempt: number });
  await bus.publish(completed);
  payments.charged.add(order.orderId);
  if (payments.cancelled.has(order.orderId)) await refund(payments, message);
}

/** The card company takes its time. */
async function charge({ service }: Payments, order: Order, number: number): Promise<void> {
  const attributes = { 'order.id': order.orderId, 'payment.amount': order.total.amount, 'payment.attempt': number };
  await inSpan(service.name, 'authorise card', attributes, async () => {
    await sleep(8 + Math.random() * 30);
    if (number <= failingAttempts(service.options, orderNumber(order.orderId))) throw new CardDeclined(`card declined: insufficient funds for ${order.total.amount} ${order.total.currency}`);
  });
}

async function putOff(payments: Payments, message: Incoming, order: Order, number: number, error: Error): Promise<void> {
  const { bus, now, name } = payments.service;
  const failed = { error, group: name, attempts: number, at: now() };
  if (number < PAYMENT_ATTEMPTS) {
    const notBefore = String(Date.now() + FIRST_BACKOFF_MS * 2 ** (number - 1));
    await bus.publish(failedCopy(message, RETRY_TOPIC, failed, { [NOT_BEFORE]: notBefore }));
    return;
  }
  await bus.publish(failedCopy(message, DEAD_LETTER_TOPIC, failed));
  await bus.publish(outcome(payments, message, order.orderId, 'payment.failed', { amount: order.total, error: { code: error.name, message: error.message }, attempts: number }));
}

/** For a cancelled order: at once where it was charged, else as soon as it is. */
async function refund(payments: Payments, message: Incoming): Promise<void> {
  const orderId = message.key;
  payments.cancelled.add(orderId);
  if (!payments.charged.has(orderId) || !payments.refunded.add(orderId)) return;
  await payments.service.bus.publish(outcome(payments, message, orderId, 'payment.refunded', { reason: 'order cancelled' }));
}

function outcome({ service }: Payments, cause: Incoming, orderId: string, type: string, payload: Readonly<Record<string, unknown>>) {
  return standardEvent({
    topic: 'payments',
    key: orderId,
    type,
    payload: { orderId, ...payload },
    correlationId: cause.correlationId ?? '',
    causationId: cause.header('message-id'),
    subject: orderId,
    now: service.now(),
  });
}
