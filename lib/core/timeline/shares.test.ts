import { expect, it } from 'vitest';
import { layOut } from '#lib/core/timeline/testing/lay-out.ts';
import { timeShares } from '#lib/core/timeline/shares.ts';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { batchedOrder, deadLetteredOrder, generatedFlow } from '#lib/core/timeline/testing/sample-flows.ts';

it('counts every instant once, and work before waiting', () => {
  const b = new FlowBuilder();
  const work = b.span('a', 'send', 0, 100);
  const event = b.event('t', 40, { by: work });
  const other = b.span('b', 'read', 300, 50);
  b.deliver(event, other, 'b', 300);
  b.span('a', 'poll later', 1000, 10);
  expect(timeShares(layOut(b.build('completed')))).toEqual({ working: 160_000, retryDelay: 0, queued: 200_000, unaccounted: 650_000 });
});

it('tells retry delay from queueing', () => {
  const { retryDelay, queued } = timeShares(layOut(deadLetteredOrder()));
  expect(Math.round(retryDelay / 1e6)).toBe(360);
  expect(queued).toBeLessThan(100_000);
});

it.each([deadLetteredOrder(), batchedOrder(), generatedFlow(500)])('adds up to the extent', (flow) => {
  const picture = layOut(flow, false);
  const { working, retryDelay, queued, unaccounted } = timeShares(picture);
  const last = picture.marks.reduce((most, { to }) => Math.max(most, to), 0);
  expect(working + retryDelay + queued + unaccounted).toBe(last - picture.marks[0]!.from);
});
