import { expect, test } from 'vitest';
import type { ExpectedInput, FlowInput } from '#lib/core/timeline/input.ts';
import { arrange, prepare } from '#lib/core/timeline/layout.ts';
import type { Missing, Picture } from '#lib/core/timeline/picture.ts';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';

function order(expected: (created: ExpectedInput['after']) => readonly Partial<ExpectedInput>[]): FlowInput {
  const b = new FlowBuilder();
  const place = b.span('shop', 'POST /orders', 0, 40, { kind: 'server' });
  const created = b.event('orders', 20, { by: place, type: 'order.created' });
  const pay = b.span('payment', 'orders process', 60, 40, { kind: 'consumer' });
  b.deliver(created, pay, 'payment', 60);
  return { ...b.build('stalled'), expected: expected(created).map((each): ExpectedInput => ({ after: created, step: { type: 'shipment.created', topic: 'shipments', service: null }, usuallyMs: 50, overdueMs: 9_000, why: 'nothing-followed', ...each })) };
}

const picture = (flow: FlowInput): Picture => arrange(prepare(flow), false, new Set());
const missing = (drawn: Picture) => drawn.marks.filter((mark): mark is Missing => mark.kind === 'missing').map((mark) => ({ lane: drawn.lanes[mark.lane]!.id, state: mark.state, ahead: mark.ahead, label: mark.label }));

test('a step that never came is missing in the lane of the service that makes it', () => {
  expect(missing(picture(order(() => [{ step: { type: 'payment.completed', topic: 'payments', service: 'payment' } }])))).toEqual([{ lane: 'service:payment', state: 'never', ahead: null, label: 'payment.completed' }]);
});

test('of a service that did nothing yet it gets a lane right below the topic', () => {
  const drawn = picture(order(() => [{ step: { type: 'shipment.created', topic: 'shipments', service: 'shipping' }, overdueMs: 0 }]));
  expect(missing(drawn)).toEqual([{ lane: 'service:shipping', state: 'due', ahead: null, label: 'shipment.created' }]);
  const names = drawn.lanes.map(({ name }) => name);
  expect(names.indexOf('shipping')).toBe(names.indexOf('orders') + 1);
});

test('a group that has not read waits in a lane of its own, and what it makes is missing too', () => {
  expect(missing(picture(order(() => [{ why: 'not-consumed', group: 'fraud', ahead: '1204', step: { type: 'order.checked', topic: 'checks', service: 'fraud-check' } }])))).toEqual([
    { lane: 'reader:fraud', state: 'waiting', ahead: '1204', label: 'order.checked' },
    { lane: 'service:fraud-check', state: 'never', ahead: null, label: 'order.checked' },
  ]);
});

test('a group of the name of its service waits once', () => {
  expect(missing(picture(order(() => [{ why: 'not-consumed', group: 'payment', ahead: '0', step: { type: 'payment.completed', topic: 'payments', service: 'payment' } }])))).toEqual([{ lane: 'service:payment', state: 'waiting', ahead: '0', label: 'payment.completed' }]);
});

test('what is missing stretches no picture, stands alone in its row, and is no record of its own', () => {
  const flow = order(() => [{ usuallyMs: 3_600_000, step: { type: 'payment.completed', topic: 'payments', service: 'payment' } }]);
  const drawn = picture(flow);
  expect(drawn.segments.at(-1)!.to).toBe(picture({ ...flow, expected: [] }).segments.at(-1)!.to);
  const mark = drawn.marks.find(({ kind }) => kind === 'missing')!;
  expect(drawn.lanes[mark.lane]!.rows[mark.row]).toEqual([mark]);
  expect(drawn.markOf).not.toContain(mark.index);
});

test('what should follow a record that is not shown is left to the words below', () => {
  const elsewhere = { event: { source: 'kafka', topic: 'orders', incarnation: 0, partition: 0, offset: '1' } };
  expect(missing(picture(order(() => [{ after: elsewhere }])))).toEqual([]);
});
