import { expect, test } from 'vitest';
import { safeNextPath } from '#lib/web/next-path.ts';

test.each([
  ['/flows', '/flows'],
  ['/flows/abc?a=1&b=2#c', '/flows/abc?a=1&b=2#c'],
  ['/flows/a%2Fb', '/flows/a%2Fb'],
  ['/', '/'],
  [null, '/flows'],
  ['', '/flows'],
  ['flows', '/flows'],
  ['//evil.example', '/flows'],
  ['/\\evil.example', '/flows'],
  ['/\t/evil.example', '/flows'],
  ['/.//evil.example', '/flows'],
  ['/x/..//evil.example', '/flows'],
  ['https://evil.example', '/flows'],
  ['javascript:alert(1)', '/flows'],
  ['/login?next=/login', '/flows'],
  ['/api/v1/flows', '/flows'],
])('%j leads to %s', (next, expected) => {
  expect(safeNextPath(next)).toBe(expected);
});
