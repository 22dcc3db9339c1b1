import { expect, test } from 'vitest';
import { makeScale } from '#lib/core/timeline/scale.ts';
import { parseWindow, scaleOfWindow, windowText } from '#lib/core/timeline/window.ts';

test('a window is written and read', () => {
  expect(windowText({ from: 1_795_284_506_710_000.5, to: 1_795_284_507_710_000.25 })).toBe('1795284506710000-1795284507710001');
  expect(parseWindow('1795284506710000-1795284507710001')).toEqual({ from: 1_795_284_506_710_000, to: 1_795_284_507_710_001 });
  expect(parseWindow('-5-7')).toEqual({ from: -5, to: 7 });
});

test.each(['', '5', '5-5', '7-5', 'a-b', '1-99999999999999999', '1.5-2', ' 1-2'])('%j is no window', (text) => expect(parseWindow(text)).toBeNull());

const SEGMENTS = [
  { from: 0, to: 1_000, fold: false },
  { from: 1_000, to: 9_000_000, fold: true },
  { from: 9_000_000, to: 9_001_000, fold: false },
];

test.each([
  ['of the whole', { from: 0, to: 9_001_000 }],
  ['within a stretch', { from: 9_000_100, to: 9_000_200 }],
  ['across a strip', { from: 500, to: 9_000_500 }],
  ['that begins within a strip', { from: 4_000_000, to: 9_000_500 }],
])('a window %s fills the width', (_, window) => {
  const { pxPerMicro, foldPx } = scaleOfWindow(SEGMENTS, window, 800);
  const scale = makeScale(SEGMENTS, pxPerMicro, foldPx);
  expect(scale.x(window.to) - scale.x(window.from)).toBeCloseTo(800, 3);
});
