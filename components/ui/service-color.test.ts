import { expect, test } from 'vitest';
import { serviceHue } from '#components/ui/service-color.ts';

test('the same name always has the same hue, on a wheel of 24', () => {
  for (const name of ['checkout', 'orders', '', 'a\u0000', 'платежи']) {
    expect(serviceHue(name)).toBe(serviceHue(name));
    expect(serviceHue(name) % 15).toBe(0);
    expect(serviceHue(name)).toBeLessThan(360);
  }
});

test('names of one family spread over the wheel', () => {
  const hues = new Set(Array.from({ length: 40 }, (_, i) => serviceHue(`service-${i}`)));
  expect(hues.size).toBeGreaterThan(14);
});
