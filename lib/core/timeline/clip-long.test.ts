import { expect, it } from 'vitest';
import { arrange, prepare } from '#lib/core/timeline/layout.ts';
import type { Bar } from '#lib/core/timeline/picture.ts';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';

const DAY_MS = 86_400_000;

function barsOf(build: (flow: FlowBuilder) => void): { bars: Map<string, Bar>; extent: number } {
  const flow = new FlowBuilder();
  build(flow);
  const { marks, segments } = arrange(prepare(flow.build('completed')), false, new Set());
  return { bars: new Map(marks.flatMap((mark) => (mark.kind === 'bar' ? [[mark.label, mark]] : []))), extent: (segments.at(-1)!.to - segments[0]!.from) / 1000 };
}

it('draws a span of 730 days a little beyond all else, and keeps its end', () => {
  const { bars, extent } = barsOf((flow) => {
    flow.span('web', 'POST /orders', 0, 100);
    flow.span('cron', 'never ended', 20, 730 * DAY_MS);
  });
  const long = bars.get('never ended')!;
  expect(extent).toBeCloseTo(105, 0);
  expect((long.endsAt! - long.from) / 1000).toBe(730 * DAY_MS);
  expect(bars.get('POST /orders')).toMatchObject({ endsAt: null });
});

it.each<[string, (flow: FlowBuilder) => void]>([
  ['work of a week around steps of a week', (flow) => {
    flow.span('saga', 'order', 0, 7 * DAY_MS);
    flow.span('ship', 'send', 6 * DAY_MS, 50);
  }],
  ['a span that has nothing beside it', (flow) => void flow.span('saga', 'order', 0, 30 * DAY_MS)],
  ['hours', (flow) => {
    flow.span('saga', 'order', 0, DAY_MS / 2);
    flow.span('ship', 'send', 10, 50);
  }],
])('leaves %s whole', (_, build) => {
  const { bars } = barsOf(build);
  for (const bar of bars.values()) expect(bar.endsAt).toBeNull();
});
