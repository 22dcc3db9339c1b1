import { expect, it } from 'vitest';
import type { PathPart } from '#lib/core/flows/path-part.ts';
import { putOff, type Pause } from '#lib/core/flows/put-off.ts';

const work = (from: number, to: number): PathPart => ({ kind: 'processing', from, to });
const delay = (from: number, to: number): PathPart => ({ kind: 'retry-delay', from, to });
const wait = (from: number, to: number): PathPart => ({ kind: 'waiting', from, to });

it.each<[string, PathPart[], Pause[], PathPart[]]>([
  ['no pause', [work(0, 10)], [], [work(0, 10)]],
  ['a pause at the beginning', [work(0, 10)], [{ from: 0, to: 8 }], [delay(0, 8), work(8, 10)]],
  ['a pause in several parts, of which only work is no work', [work(0, 4), wait(4, 6), work(6, 10)], [{ from: 2, to: 8 }], [work(0, 2), delay(2, 4), wait(4, 6), delay(6, 8), work(8, 10)]],
  ['pauses that overlap', [work(0, 10)], [{ from: 0, to: 5 }, { from: 3, to: 7 }], [delay(0, 5), delay(5, 7), work(7, 10)]],
  ['a pause elsewhere', [work(0, 10)], [{ from: 10, to: 20 }], [work(0, 10)]],
])('%s', (_what, parts, pauses, expected) => {
  expect(putOff(parts, pauses)).toEqual(expected);
});
