import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learn, type Learned } from '#lib/core/baseline/learn.ts';
import { at, outline, SECOND, times } from '#lib/core/baseline/testing/outlines.ts';
import { firstOutcome, judge, QUIET_PERIOD_MICROS, type JudgeContext } from '#lib/core/flows/status.ts';
import type { Micros } from '#lib/core/time.ts';

const ORDER = { 'order.created': 0, 'shipment.created': 2 };
/** Shipments follow orders after two seconds, always; nothing follows them. */
const learned: Learned = learn(times(200, () => outline(ORDER)));
const context = (now: Micros, changes: Partial<JudgeContext> = {}): JudgeContext => ({ learned, observedAt: at(2), waiting: [], current: true, yetToBeSeen: false, stallMicros: 300 * SECOND, now, ...changes });
const waiting = (type: string) => ({ waiting: [{ topic: type.split('.')[0]!, type }] });

describe('the status of a flow', () => {
  test.each([
    ['records may still come', ORDER, context(at(20)), 'in-flight', at(32)],
    ['all is there, and nothing came for the quiet period', ORDER, context(at(32)), 'completed', null],
    ['what usually follows may still come', { 'order.created': 0 }, context(at(5), { observedAt: at(0) }), 'in-flight', null],
    ['what usually follows is late', { 'order.created': 0 }, context(at(10), { observedAt: at(0) }), 'stalled', null],
    ['it is late, and the source is behind: it may be there', { 'order.created': 0 }, context(at(10), { observedAt: at(0), current: false }), 'in-flight', at(40)],
    ['all is there, and the source is behind: more may be there', ORDER, context(at(60), { current: false }), 'in-flight', at(90)],
    ['all is there, and the groups are looked at soon: one may have something still to read', ORDER, context(at(32), { yetToBeSeen: true }), 'in-flight', at(62)],
    ['what usually follows is late, wherever the groups are', { 'order.created': 0 }, context(at(10), { observedAt: at(0), yetToBeSeen: true }), 'stalled', null],
    ['nothing was learned', { 'order.created': 0 }, context(at(60), { learned: null }), 'completed', null],
    ['a group has an event still to read', ORDER, context(at(60), { learned: null, ...waiting('order.created') }), 'in-flight', at(302)],
    ['a group has had an event to read for too long', ORDER, context(at(302), { learned: null, ...waiting('order.created') }), 'stalled', null],
    ['the limit for waiting is set otherwise', ORDER, context(at(62), { learned: null, stallMicros: 60 * SECOND, ...waiting('order.created') }), 'stalled', null],
    ['a group waits for an event that usually ends the flow', ORDER, context(at(60), waiting('shipment.created')), 'completed', null],
    ['a group waits for one that does not', ORDER, context(at(60), waiting('order.created')), 'in-flight', at(302)],
  ])('%s', (_what, steps, given, status, settlesAt) => {
    const outcome = judge(outline(steps), given);
    expect(outcome.status).toBe(status);
    if (settlesAt !== null || status !== 'in-flight') expect(outcome.settlesAt).toBe(settlesAt);
  });

  test('a failure and its compensation need no time', () => {
    for (const failure of ['failed', 'compensated'] as const) expect(judge(outline({}, { failure }), context(at(0)))).toEqual({ status: failure, settlesAt: null });
  });

  test('a span that never ended keeps the flow open, and then stalls it', () => {
    const open = outline(ORDER, { open: true });
    expect(judge(open, context(at(60)))).toEqual({ status: 'in-flight', settlesAt: at(302) });
    expect(judge(open, context(at(302))).status).toBe('stalled');
  });

  test('what has just changed is looked at when its quiet period is over, or when what usually follows is late', () => {
    expect(firstOutcome(outline(ORDER), { learned, observedAt: at(2), stallMicros: SECOND })).toEqual({ status: 'in-flight', settlesAt: at(2) + QUIET_PERIOD_MICROS });
    const { settlesAt } = firstOutcome(outline({ 'order.created': 0 }), { learned, observedAt: at(0), stallMicros: SECOND });
    expect(settlesAt).toBeGreaterThan(at(7));
    expect(settlesAt).toBeLessThan(at(8));
  });
});

const anySteps = fc.dictionary(fc.constantFrom('order.created', 'shipment.created', 'order.cancelled'), fc.integer({ min: 0, max: 5 }));
const anyContext = fc.record({ learned: fc.constantFrom(learned, null), observedAt: fc.integer({ min: 0, max: 50 }).map(at), waiting: fc.constantFrom([], [{ topic: 'order', type: 'order.created' }]), current: fc.boolean(), yetToBeSeen: fc.constant(false), stallMicros: fc.constantFrom(SECOND, 300 * SECOND) });

test('by time alone a flow settles once, at the moment that was told before, unless its source is behind', () => {
  fc.assert(
    fc.property(anySteps, anyContext, fc.integer({ min: 0, max: 400 }), (steps, given, seconds) => {
      const now = at(seconds);
      const first = judge(outline(steps), { ...given, now });
      if (first.settlesAt === null) {
        expect(first.status).not.toBe('in-flight');
        return;
      }
      expect(first.status).toBe('in-flight');
      expect(first.settlesAt).toBeGreaterThan(now);
      const then = judge(outline(steps), { ...given, now: first.settlesAt });
      expect(then.status === 'in-flight').toBe(!given.current);
    }),
  );
});
