import { expect, test } from 'vitest';
import { isDeeperThan } from '#lib/core/json-depth.ts';

test.each([
  ['brackets in strings do not count', '{"a":"[[[[\\"[["}', 1, false],
  ['two are deeper than one', '[[1]]', 1, true],
  ['side by side is not deep', '[{}, {}, []]', 2, false],
  ['a string that does not end', '["[[[[', 1, false],
  ['nothing', '', 0, false],
  ['of any size', '['.repeat(1_000_000), 200, true],
])('%s', (_what, text, limit, deeper) => {
  expect(isDeeperThan(text, limit)).toBe(deeper);
});
