import { expect, test } from 'vitest';
import { beginningOf, type Beginning } from '#lib/sources/kafka/beginnings.ts';

const cases: [string, bigint | null, bigint, bigint, Beginning][] = [
  ['nothing stored', null, 5n, 9n, { kind: 'begin', offset: 5n }],
  ['in the log', 7n, 5n, 9n, { kind: 'continue', offset: 7n }],
  ['at the end', 9n, 5n, 9n, { kind: 'continue', offset: 9n }],
  ['at the start', 5n, 5n, 9n, { kind: 'continue', offset: 5n }],
  ['removed by retention', 2n, 5n, 9n, { kind: 'skip-lost', offset: 5n, lost: 3n }],
  ['everything removed', 2n, 9n, 9n, { kind: 'skip-lost', offset: 9n, lost: 7n }],
  ['beyond the end', 10n, 5n, 9n, { kind: 'recreated' }],
  ['a new and empty topic', 10n, 0n, 0n, { kind: 'recreated' }],
];

test.each(cases)('%s', (_name, next, low, high, beginning) => {
  expect(beginningOf({ incarnation: 0, next }, { low, high })).toEqual(beginning);
});
