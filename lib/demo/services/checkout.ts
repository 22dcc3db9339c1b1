/** Takes orders over HTTP, writes `order.created`, and cancels what cannot be paid or delivered. */
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context } from '@opentelemetry/api';
import { getRPCMetadata, suppressTracing } from '@opentelemetry/core';
import type { Bus, Incoming } from '../bus.ts';
import { every } from '../every.ts';
import { Handled } from '../handled.ts';
import { makeOrder, newCorrelationId, orderText, type Order } from '../order.ts';
import type { Service, ServiceContext } from '../service.ts';
import { attributeActive } from '../span-account.ts';
import { standardEvent } from '../standard-event.ts';
import { inSpan } from '../tracing.ts';

export const checkout: Service = async (service) => {
  await cancelFailed(service);
  const server = createServer((message, response) => {
    placeOrder(service, message).then(
      (id) => response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ orderId: id })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { options } = service;
  const stopCustomers = every(options.rate, options.orders, (number) => postOrder(port, makeOrder(options, number)));
  return async () => {
    await stopCustomers();
    server.closeAllConnections();
    server.close();
  };
};

async function placeOrder({ name, bus, options, now }: ServiceContext, message: IncomingMessage): Promise<string> {
  nameRoute('/orders');
  const order = JSON.parse(await bodyOf(message)) as Order;
  const correlationId = newCorrelationId();
  attributeActive(correlationId);
  return inSpan(name, 'place order', { 'order.id': order.orderId, 'order.lines': order.lines.length }, async () => {
    const { orderId } = order;
    const event = standardEvent({ topic: 'orders', key: orderId, type: 'order.created', payload: { ...order }, correlationId, causationId: null, subject: orderId, now: now() });
    await bus.publish({ ...event, value: orderText(options, order, event.value) });
    return orderId;
  });
}

/** As a web framework's instrumentation would: the server span is called `POST /orders`. */
function nameRoute(route: string): void {
  const metadata = getRPCMetadata(context.active());
  if (metadata) metadata.route = route;
}

/** Either failure may come first, and both may come: an order is cancelled once. */
function cancelFailed({ name, bus, now }: ServiceContext): Promise<void> {
  const cancelled = new Handled();
  const reasons: Readonly<Record<string, string>> = { 'payment.failed': 'payment', 'inventory.depleted': 'stock' };
  return bus.consume(name, ['payments', 'inventory'], async (message) => {
    const payload = JSON.parse(message.text) as { type?: string; orderId: string };
    const reason = reasons[message.header('event-type') ?? payload.type ?? ''];
    if (reason === undefined || !cancelled.add(payload.orderId)) return;
    await publishCancelled(bus, message, payload.orderId, reason, now());
  });
}

async function publishCancelled(bus: Bus, cause: Incoming, orderId: string, reason: string, now: number): Promise<void> {
  await bus.publish(
    standardEvent({
      topic: 'orders',
      key: orderId,
      type: 'order.cancelled',
      payload: { orderId, reason },
      correlationId: cause.correlationId ?? '',
      causationId: cause.header('message-id'),
      subject: orderId,
      now,
    }),
  );
}

/** A customer's browser, which traces nothing. */
function postOrder(port: number, order: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    context.with(suppressTracing(context.active()), () => {
      const outgoing = request({ host: '127.0.0.1', port, path: '/orders', method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
        response.resume().once('end', resolve);
      });
      outgoing.once('error', reject);
      outgoing.end(JSON.stringify(order));
    });
  });
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
