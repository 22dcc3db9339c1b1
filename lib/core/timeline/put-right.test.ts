import { expect, it } from 'vitest';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { layOut } from '#lib/core/timeline/testing/lay-out.ts';

/** In milliseconds from the first mark: where each record is drawn, and by how much its clock gave way. */
function drawn(b: FlowBuilder, clocks: { service: string; offsetMs: number }[]): [string, number, number][] {
  const { graph, placement } = layOut({ ...b.build('completed'), clocks });
  const first = placement.at.reduce((least, at) => Math.min(least, at), Infinity);
  return graph.records.map((record, index) => [record.kind === 'span' ? record.span.name : record.event.coordinates.topic, (placement.at[index]! - first) / 1000, placement.skew[index]! / 1000]);
}

it('draws work of a clock that is ahead, and what it wrote, where they were', () => {
  const b = new FlowBuilder();
  const send = b.span('shop', 'send', 0, 20);
  const order = b.event('orders', 10, { by: send });
  const mail = b.span('mail', 'mail', 3_600_030, 20);
  b.deliver(order, mail, 'mail', 3_600_030);
  b.event('mails', 3_600_040, { by: mail });
  expect(drawn(b, [{ service: 'mail', offsetMs: 3_600_000 }])).toEqual([['send', 0, 0], ['mail', 30, 3_600_000], ['orders', 10, 0], ['mails', 40, 3_600_000]]);
});

it('leaves a message where it is that another clock stamped than that of the span that wrote it', () => {
  const b = new FlowBuilder();
  const send = b.span('shop', 'send', 0, 20);
  const order = b.event('orders', 10, { by: send });
  const mail = b.span('mail', 'mail', 3_600_030, 20);
  b.deliver(order, mail, 'mail', 3_600_030);
  b.event('mails', 40, { by: mail });
  expect(drawn(b, [{ service: 'mail', offsetMs: 3_600_000 }])).toEqual([['send', 0, 0], ['mail', 30, 3_600_000], ['orders', 10, 0], ['mails', 40, 0]]);
});

it.each([['1970', -Date.UTC(2026, 10, 20)], ['2099', Date.UTC(2099, 0, 1) - Date.UTC(2026, 10, 20)]])('does not stretch the picture to a span of %s', (_year, at) => {
  const b = new FlowBuilder();
  const send = b.span('shop', 'send', 0, 20);
  b.span('odd', 'odd', at, 5, { parent: send });
  const whole = b.build('completed');
  const { placement } = layOut({ ...whole, flow: { ...whole.flow, startedAt: whole.spans[0]!.startedAt, lastActivityAt: whole.spans[0]!.startedAt } });
  expect(Math.max(...placement.at) - Math.min(...placement.at)).toBe(0);
});
