import { expect, test } from 'vitest';
import { CommandError } from './command.ts';
import { nothingToRebuild, parseRebuildOptions } from './rebuild-options.ts';

test.each([
  [[], { demo: false, help: false }],
  [['--demo'], { demo: true, help: false }],
  [['-h'], { demo: false, help: true }],
])('%j', (args, expected) => {
  expect(parseRebuildOptions(args)).toEqual(expected);
});

test.each([[['--dmo']], [['demo']]])('%j is refused, with what there is', (args) => {
  expect(() => parseRebuildOptions(args)).toThrow(CommandError);
  expect(() => parseRebuildOptions(args)).toThrow('npm run rebuild [-- --demo]');
});

test('without a database it says where flows may be', () => {
  expect(nothingToRebuild('/data', false).message).toContain('npm run rebuild -- --demo');
  expect(nothingToRebuild('/data/demo', true).message).toContain('leave out --demo');
});
