import { expect, it } from 'vitest';
import { distinctHues } from '#components/ui/distinct-hues.ts';
import { serviceHue } from '#components/ui/service-color.ts';

it('keeps a hue that nobody else has', () => {
  expect(distinctHues(['inventory']).get('inventory')).toBe(serviceHue('inventory'));
});

it('tells the services of one flow apart, in any order', () => {
  const names = ['checkout', 'orders', 'payment', 'inventory', 'shipping', 'email'];
  const hues = [...distinctHues(names).values()].sort((a, b) => a - b);
  hues.forEach((hue, i) => i > 0 && expect(hue - hues[i - 1]!).toBeGreaterThanOrEqual(30));
  expect(distinctHues([...names].reverse())).toEqual(distinctHues(names));
});

it('gives every name a hue, however many there are', () => {
  expect(distinctHues(Array.from({ length: 60 }, (_, i) => `service-${i}`)).size).toBe(60);
});
