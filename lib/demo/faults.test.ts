import { expect, it } from 'vitest';
import { analyticsPhase, clockSkewMs, failingAttempts, FAULT_NAMES, isDepleted, isForgotten, isHot, isPoison, parseFaults, type FaultSettings } from './faults.ts';
import { demoState } from './state.ts';

const all: FaultSettings = { seed: 1, faults: parseFaults('all') };
const none: FaultSettings = { seed: 1, faults: parseFaults('none') };
const orders = Array.from({ length: 10_000 }, (_, number) => String(1000 + number));
const share = (decide: (order: string) => boolean) => orders.filter(decide).length / orders.length;

it('decides the same again, and otherwise with another seed', () => {
  const decide = (seed: number) => orders.map((order) => failingAttempts({ ...all, seed }, order)).join('');
  expect(decide(1)).toBe(decide(1));
  expect(decide(1)).not.toBe(decide(2));
});

it.each([
  ['declined for good', (order: string) => failingAttempts(all, order) === 3, 0.04],
  ['declined twice', (order: string) => failingAttempts(all, order) === 2, 0.02],
  ['declined once', (order: string) => failingAttempts(all, order) === 1, 0.06],
  ['depleted', (order: string) => isDepleted(all, order), 0.05],
  ['forgotten', (order: string) => isForgotten(all, order), 0.012],
  ['poison', (order: string) => isPoison(all, order), 0.008],
  ['hot', (play: string) => isHot(all, play), 0.6],
])('%s at its share', (_what, decide, expected) => {
  expect(share(decide)).toBeGreaterThan(expected * 0.75);
  expect(share(decide)).toBeLessThan(expected * 1.25);
});

it('plays nothing where nothing is asked for', () => {
  expect(share((order) => failingAttempts(none, order) > 0 || isDepleted(none, order) || isPoison(none, order))).toBe(0);
  expect(analyticsPhase(none, 0, 1e9)).toEqual({ slow: false, since: 0, until: null });
  expect(clockSkewMs(none, 'email')).toBe(0);
});

it('lets faults depend on each other in nothing', () => {
  const both = share((order) => failingAttempts(all, order) > 0 && isDepleted(all, order));
  expect(both).toBeLessThan(0.12 * 0.05 * 2);
});

it.each([
  ['all', FAULT_NAMES],
  ['none', []],
  ['depleted-stock, late-trips', ['depleted-stock', 'late-trips']],
])('reads --faults %s', (text, names) => {
  expect([...parseFaults(text)]).toEqual(names);
});

it('names the faults that there are when one is unknown', () => {
  expect(() => parseFaults('late-trips,rain')).toThrow(/rain is no fault\. There are: all, none, payment-declines/);
});

it.each([
  [0, false, 0, 60_000],
  [59_999, false, 0, 60_000],
  [60_000, true, 60_000, 240_000],
  [240_000, false, 240_000, 300_000],
  [305_000, true, 300_000, 480_000],
])('analytics at %i ms: slow %s', (now, slow, since, until) => {
  expect(analyticsPhase(all, 0, now)).toEqual({ slow, since, until });
});

it('says what is being played, and when that changes', () => {
  const state = demoState({ ...all, faults: parseFaults('slow-analytics,clock-skew'), rate: 2, startedAt: 0 }, 70_000);
  expect(state).toMatchObject({ rate: 2, seed: 1, startedAt: '1970-01-01T00:00:00.000Z', nextChangeAt: '1970-01-01T00:04:00.000Z' });
  expect(state.faults.filter(({ active }) => active).map(({ name }) => name)).toEqual(['slow-analytics', 'clock-skew']);
  expect(state.faults).toHaveLength(FAULT_NAMES.length);
});
