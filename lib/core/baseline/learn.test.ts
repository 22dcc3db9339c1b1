import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNews } from '#lib/core/baseline/changed.ts';
import { Delays } from '#lib/core/baseline/delays.ts';
import { learn } from '#lib/core/baseline/learn.ts';
import { outline, SECOND, step, times } from '#lib/core/baseline/testing/outlines.ts';

test('a quantile is never told too short, and at most a twentieth too long', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1e13 }), { minLength: 1, maxLength: 300 }), fc.constantFrom(0.01, 0.5, 0.99, 1), (delays, share) => {
      const digest = new Delays();
      for (const delay of delays) digest.add(delay);
      const exact = delays.toSorted((a, b) => a - b)[Math.ceil(share * delays.length) - 1]!;
      expect(digest.quantile(share)).toBeGreaterThanOrEqual(exact * 0.999999);
      expect(digest.quantile(share)).toBeLessThanOrEqual(Math.ceil(exact * 1.0500001));
    }),
  );
});

test('what follows what is counted, and how long it took', () => {
  const flows = [...times(90, (n) => outline({ 'order.created': 0, 'payment.completed': 1 + n / 100, 'shipment.created': 3 })), ...times(10, () => outline({ 'order.created': 0, 'payment.failed': 2 }))];
  const learned = learn(flows);
  expect(learned.flows).toBe(100);
  const created = learned.steps[0]!;
  expect(created).toMatchObject({ type: 'order.created', count: 100, followed: 100 });
  const followers = created.followers.map(({ step: place, together, after }) => [learned.steps[place]!.type, together, after]);
  expect(followers).toEqual([['payment.completed', 90, 90], ['shipment.created', 90, 90], ['payment.failed', 10, 10]]);
  const paid = created.followers[0]!;
  expect(paid.p50 / SECOND).toBeCloseTo(1.45, 0);
  expect(paid.p99 / SECOND).toBeGreaterThan(1.88);
  expect(learned.steps.find(({ type }) => type === 'shipment.created')).toMatchObject({ count: 90, followed: 0 });
});

test('who usually makes a step is told where spans told it', () => {
  const made = (service: string | null) => outline({}, { steps: [step('order.created', 0), step('shipment.created', 1, { service, group: service === null ? null : `${service}-group` })] });
  const learned = learn([...times(3, () => made('shipping')), made('old-shipping'), ...times(5, () => made(null))]);
  expect(learned.steps.find(({ type }) => type === 'shipment.created')).toMatchObject({ service: 'shipping', group: 'shipping-group' });
});

test('flows of which only a part is known, and flows without events, teach nothing', () => {
  expect(learn([outline({ 'a.b': 0 }, { cut: true }), outline({})])).toEqual({ flows: 0, steps: [] });
});

const anyOutline = fc.dictionary(fc.constantFrom('a.1', 'a.2', 'b.1', 'b.2', 'c.1'), fc.integer({ min: 0, max: 100 }), { minKeys: 1 }).map((steps) => outline(steps));

test('the same flows teach the same in any order', () => {
  fc.assert(
    fc.property(fc.array(anyOutline, { maxLength: 40 }).chain((flows) => fc.tuple(fc.constant(flows), fc.shuffledSubarray(flows, { minLength: flows.length }))), ([flows, shuffled]) => {
      expect(learn(shuffled)).toEqual(learn(flows));
    }),
  );
});

test('steps and followers are bounded, the most frequent kept', () => {
  const flows = times(300, (n) => outline({ 'a.0': 0, ...Object.fromEntries(times(30, (each) => [`b.${(n + each) % 100}`, 1 + each])) }));
  const learned = learn(flows);
  expect(learned.steps).toHaveLength(48);
  expect(learned.steps[0]).toMatchObject({ topic: 'a', count: 300 });
  expect(Math.max(...learned.steps.map(({ followers }) => followers.length))).toBe(16);
});

const usual = (flows: number, share: number, seconds: number) => learn(times(flows, (n) => outline(n < flows * share ? { 'a.1': 0, 'b.1': seconds } : { 'a.1': 0 })));

test.each([
  ['nothing was known before', null, usual(100, 1, 2), true],
  ['too few flows', null, usual(99, 1, 2), false],
  ['more of the same', usual(100, 1, 2), usual(5000, 1, 2), false],
  ['a share that moved a little', usual(1000, 0.99, 2), usual(1000, 0.98, 2), false],
  ['a share that moved', usual(1000, 0.99, 2), usual(1000, 0.95, 2), true],
  ['a delay that doubled', usual(1000, 1, 2), usual(1000, 1, 4), true],
  ['a delay that doubled and is short', usual(1000, 1, 0.02), usual(1000, 1, 0.04), false],
  ['a step that was rare', usual(500, 0.1, 2), usual(500, 0.5, 2), true],
])('what is worth a new version: %s', (_what, before, now, news) => {
  expect(isNews(before, now)).toBe(news);
});
