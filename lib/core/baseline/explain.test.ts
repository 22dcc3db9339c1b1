import { expect, test } from 'vitest';
import type { Expectation } from '#lib/core/baseline/expect.ts';
import { explain, waitingWords, type After } from '#lib/core/baseline/explain.ts';
import { at, SECOND, step } from '#lib/core/baseline/testing/outlines.ts';

const expectation = (changes: Partial<Expectation> = {}): Expectation => ({
  after: step('order.paid', 0), step: { topic: 'shipments', type: 'order.shipped', service: 'shipping', group: 'shipping' }, share: 0.99, cases: 1204, p50: SECOND, p99: 2 * SECOND, dueAt: at(7), ...changes,
});
const after = (readers: After['readers'], deadLetteredBy: After['deadLetteredBy'] = []): After => ({ readers, deadLetteredBy });

test.each<[string, Expectation, After, string, object]>([
  ['not read yet', expectation(), after([{ group: 'shipping', ahead: 312n }]), 'shipping has not consumed order.paid yet, 312 ahead.', { why: 'not-consumed', group: 'shipping', ahead: 312n }],
  ['the next to be read', expectation(), after([{ group: 'shipping', ahead: 0n }]), 'shipping has not consumed order.paid yet, it is next.', { why: 'not-consumed' }],
  ['read, and nothing followed', expectation(), after([{ group: 'shipping', ahead: null }]), 'shipping consumed order.paid, and nothing followed.', { why: 'nothing-followed', group: 'shipping' }],
  ['another group waits, the one that matters has read it', expectation(), after([{ group: 'analytics', ahead: 9n }, { group: 'shipping', ahead: null }]), 'shipping consumed order.paid, and nothing followed.', { why: 'nothing-followed' }],
  ['which group matters is not known, and one of them waits', expectation({ step: { topic: 'shipments', type: 'order.shipped', service: null, group: null } }), after([{ group: 'a', ahead: null }, { group: 'b', ahead: 5n }]), 'b has not consumed order.paid yet, 5 ahead.', { why: 'not-consumed', group: 'b' }],
  ['which group matters is not known, and all have read it', expectation({ step: { topic: 'shipments', type: 'order.shipped', service: null, group: null } }), after([{ group: 'b', ahead: null }, { group: 'a', ahead: null }]), 'a and b consumed order.paid, and nothing followed.', { why: 'nothing-followed', group: null }],
  ['given up', expectation(), after([{ group: 'shipping', ahead: null }], ['inventory', 'shipping']), 'order.paid was given up by shipping and stands as a dead letter.', { why: 'dead-lettered', group: 'shipping' }],
  ['given up by whom is not told', expectation(), after([], ['']), 'order.paid was given up and stands as a dead letter.', { why: 'dead-lettered', group: null }],
  ['given up by another group, which keeps nobody from it', expectation(), after([{ group: 'shipping', ahead: 4n }], ['inventory']), 'shipping has not consumed order.paid yet, 4 ahead.', { why: 'not-consumed', group: 'shipping' }],
  ['given up, and which group matters is not known', expectation({ step: { topic: 'shipments', type: 'order.shipped', service: null, group: null } }), after([], ['b', 'a']), 'order.paid was given up by a and stands as a dead letter.', { why: 'dead-lettered', group: 'a' }],
  ['nobody is known to read it', expectation(), after([]), 'nothing tells whether anybody read order.paid.', { why: 'not-observed', group: null }],
])('why a step did not come: %s', (_what, expected, where, words, cause) => {
  const explained = explain(expected, where, at(20));
  expect(explained).toMatchObject({ ...cause, overdueMicros: 13 * SECOND });
  expect(explained.message).toBe(`Usually order.shipped follows within 2 s (99% of 1,204). It has not come: ${words}`);
});

test('while it may still come, it is not late', () => {
  const { message, overdueMicros } = explain(expectation({ share: 0.9996 }), after([]), at(5));
  expect(overdueMicros).toBe(0);
  expect(message).toBe('Usually order.shipped follows within 2 s (over 99% of 1,204). It has not come yet: nothing tells whether anybody read order.paid.');
});

test('a message without a type is named by its topic', () => {
  expect(waitingWords({ type: null, topic: 'orders' }, 'billing', 3n)).toBe('A message on orders waits for billing, up to 3 messages ahead.');
  expect(waitingWords({ type: 'order.paid', topic: 'orders' }, 'billing', 0n)).toBe('order.paid waits for billing, which would read it next.');
});
