import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { shiftOf } from '#lib/core/groups/in-order.ts';
import type { Micros } from '#lib/core/time.ts';

const at = (seconds: number): Micros => brand<Micros>(seconds * 1_000_000);

test.each<[string, number, number | null, number]>([
  ['the first look', 1000, null, 0],
  ['a look that comes later', 1010, 1000, 0],
  ['a clock that was set forward', 90_000, 1000, 0],
  ['a clock that was set back', 990, 1000, 10_001_000],
  ['the same time again', 1000, 1000, 1000],
  ['a clock that was set back by an hour, and is believed', 1000, 4600, 0],
])('%s', (_name, began, before, shift) => {
  expect(shiftOf(at(began), before === null ? null : at(before))).toBe(shift);
});
