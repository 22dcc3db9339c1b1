/** Tells the customer. It speaks CloudEvents, in binary mode. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Incoming, Outgoing } from '../bus.ts';
import { Handled } from '../handled.ts';
import type { Service, ServiceContext } from '../service.ts';
import { inSpan } from '../tracing.ts';

export const email: Service = async (service) => {
  const sent = new Handled();
  await service.bus.consume('email', ['shipments'], async (message) => {
    const { orderId, tracking } = JSON.parse(message.text) as { orderId: string; tracking: { number: string } };
    if (!sent.add(orderId)) return;
    await inSpan(service.name, 'render template', { 'email.template': 'shipped' }, () => sleep(4 + Math.random() * 8));
    await service.bus.publish(emailSent(service, message, orderId, tracking.number));
  });
  return async () => {};
};

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md */
function emailSent({ now }: ServiceContext, cause: Incoming, orderId: string, trackingNumber: string): Outgoing {
  const id = randomUUID();
  return {
    topic: 'emails',
    key: orderId,
    type: 'email.sent',
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: '/shop/email',
      ce_type: 'email.sent',
      ce_time: new Date(now()).toISOString(),
      ce_subject: orderId,
      ce_correlationid: cause.correlationId ?? '',
      ce_causationid: cause.header('message-id') ?? '',
    },
    value: JSON.stringify({ orderId, template: 'shipped', to: 'customer@example.org', variables: { trackingNumber } }),
    messageId: id,
    subject: orderId,
  };
}
