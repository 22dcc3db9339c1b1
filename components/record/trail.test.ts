import { expect, test } from 'vitest';
import { readTrail, stopHref, stopsBefore, trailText, walked, type Stop } from '#components/record/trail.ts';

const stop = (name: string): Stop => ({ flow: 'f1', record: `e:kafka/${name}/0/0/1`, label: name });

test('a trail is read back as it was written, whatever things are called', () => {
  const stops = [stop('a'), { flow: 'x;y', record: 's:1,2', label: 'a;b,c % \u202e é' }];
  expect(readTrail(trailText(stops))).toEqual(stops);
});

test('it is bounded, in stops and in their names', () => {
  const stops = Array.from({ length: 20 }, (_, n) => stop(String(n)));
  expect(readTrail(trailText(stops)).map(({ label }) => label)).toEqual(['12', '13', '14', '15', '16', '17', '18', '19']);
  expect(readTrail(trailText([{ ...stop('a'), label: '😀'.repeat(100) }]))[0]?.label).toBe('😀'.repeat(40));
});

test.each(['', 'a', 'a,b', '%,%,%', ';;;', ',,', null])('%j is none', (text) => {
  expect(readTrail(text)).toEqual([]);
});

test('a step is added to the way that led here, and to no other', () => {
  const [a, b, c, d] = [stop('a'), stop('b'), stop('c'), stop('d')];
  expect(walked([], a, b)).toEqual([a, b]);
  expect(walked([a, b], b, c)).toEqual([a, b, c]);
  expect(walked([a, b], d, c)).toEqual([d, c]);
  expect(stopsBefore([a, b, c], c)).toEqual([a, b]);
  expect(stopsBefore([a, b, c], b)).toEqual([]);
});

test('a stop stands in an address with the way that led there', () => {
  expect(stopHref([stop('a')])).toBe('/flows/f1?record=e%3Akafka%2Fa%2F0%2F0%2F1');
  const url = new URL(stopHref([stop('a'), stop('b')]), 'http://x');
  expect(readTrail(url.searchParams.get('trail'))).toEqual([stop('a'), stop('b')]);
});
