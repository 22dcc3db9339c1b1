import { FlowBuilder, type SampleFlow } from '#lib/core/timeline/testing/flow-builder.ts';

/** An order whose card is declined three times, with minutes between, and whose payment then goes to the dead letters. */
export function deadLetteredOrder(): SampleFlow {
  const b = new FlowBuilder();
  const http = { kind: 'server', attributes: { 'http.request.method': 'POST', 'url.path': '/cart', 'http.response.status_code': 202 } } as const;
  const cart = b.span('checkout', 'POST /cart', 4, 94, http);
  b.span('checkout', 'validate basket', 8, 16, { parent: cart });
  const created = b.event('orders', 30, { by: cart, type: 'order.created' });
  const place = b.span('orders', 'orders process', 52, 66, { kind: 'consumer' });
  b.deliver(created, place, 'orders', 52);
  const pay = b.event('payments', 90, { by: place, type: 'payment.requested' });
  const stock = b.event('stock', 100, { by: place, type: 'stock.requested' });
  const declined = 'CardDeclined: do_not_honor';
  const charge = b.span('payment', 'payments process', 128, 270, { kind: 'consumer', error: declined });
  const call = b.span('payment', 'POST api.cards.example/charge', 140, 240, { parent: charge, kind: 'client', error: declined });
  b.deliver(pay, charge, 'payment', 128);
  const reserve = b.span('inventory', 'stock process', 150, 86, { kind: 'consumer' });
  b.span('inventory', 'UPDATE stock', 160, 40, { parent: reserve, kind: 'client' });
  b.deliver(stock, reserve, 'inventory', 150);

  const second = b.event('payments.retry', 398, { by: charge, type: 'payment.requested', kind: 'retry', attempt: 2 });
  const again = b.span('payment', 'payments process', 61_010, 390, { kind: 'consumer', error: declined });
  b.deliver(second, again, 'payment', 61_010, 2);
  const third = b.event('payments.retry', 61_400, { by: again, type: 'payment.requested', kind: 'retry', attempt: 3 });
  const last = b.span('payment', 'payments process', 361_010, 470, { kind: 'consumer', error: declined });
  b.deliver(third, last, 'payment', 361_010, 3);
  const dead = b.event('payments.dlq', 361_480, { by: last, type: 'payment.requested', kind: 'dead-letter', partition: 2, deadLetter: true, attempt: 3 });
  b.span('checkout', 'GET /orders/4711', 8_049_000, 120, { kind: 'server', trace: cart.span.traceId });

  return b.build('failed', {
    keys: [{ kind: 'correlation', value: 'ord-4711' }, { kind: 'business', name: 'orderId', value: '4711' }, { kind: 'trace', value: cart.span.traceId }, { kind: 'trace', value: again.span.traceId }],
    criticalPath: [cart, created, place, pay, charge, call, second, again, third, last, dead],
    findings: [{ kind: 'dead-lettered', message: `payment gave up after attempt 3: ${declined}`, refs: [dead] }],
  });
}

/** One of three orders that a batch consumer handled in one poll: its receive span is shared, and one of its readers is known by commits only. */
export function batchedOrder(): SampleFlow {
  const b = new FlowBuilder();
  const place = b.span('shop', 'POST /orders', 0, 40, { kind: 'server' });
  const created = b.event('orders', 20, { by: place, type: 'order.created' });
  const poll = b.span('billing', 'orders receive', -300, 700, { kind: 'client', sharedWith: 2, attributes: { 'messaging.operation.type': 'receive', 'messaging.batch.message_count': 3 } });
  const batch = b.span('billing', 'orders process', 400, 180, { kind: 'consumer', sharedWith: 2, parent: poll });
  b.deliver(created, batch, 'billing', 400);
  b.deliver(created, null, 'fraud-audit', 900);
  const billed = b.event('invoices', 520, { type: 'invoice.created' });
  b.hop({ span: batch.span }, billed, 'follows', 'correlation-id');
  const skewed = b.span('mail', 'invoices process', 490, 60, { kind: 'consumer' });
  b.deliver(billed, skewed, 'mail', 490);
  b.event('mails', 545, { by: skewed, type: 'mail.sent' });
  return b.build('completed', { keys: [{ kind: 'correlation', value: 'ord-4712' }] });
}

/** A large flow: chains of services and topics that fan out, with some errors, pauses and shared spans. Always the same for one size. */
export function generatedFlow(size: number): SampleFlow {
  const b = new FlowBuilder();
  let seed = 42;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const services = ['gateway', 'orders', 'payment', 'inventory', 'shipping', 'email', 'analytics', 'fraud', 'ledger', 'search', 'loyalty', 'audit'];
  const root = b.span('gateway', 'POST /imports', 0, 400, { kind: 'server' });
  const heads = [{ ref: root, at: 5, level: 0 }];
  while (b.spans.length + b.events.length < size) {
    const index = random(Math.min(heads.length, 40));
    const { ref, at, level } = heads[heads.length - 1 - index]!;
    const topic = `${services[level % services.length]}.events`;
    const written = at + random(20);
    const event = b.event(topic, written, { by: ref, type: `${services[level % services.length]}.done`, partition: random(6) });
    const begins = written + 2 + random(random(50) === 0 ? 90_000 : 200);
    const ms = 3 + random(60);
    const service = services[(level + 1) % services.length]!;
    const consumer = b.span(service, `${topic} process`, begins, ms, { kind: 'consumer', ...(random(40) === 0 ? { error: 'timed out' } : {}), sharedWith: random(60) === 0 ? 3 : 0 });
    b.deliver(event, consumer, service, begins);
    const calls = random(4);
    for (let i = 0; i < calls; i++) b.span(service, i % 2 === 0 ? 'SELECT rows' : 'POST /enrich', begins + 1 + random(ms), 1 + random(8), { parent: consumer, kind: 'client' });
    heads.push({ ref: consumer, at: begins + Math.floor(ms / 2), level: level + 1 });
  }
  return b.build('completed', { keys: [{ kind: 'correlation', value: `import-${size}` }] });
}
