import { describe, expect, it } from 'vitest';
import { outcomeOf } from '#components/flow/outcome.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import type { Ref } from '#lib/contracts/wire.ts';
import { BEGINNING, FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { batchedOrder, deadLetteredOrder } from '#lib/core/timeline/testing/sample-flows.ts';

const say = (flow: FlowDetail, nowMs = 10_000): string => outcomeOf(flow, BEGINNING + nowMs);

function failing(message: string, attempts = 1): FlowDetail {
  const b = new FlowBuilder();
  const event = b.event('orders', 0, { type: 'order.created', attempt: attempts });
  const step = b.span('payment', 'orders process', 10, 20, { kind: 'consumer', error: message });
  b.span('payment', 'POST /charge', 12, 10, { parent: step, error: message });
  b.deliver(event, step, 'payment', 10, attempts);
  return b.build('failed');
}

describe('the outcome of a flow', () => {
  it('names who gave up, after how many attempts, and where the dead letter is', () => {
    expect(say(deadLetteredOrder())).toBe('Failed after 3 attempts in payment, dead-lettered in payments.dlq; payment.requested and stock.requested came');
  });

  it.each([
    [failing('CardDeclined: do_not_honor'), 'Failed in payment, at orders process: CardDeclined: do_not_honor'],
    [failing('timed out', 3), 'Failed after 3 attempts in payment: timed out'],
    [failing(''), 'Failed in payment, at orders process'],
    [failing('first line\nat stack (x.js)'), 'Failed in payment, at orders process: first line'],
    [failing('evil \u202etxt\u0000'), 'Failed in payment, at orders process: evil [U+202E]txt␀'],
  ])('names the step and the reason', (flow, sentence) => {
    expect(say(flow)).toBe(sentence);
  });

  it('counts further dead letters', () => {
    const b = new FlowBuilder();
    const step = b.span('mail', 'send', 0, 5, { error: 'no route' });
    b.event('mail.dlq', 5, { by: step, kind: 'dead-letter' });
    b.event('mail.dlq', 6, { by: step, kind: 'dead-letter' });
    expect(say(b.build('failed'))).toBe('Failed in mail, dead-lettered in mail.dlq, and 1 more dead letter');
  });

  it('does not name a service that nobody knows', () => {
    const b = new FlowBuilder();
    b.event('orders.dlq', 5, { deadLetter: true });
    expect(say(b.build('failed'))).toBe('Failed: a message was dead-lettered in orders.dlq');
  });

  it('says what came all the same and what did not, and nothing of what is not known', () => {
    const b = new FlowBuilder();
    b.event('orders', 0, { type: 'order.created' });
    b.event('stock', 4, { type: 'stock.reserved' });
    b.event('payments', 5, { type: 'payment.completed' });
    b.span('shipping', 'ship', 10, 20, { error: 'no van' });
    const flow = b.build('failed');
    const order = flow.events[0]!;
    const after: Ref = { event: order.coordinates };
    const late = { after, step: { type: 'shipment.created', topic: 'shipments', service: null }, share: 1, cases: 120, usuallyMs: 5, p99Ms: 9, overdueMs: 100, why: 'nothing-followed' as const, message: 'It has not come.' };
    const kind = { ...flow, flow: { ...flow.flow, kind: 'order.created' } };
    expect(say(kind)).toBe('Failed in shipping, at ship: no van; stock.reserved and payment.completed came');
    expect(say({ ...kind, expected: [late] })).toBe('Failed in shipping, at ship: no van; stock.reserved and payment.completed came, shipment.created did not');
    expect(say({ ...kind, expected: [{ ...late, overdueMs: 0 }] })).toBe('Failed in shipping, at ship: no van; stock.reserved and payment.completed came');
    expect(say({ ...kind, events: [order], expected: [late] })).toBe('Failed in shipping, at ship: no van; shipment.created did not come');
  });

  it('says how far a completed flow came, and how fast', () => {
    expect(say(batchedOrder())).toBe('Completed: order.created reached mail in 880 ms');
    const single = new FlowBuilder();
    single.span('web', 'GET /', 0, 20);
    expect(say(single.build('completed'))).toBe('Completed: GET / took 20 ms in web');
  });

  it('goes by clocks that were put right', () => {
    const b = new FlowBuilder();
    b.span('east', 'send', 0, 20);
    b.span('west', 'read', -3_000_000, 40);
    const flow = b.build('completed');
    expect(say({ ...flow, clocks: [{ service: 'west', offsetMs: -3_000_100 }] })).toContain('reached west');
  });

  it('says what was seen last of a flow that is not over', () => {
    const b = new FlowBuilder();
    b.event('orders', 0, { type: 'order.created' });
    b.event('shipments', 6_000, { type: 'shipment.created' });
    expect(say(b.build('in-flight'))).toBe('In flight: last seen shipment.created, 4 s ago');
    expect(say(b.build('stalled'), 306_000)).toBe('Stalled: nothing came after shipment.created, 5 min ago');
  });

  it('says whom a stalled flow waits for, where that is known', () => {
    const b = new FlowBuilder();
    b.event('orders', 0, { type: 'order.created' });
    const flow = b.build('stalled');
    const after: Ref = { event: flow.events[0]!.coordinates };
    const next = { after, step: { type: 'order.paid', topic: 'payments', service: null }, share: 1, cases: 120, usuallyMs: 5, p99Ms: 9, overdueMs: 100, message: 'It has not come.' };
    expect(say({ ...flow, expected: [{ ...next, why: 'not-consumed', group: 'payment', ahead: '3' }] })).toBe('Stalled: order.created waits for payment, up to 3 messages ahead; order.paid has not come');
    expect(say({ ...flow, expected: [{ ...next, why: 'not-consumed', group: 'payment', ahead: '0' }] })).toBe('Stalled: order.created waits for payment; order.paid has not come');
    expect(say({ ...flow, expected: [{ ...next, why: 'nothing-followed' }] })).toBe('Stalled: nothing came after order.created, 10 s ago; order.paid has not come');
    expect(say({ ...flow, findings: [{ kind: 'stalled', message: 'order.created waits for payment, 3 messages ahead.', refs: [after] }] })).toBe('Stalled: order.created waits for payment, 3 messages ahead');
  });

  it('lists what was undone', () => {
    const b = new FlowBuilder();
    b.span('payment', 'charge', 0, 5, { error: 'declined' });
    b.event('stock', 10, { type: 'inventory.released' });
    b.event('orders', 12, { type: 'order.cancelled' });
    expect(say(b.build('compensated'))).toBe('Failed in payment, and compensated: inventory.released, order.cancelled');
  });
});
