import { expect, test } from 'vitest';
import { changesBetween, isAtWork, type Offsets } from '#lib/core/whereabouts/samples.ts';

const of = (offsets: Readonly<Record<number, number>>): Offsets => new Map(Object.entries(offsets).map(([partition, offset]) => [Number(partition), BigInt(offset)]));

test.each([
  ['nothing moved', of({ 0: 5, 1: 7 }), of({ 0: 5, 1: 7 }), []],
  ['one partition moved on', of({ 0: 5, 1: 7 }), of({ 0: 6, 1: 7 }), [[0, 6n]]],
  ['one was set back', of({ 0: 5 }), of({ 0: 2 }), [[0, 2n]]],
  ['a commit came', of({}), of({ 3: 1 }), [[3, 1n]]],
  ['a commit expired', of({ 0: 5, 1: 7 }), of({ 1: 7 }), [[0, null]]],
])('changes between two samples: %s', (_what, before, now, changes) => {
  expect([...changesBetween(before, now)]).toEqual(changes);
});

test.each([
  ['moved since the sample before', of({ 0: 5 }), of({ 0: 6 }), of({ 0: 900 }), 0, true],
  ['committed for the first time since the sample before, and left', of({}), of({ 0: 5 }), of({ 0: 9 }), 0, true],
  ['had committed before anybody looked', null, of({ 0: 5 }), of({ 0: 9 }), 0, false],
  ['has members and nothing to read', null, of({ 0: 5, 1: 2 }), of({ 0: 5, 1: 2 }), 2, true],
  ['has nothing to read, and the broker does not tell its members', null, of({ 0: 5 }), of({ 0: 5 }), null, true],
  ['has nothing to read and no members', of({ 0: 5 }), of({ 0: 5 }), of({ 0: 5 }), 0, false],
  ['has members and stands still behind the end', of({ 0: 5 }), of({ 0: 5 }), of({ 0: 9 }), 2, false],
  ['has members, and one partition stands still', null, of({ 0: 9, 1: 1 }), of({ 0: 9, 1: 4 }), 2, false],
  ['where the log ends is not known', null, of({ 0: 5 }), null, 2, false],
  ['has no commits', null, of({}), of({ 0: 5 }), 2, false],
])('a group at work: %s', (_what, before, now, ends, members, expected) => {
  expect(isAtWork(before, now, ends, members)).toBe(expected);
});
