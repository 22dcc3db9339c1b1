import { expect, test } from 'vitest';
import { isAllowedTarget, type AllowedTargets } from '#lib/core/dead-letters/allowed-targets.ts';

test.each<[string, AllowedTargets, string, string | null, boolean]>([
  ['nothing is configured, and it goes back', null, 'orders', 'orders', true],
  ['nothing is configured, and it goes elsewhere', null, 'payments', 'orders', false],
  ['nothing is configured, and nothing tells its origin', null, 'orders', null, false],
  ['named', ['orders'], 'orders', null, true],
  ['not named, though it came from there', ['payments'], 'orders', 'orders', false],
  ['matched', [/^order/], 'orders', 'orders', true],
  ['matched again by an expression that remembers', [/^order/g], 'orders', 'orders', true],
  ['none is allowed', [], 'orders', 'orders', false],
])('%s', (_what, allowed, topic, origin, is) => {
  expect(isAllowedTarget(allowed, topic, origin)).toBe(is);
  expect(isAllowedTarget(allowed, topic, origin)).toBe(is);
});
