import { describe, expect, test } from 'vitest';
import { expectations, usuallyEnds } from '#lib/core/baseline/expect.ts';
import { learn, type Learned } from '#lib/core/baseline/learn.ts';
import { at, outline, SECOND, step, times } from '#lib/core/baseline/testing/outlines.ts';
import type { Outline } from '#lib/core/flows/outline.ts';

/** Orders as a shop has them: paid and reserved in any order, then shipped, then mailed and audited side by side; some have no stock, some are not paid. */
const shop = (count = 1000): Learned =>
  learn(times(count, (n): Outline => {
    const slow = (n % 10) / 10;
    if (n % 20 === 0) return outline({ 'order.created': 0, 'payment.completed': 0.5, 'stock.depleted': 0.6, 'order.cancelled': 0.8, 'payment.refunded': 1 });
    if (n % 25 === 1) return outline({ 'order.created': 0, 'stock.reserved': 0.4, 'payment.failed': 2, 'order.cancelled': 2.3, 'stock.released': n % 2 === 0 ? 2.2 : 2.4 });
    const [paid, reserved] = n % 2 === 0 ? [0.5 + slow, 0.4] : [0.3, 0.6 + slow];
    return outline({ 'order.created': 0, 'payment.completed': paid, 'stock.reserved': reserved, 'shipment.created': 2, 'email.sent': n % 3 === 0 ? 3 : 4, 'shipment.audited': 3.5 });
  }));

const missing = (steps: Readonly<Record<string, number>>, learned: Learned | null = shop(), changes: Partial<Outline> = {}): (string | null)[][] =>
  expectations(outline(steps, changes), learned).map(({ after, step: next }) => [after.type, next.type]);

describe('what should have come', () => {
  test.each<[string, Readonly<Record<string, number>>, (string | null)[][]]>([
    ['nothing, in a whole flow', { 'order.created': 0, 'payment.completed': 1, 'stock.reserved': 1, 'shipment.created': 2, 'email.sent': 3, 'shipment.audited': 4 }, []],
    ['the shipment, which nobody made', { 'order.created': 0, 'payment.completed': 0.5, 'stock.reserved': 0.6 }, [['stock.reserved', 'shipment.created']]],
    ['one of two branches', { 'order.created': 0, 'payment.completed': 1, 'stock.reserved': 1, 'shipment.created': 2, 'email.sent': 3 }, [['shipment.created', 'shipment.audited']]],
    ['both branches', { 'order.created': 0, 'payment.completed': 1, 'stock.reserved': 1, 'shipment.created': 2 }, [['shipment.created', 'shipment.audited'], ['shipment.created', 'email.sent']]],
    ['nothing, where another way was taken', { 'order.created': 0, 'payment.completed': 0.5, 'stock.depleted': 0.6, 'order.cancelled': 0.8, 'payment.refunded': 1 }, []],
    ['nothing, where the other way has an end of its own', { 'order.created': 0, 'stock.reserved': 0.4, 'payment.failed': 2, 'order.cancelled': 2.3, 'stock.released': 2.4 }, []],
    ['a step came before the one that it usually follows', { 'order.created': 0, 'shipment.created': 0.1, 'payment.completed': 1, 'stock.reserved': 1, 'email.sent': 3, 'shipment.audited': 4 }, []],
    ['nothing is known of a step that is new', { 'order.split': 0 }, []],
    ['a new step says nothing against the others', { 'order.created': 0, 'payment.completed': 0.5, 'stock.reserved': 0.6, 'order.scored': 0.7 }, [['stock.reserved', 'shipment.created']]],
  ])('%s', (_what, steps, expected) => {
    expect(missing(steps)).toEqual(expected);
  });

  test('nothing before there are a hundred cases, of flows that are cut, or where nothing was learned', () => {
    const lost = { 'order.created': 0, 'payment.completed': 0.5, 'stock.reserved': 0.6 };
    expect(missing(lost, shop(100))).toEqual([]);
    expect(missing(lost, shop(), { cut: true })).toEqual([]);
    expect(missing(lost, null)).toEqual([]);
  });

  test('where the ways part, something is expected, and the commonest is named', () => {
    const decided = learn(times(200, (n) => outline({ 'loan.asked': 0, [n % 3 === 0 ? 'loan.refused' : 'loan.granted']: 5 })));
    const [only, ...more] = expectations(outline({ 'loan.asked': 0 }), decided);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ step: { type: 'loan.granted' }, cases: 200 });
    expect(only!.share).toBeCloseTo(2 / 3, 1);
    expect(missing({ 'loan.asked': 0, 'loan.refused': 5 }, decided)).toEqual([]);
  });

  test('it is late when the slowest of a hundred would have come, and what takes time to be seen', () => {
    const learned = learn(times(200, (n) => outline({ 'a.1': 0, 'b.1': n === 0 ? 60 : 2 })));
    const [first] = expectations(outline({}, { steps: [step('a.1', 0, { seenAt: at(100) })] }), learned);
    expect(first?.share).toBe(1);
    expect(first!.dueAt).toBeGreaterThanOrEqual(at(107));
    expect(first!.dueAt).toBeLessThan(at(107.2));
    expect(first!.p99 / SECOND).toBeCloseTo(2, 0);
  });
});

test.each([
  ['order.created', false],
  ['shipment.created', false],
  ['email.sent', true],
  ['shipment.audited', true],
  ['order.split', false],
])('flows usually end with %s: %s', (type, ends) => {
  expect(usuallyEnds(step(type, 0), shop())).toBe(ends);
});
