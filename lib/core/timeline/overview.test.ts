import { expect, test } from 'vitest';
import { overviewOf } from '#lib/core/timeline/overview.ts';
import { fit, makeScale } from '#lib/core/timeline/scale.ts';
import { layOut } from '#lib/core/timeline/testing/lay-out.ts';
import { deadLetteredOrder, generatedFlow } from '#lib/core/timeline/testing/sample-flows.ts';

const WIDTH = 600;
function seen(picture: ReturnType<typeof layOut>) {
  const { pxPerMicro, foldPx } = fit(picture.segments, WIDTH);
  const { x } = makeScale(picture.segments, pxPerMicro, foldPx);
  return { x, ...overviewOf(picture, x, WIDTH) };
}

test('an order shows each lane where it is busy, and its failures', () => {
  const picture = layOut(deadLetteredOrder());
  const { work, roads, failed, x } = seen(picture);
  expect(new Set([...work, ...roads].map(({ lane }) => lane)).size).toBe(picture.lanes.length);
  const first = picture.marks.find(({ error }) => error)!;
  expect(failed).toContain(Math.floor(x(first.from)));
  for (const { x: left, width } of [...work, ...roads]) expect(left >= 0 && left + width <= WIDTH + 1).toBe(true);
});

test('ten thousand records are few stretches', () => {
  const picture = layOut(generatedFlow(10_000));
  const { work, roads, failed } = seen(picture);
  expect(work.length + roads.length).toBeLessThan(picture.lanes.length * (WIDTH / 3));
  expect(failed.length).toBeLessThanOrEqual(WIDTH + 1);
  expect(failed.length).toBeGreaterThan(5);
});
