import { expect, test } from 'vitest';
import { arrange, prepare } from '#lib/core/timeline/layout.ts';
import type { Road } from '#lib/core/timeline/picture.ts';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { deadLetteredOrder } from '#lib/core/timeline/testing/sample-flows.ts';

/** The reader's clock is three seconds slow: it seems to read what is not written yet. */
function skewed() {
  const b = new FlowBuilder();
  const place = b.span('shop', 'POST /orders', 5_000, 40, { kind: 'server' });
  const created = b.event('orders', 5_020, { by: place, type: 'order.created' });
  const mail = b.span('mail', 'orders process', 2_060, 30, { kind: 'consumer' });
  b.deliver(created, mail, 'mail', 2_060);
  return b.build('completed');
}

test('with clocks put right no line goes against time', () => {
  const { skewed: wrong, links, placement } = arrange(prepare(skewed()), false, new Set());
  expect(wrong).toBe(true);
  expect(links.every(({ leaves, arrives }) => arrives >= leaves)).toBe(true);
  expect(placement.skew.some((skew) => skew > 2_900_000)).toBe(true);
});

test('as they are, each record stands where its clock says, and what contradicts goes against time', () => {
  const { skewed: wrong, links, placement, marks, graph } = arrange(prepare(skewed(), { correct: false }), false, new Set());
  expect(wrong).toBe(true);
  expect(placement.at).toEqual(graph.records.map(({ rawAt }) => rawAt));
  expect(placement.skew.every((skew) => skew === 0)).toBe(true);
  const back = links.filter(({ leaves, arrives }) => arrives < leaves);
  expect(back.map(({ kind, skewed: marked, leaves, arrives }) => [kind, marked, leaves - arrives])).toEqual([['deliver', true, 2_960_000]]);
  for (const mark of marks) expect(mark.to).toBeGreaterThanOrEqual(mark.from);
});

test('clocks that agree are nothing to put right', () => {
  expect(prepare(deadLetteredOrder()).skewed).toBe(false);
});

test('a message that was read again was put off from the end of the first attempt to the beginning of the last', () => {
  const b = new FlowBuilder();
  const created = b.event('orders', 0, { type: 'order.created' });
  const first = b.span('payment', 'orders process', 40, 10, { kind: 'consumer', error: 'timed out' });
  const second = b.span('payment', 'orders process', 1_050, 10, { kind: 'consumer' });
  b.deliver(created, first, 'payment', 40, 1);
  b.deliver(created, second, 'payment', 1_050, 2);
  const { marks } = arrange(prepare(b.build('completed')), false, new Set());
  const road = marks.find((mark): mark is Road => mark.kind === 'road')!;
  expect(road.waitMs).toBe(40);
  expect([road.delay!.from - road.from, road.delay!.to - road.from]).toEqual([50_000, 1_050_000]);
});

test('a reader that only commits tell of read between two samples', () => {
  const b = new FlowBuilder();
  const created = b.event('orders', 0, { type: 'order.created' });
  b.deliver(created, null, 'audit', 9_000);
  b.span('shop', 'later', 20_000, 10);
  const flow = b.build('completed');
  const [event] = flow.events;
  const told = { ...flow, events: [{ ...event!, deliveries: event!.deliveries.map((each) => ({ ...each, notBefore: new Date(Date.parse(each.startedAt) - 4_000).toISOString() })) }] };
  const ghost = arrange(prepare(told), false, new Set()).marks.find(({ kind }) => kind === 'ghost')!;
  expect(ghost.to - ghost.from).toBe(4_000_000);
});
