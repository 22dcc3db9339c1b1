import { expect, it } from 'vitest';
import { optionArgs, parseOptions } from './options.ts';

it('comes back from its own arguments', () => {
  const args = ['--brokers', 'a:1,b:2', '--otlp', 'http://127.0.0.1:4318/', '--rate', '0.5', '--faults', 'late-trips', '--seed', '9', '--started-at', '5', '--orders', '3', '--journal', '/tmp/j'];
  const options = parseOptions(args);
  expect(options).toMatchObject({ brokers: ['a:1', 'b:2'], otlp: 'http://127.0.0.1:4318', rate: 0.5, seed: 9, startedAt: 5, orders: 3, services: [] });
  expect(parseOptions(optionArgs(options, ['trips', 'plays']))).toEqual({ ...options, services: ['trips', 'plays'] });
});

it('knows no faults from none', () => {
  const options = parseOptions(['--brokers', 'a:1', '--faults', 'none']);
  expect(parseOptions(optionArgs(options, [])).faults.size).toBe(0);
});

it.each([
  [[], /--brokers is missing/],
  [['--brokers', 'a:1', '--rate', 'fast'], /--rate must be a number above 0/],
  [['--brokers', 'a:1', '--rate', '0'], /--rate must be a number above 0/],
  [['--brokers', 'a:1', '--speed', '3'], /--speed/],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
