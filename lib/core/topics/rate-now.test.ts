import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { rateNow } from '#lib/core/topics/rate-now.ts';
import type { Micros } from '#lib/core/time.ts';

const at = (seconds: number) => brand<Micros>(seconds * 1e6);

test.each([
  [60, 0, 60, 1],
  [90, 30, 60, 1],
  [119, 118, 120, 2],
  [90, 0, 0, 0],
])('at %i s, with %i messages in this minute and %i in the one before', (seconds, now, before, rate) => {
  expect(rateNow((minute) => (minute === 1 ? now : before), at(seconds))).toBeCloseTo(rate, 1);
});
