import { expect, test } from 'vitest';
import { basesOf, waysOf } from '#lib/core/difference/bases.ts';
import { sameStep, type Step } from '#lib/core/difference/same-step.ts';
import { buildGraph, type RecordGraph, type RecordNode } from '#lib/core/timeline/records.ts';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { deadLetteredOrder } from '#lib/core/timeline/testing/sample-flows.ts';

const nameOf = (node: RecordNode): string => (node.kind === 'event' ? node.event.coordinates.topic : `${node.span.service}: ${node.span.name}`);

/** Records of the same name by their turn: `payments.retry`, `payments.retry 2`. */
function named(graph: RecordGraph): Map<string, RecordNode> {
  const turns = new Map<string, number>();
  return new Map(
    graph.records.toSorted((a, b) => a.clockAt - b.clockAt).map((node) => {
      const turn = (turns.get(nameOf(node)) ?? 0) + 1;
      turns.set(nameOf(node), turn);
      return [turn === 1 ? nameOf(node) : `${nameOf(node)} ${turn}`, node];
    }),
  );
}

const order = deadLetteredOrder();
const graph = buildGraph(order);
const nodes = named(graph);
const ways = waysOf(graph);
const nameAt = (record: number | null | undefined) => (record == null ? null : ([...nodes].find(([, node]) => node.index === record)?.[0] ?? null));

test.each([
  ['orders', null, null, undefined],
  ['payments', null, 'orders', 'cause'],
  ['payments.retry', 'payments', null, undefined],
  ['payments.retry 2', 'payments.retry', null, undefined],
  ['payments.dlq', 'payments.retry 2', null, undefined],
  ['payment: payments process', null, null, undefined],
  ['payment: payments process 2', 'payment: payments process', null, undefined],
  ['payment: payments process 3', 'payment: payments process 2', null, undefined],
  ['checkout: POST /cart', null, null, undefined],
])('%s', (name, attempt, previous, why) => {
  const bases = basesOf(ways, nodes.get(name)!.index);
  expect([nameAt(bases.attempt), nameAt(bases.previous?.record), bases.previous?.why]).toEqual([attempt, previous, why]);
});

test('a redelivery is compared with the delivery before, and so is the work below it', () => {
  const b = new FlowBuilder();
  const made = b.event('orders', 0, { type: 'order.created' });
  const [first, second] = [b.span('payment', 'orders process', 10, 20, { kind: 'consumer' }), b.span('payment', 'orders process', 50, 20, { kind: 'consumer' })];
  b.span('payment', 'charge', 12, 5, { parent: first });
  b.span('payment', 'charge', 52, 5, { parent: second });
  b.deliver(made, first, 'payment', 10);
  b.deliver(made, second, 'payment', 50, 2);
  const redelivered = buildGraph(b.build('completed'));
  const [all, at] = [named(redelivered), waysOf(redelivered)];
  for (const name of ['payment: orders process', 'payment: charge']) expect(basesOf(at, all.get(`${name} 2`)!.index)).toMatchObject({ attempt: all.get(name)!.index });
  expect(basesOf(at, all.get('payment: charge')!.index)).toEqual({ attempt: null, previous: null });
});

test('events of one type in one topic are compared in their order', () => {
  const b = new FlowBuilder();
  b.event('orders', 5, { type: 'order.changed' });
  b.event('orders', 0, { type: 'order.created' });
  b.event('orders', 9, { type: 'order.changed' });
  const changed = buildGraph(b.build('completed'));
  const all = named(changed);
  expect(basesOf(waysOf(changed), all.get('orders 3')!.index).previous).toEqual({ record: all.get('orders 2')!.index, why: 'same kind' });
});

test('circles end', () => {
  const b = new FlowBuilder();
  const [one, two] = [b.span('a', 'x', 0, 1, {}), b.span('a', 'y', 0, 1, {})];
  b.hop(one, two, 'call', 'span-parent');
  b.hop(two, one, 'call', 'span-parent');
  const circle = buildGraph(b.build('completed'));
  expect(basesOf(waysOf(circle), 0)).toEqual({ attempt: null, previous: null });
});

test('the same step in another flow is the one at the same turn', () => {
  const other = deadLetteredOrder();
  const found = (name: string) => {
    const step: Step | null = sameStep(nodes.get(name)!, order, other);
    return step === null ? null : 'event' in step ? [step.event.coordinates.topic, step.event.attempt] : [step.span.service, step.span.startedAt];
  };
  expect(found('payments.retry 2')).toEqual(['payments.retry', 3]);
  expect(found('payment: payments process')?.[0]).toBe('payment');
  const shorter = { ...other, events: other.events.filter(({ attempt }) => attempt < 3) };
  expect(sameStep(nodes.get('payments.retry 2')!, order, shorter)).toMatchObject({ event: { attempt: 2 } });
  expect(sameStep(nodes.get('payments.dlq')!, order, shorter)).toBeNull();
});
