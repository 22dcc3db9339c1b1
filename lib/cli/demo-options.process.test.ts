import { expect, it } from 'vitest';
import { checkServiceArgs, parseDemoOptions } from './demo-options.ts';

it.each([
  [[], { fresh: false, help: false, serviceArgs: [] }],
  [['--fresh', '--rate', '5'], { fresh: true, help: false, serviceArgs: ['--rate', '5'] }],
  [['-h'], { fresh: false, help: true, serviceArgs: [] }],
  [['--faults', 'none', '--seed=7'], { fresh: false, help: false, serviceArgs: ['--faults', 'none', '--seed', '7'] }],
])('reads %j', (args, options) => {
  expect(parseDemoOptions(args)).toEqual(options);
});

it('shows what there is when it is asked for something else', () => {
  expect(() => parseDemoOptions(['--speed', '3'])).toThrow(/--speed[^]*--rate N/);
});

it('lets the services check what is theirs, before anything is started', async () => {
  await expect(checkServiceArgs(['--faults', 'late-trips', '--rate', '0.5'])).resolves.toBeUndefined();
  await expect(checkServiceArgs(['--faults', 'rain'])).rejects.toThrow(/^--faults: rain is no fault/);
  await expect(checkServiceArgs(['--rate', 'fast'])).rejects.toThrow(/^--rate must be a number above 0/);
});
