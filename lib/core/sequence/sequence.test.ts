import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allDetails } from '#lib/core/sequence/words.ts';
import type { Sequence } from '#lib/core/sequence/steps.ts';
import { hostileFlow } from '#lib/core/sequence/testing/hostile-flow.ts';
import { FOLDED, sequenceOfFlow, UNFOLDED, words } from '#lib/core/sequence/testing/sequence-of-flow.ts';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { batchedOrder, deadLetteredOrder, generatedFlow } from '#lib/core/timeline/testing/sample-flows.ts';

const told = ({ participants, rows }: Sequence): string[] =>
  rows.map(({ step, loop }) => {
    const who = step.from === step.to ? participants[step.from]!.name : `${participants[step.from]!.name} → ${participants[step.to]!.name}`;
    return `${step.kind} ${who}: ${[step.name, ...allDetails(step, loop, words)].join(', ')}${loop === null ? '' : ` ×${loop.times}`}`;
  });

test('an order that fails, is retried and given up is told in the order in which it happened', () => {
  expect(told(sequenceOfFlow(deadLetteredOrder()))).toEqual([
    'work checkout: POST /cart, 94 ms, 1 span inside',
    'message checkout → orders: order.created, waited 22 ms',
    'work orders: orders process, 66 ms',
    'message orders → payment: payment.requested, on payments, waited 38 ms',
    'work payment: payments process, 270 ms, failed, 1 span inside, 1 failed',
    'message orders → inventory: stock.requested, on stock, waited 50 ms',
    'work inventory: stock process, 86 ms, 1 span inside',
    'pause checkout: ',
    'message payment: payment.requested, on payments.retry, waited 60612 ms, attempt 2, retry',
    'work payment: payments process, 390 ms, attempt 2, failed',
    'pause checkout: ',
    'message payment: payment.requested, on payments.retry, waited 299610 ms, attempt 3, retry',
    'work payment: payments process, 470 ms, attempt 3, failed',
    'unread payment: payment.requested, on payments.dlq, attempt 3, dead letter',
    'pause checkout: ',
    'work checkout: GET /orders/4711, 120 ms',
  ].map((line) => line.replace('message checkout → orders: order.created,', 'message checkout → orders: order.created, on orders,')));
});

test('a batch, a reader known from commits, and what only came after look as weak as they are', () => {
  const lines = told(sequenceOfFlow(batchedOrder()));
  expect(lines).toContainEqual(expect.stringMatching(/^message shop → fraud-audit: order\.created.*known from a commit/));
  expect(lines).toContainEqual(expect.stringMatching(/^message billing → mail: invoice\.created.*nothing more is known/));
  expect(lines).toContainEqual(expect.stringMatching(/^work billing: orders receive.*shared with 2 other flows/));
  expect(lines.filter((line) => line.startsWith('message shop → billing'))).toHaveLength(1);
});

test('whoever wrote a message that no span tells of is said not to be traced, once', () => {
  const b = new FlowBuilder();
  const first = b.event('orders', 0, { type: 'order.created' });
  b.deliver(first, null, 'billing', 5);
  b.event('orders', 10, { type: 'order.closed' });
  const sequence = sequenceOfFlow(b.build('completed'));
  expect(sequence.participants.map(({ kind, name }) => [kind, name])).toEqual([['unknown', 'not traced'], ['reader', 'billing']]);
  expect(told(sequence)[0]).toMatch(/^message not traced → billing: order\.created/);
  expect(told(sequence)[1]).toMatch(/^unread not traced: order\.closed.*not seen read/);
});

test('calls between services are arrows, and what a service does inside is folded until it is asked for', () => {
  const b = new FlowBuilder();
  const a = b.span('a', 'POST /', 0, 50, { kind: 'server' });
  const client = b.span('a', 'GET b', 5, 30, { parent: a, kind: 'client' });
  const entered = b.span('b', 'GET /', 8, 20, { parent: client, kind: 'server' });
  b.span('b', 'SELECT', 10, 5, { parent: entered, kind: 'client', error: 'locked' });
  const flow = b.build('completed');
  expect(told(sequenceOfFlow(flow))).toEqual(['work a: POST /, 50 ms, 1 span inside', 'call a → b: GET /, 20 ms, 1 span inside, 1 failed']);
  expect(told(sequenceOfFlow(flow, { ...FOLDED, opened: new Set(['service:b']) }))).toEqual(['work a: POST /, 50 ms, 1 span inside', 'call a → b: GET /, 20 ms', 'work b: SELECT, 5 ms, failed']);
  expect(told(sequenceOfFlow(flow, UNFOLDED))).toHaveLength(4);
});

test('a message that only spans tell of is a message still', () => {
  const b = new FlowBuilder();
  const send = b.span('a', 'orders publish', 0, 3, { kind: 'producer' });
  b.span('b', 'orders process', 9, 3, { parent: send, kind: 'consumer', attributes: { 'messaging.destination.name': 'orders' } });
  expect(told(sequenceOfFlow(b.build('completed')))[1]).toBe('message a → b: orders process, on orders, 3 ms, message not collected');
});

test('equal runs fold into one with a count, and unfold', () => {
  const b = new FlowBuilder();
  const root = b.span('a', 'import', 0, 1000);
  for (let i = 0; i < 12; i++) {
    const event = b.event('rows', 10 + i * 10, { by: root, type: 'row' });
    b.deliver(event, b.span('b', 'rows process', 15 + i * 10, 3, { kind: 'consumer', ...(i === 11 ? { error: 'bad row' } : {}) }), 'b', 15 + i * 10);
  }
  const flow = b.build('completed');
  const folded = sequenceOfFlow(flow);
  expect(told(folded)).toEqual([
    'work a: import, 1000 ms',
    'message a → b: row, on rows, waited up to 5 ms ×11',
    'work b: rows process, up to 3 ms ×11',
    'message a → b: row, on rows, waited 5 ms',
    'work b: rows process, 3 ms, failed',
  ]);
  const key = folded.rows[1]!.loop!.key;
  expect(sequenceOfFlow(flow, { ...FOLDED, opened: new Set([key]) }).rows).toHaveLength(1 + 24);
  expect(sequenceOfFlow(flow, { ...FOLDED, repeats: false }).rows).toHaveLength(1 + 24);
});

test('what never came stands last, from the service that usually sends it', () => {
  const flow = deadLetteredOrder();
  const sequence = sequenceOfFlow(flow, FOLDED, [{ after: { event: flow.events[0]!.coordinates }, step: { type: 'shipment.created', topic: 'shipments', service: 'shipping' }, overdueMs: 5_000 }]);
  expect(told(sequence).at(-1)).toBe('missing shipping: shipment.created, on shipments, never came');
});

test('ten thousand records are told, and every one has a row', () => {
  const flow = generatedFlow(10_000);
  const sequence = sequenceOfFlow(flow);
  expect(sequence.rowOf.size).toBe(flow.events.length + flow.spans.length);
});

test('every record of any flow has a row, in every way of folding', () => {
  fc.assert(
    fc.property(hostileFlow, fc.boolean(), fc.boolean(), (flow, repeats, allOpen) => {
      const { participants, rows, rowOf } = sequenceOfFlow(flow, { repeats, allOpen, opened: new Set() });
      const records = new Set([...flow.spans.map(({ traceId, spanId }) => `${traceId}${spanId}`), ...flow.events.map(({ coordinates }) => JSON.stringify(coordinates))]).size;
      expect(rowOf.size).toBe(records);
      for (const row of rowOf.values()) expect(rows[row]).toBeDefined();
      for (const { step } of rows) expect(Math.max(step.from, step.to)).toBeLessThan(Math.max(participants.length, 1));
      expect(new Set(rows.map(({ step }) => step.key)).size).toBe(rows.length);
    }),
  );
});
