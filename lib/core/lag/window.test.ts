import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { lookedAt, NO_WINDOW, type Window } from '#lib/core/lag/window.ts';
import type { Micros } from '#lib/core/time.ts';

const at = (seconds: number): Micros => brand<Micros>(1_770_000_000_000_000 + seconds * 1_000_000);
/** Second of the look, committed, end, and second of the commit as the broker tells it. */
const looks = (rows: readonly (readonly [number, number, number, number | null])[]): Window =>
  rows.reduce<Window>((window, [second, committed, end, told]) => lookedAt(window, { at: at(second), committed: BigInt(committed), end: BigInt(end) }, told === null ? null : at(told)), NO_WINDOW);
const commits = (window: Window) => window.commits.map(({ at: made, offset, lag }) => [(made - at(0)) / 1e6, Number(offset), Number(lag)]);

test('a commit is one, however often it is looked at, and one that moves nothing is one too', () => {
  expect(commits(looks([[10, 5, 9, 8], [20, 5, 9, 8], [30, 5, 12, 27], [40, 7, 12, 38]]))).toEqual([[8, 5, 4], [27, 5, 7], [38, 7, 5]]);
});

test('the clock of a broker may be off', () => {
  // An hour ahead: what is new was committed between two looks.
  expect(commits(looks([[10, 5, 9, 3600], [20, 5, 9, 3600], [30, 6, 9, 3625], [40, 6, 9, 3625]]))).toEqual([[10, 5, 4], [30, 6, 3]]);
  // An hour behind.
  expect(commits(looks([[10, 5, 9, -3600], [20, 6, 9, -3582]]))).toEqual([[-3600, 5, 4], [10, 6, 3]]);
  // It was set back between two commits.
  expect(commits(looks([[10, 5, 9, 8], [20, 6, 9, -100], [30, 6, 9, -100]]))).toEqual([[8, 5, 4], [10, 6, 3]]);
});

test('a window holds the last ten, and no commits where nobody tells when they were', () => {
  const window = looks(Array.from({ length: 30 }, (_, index) => [index * 10, index, 40, index * 10 - 1] as const));
  expect([window.looks.length, window.commits.length, window.commits.at(-1)?.offset]).toEqual([10, 10, 29n]);
  expect(lookedAt(window, { at: at(300), committed: 30n, end: null }, null).commits).toEqual([]);
});
