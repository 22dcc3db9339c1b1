import { expect, test } from 'vitest';
import { holdsNumber } from '#lib/core/json-number.ts';

test.each([
  ['0', true], ['1.50', true], ['12.50e3', true], ['1e21', true], ['1e-7', true], ['0.0', true], ['9007199254740992', true], ['0.1', true],
  ['9007199254740993', false], ['-9223372036854775808', false], ['1e400', false], ['0.12345678901234567890', false], ['123456789012345678901234567890', false],
])('a double holds %s: %s', (source, held) => {
  expect(holdsNumber(Number(source), source)).toBe(held);
});

test('long rows of zeros are read to their end', () => {
  expect(holdsNumber(1, `1.${'0'.repeat(250_000)}`)).toBe(true);
  expect(holdsNumber(1, `1.${'0'.repeat(250_000)}1`)).toBe(false);
});
