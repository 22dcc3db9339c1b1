import { expect, test } from 'vitest';
import { looksOf } from '#components/topics/series-look.ts';
import type { TopicSeries } from '#lib/contracts/topics.ts';

const series = (type: string | null, more: Partial<TopicSeries> = {}): TopicSeries => ({ type, rest: false, role: 'normal', messages: '1', bytes: '1', ...more });

test('every column has a name and a colour of its own', () => {
  const looks = looksOf([series('a'), series('b'), series(null), series(null, { rest: true })], 4);
  expect(looks.map(({ word, ours }) => [word, ours])).toEqual([['a', false], ['b', false], ['no type', true], ['other types', true]]);
  expect(looks[0]?.fill).not.toBe(looks[1]?.fill);
});

test('dead letters and retries are told apart by word and by colour', () => {
  const looks = looksOf([series('a'), series('a', { role: 'dead-letter' }), series('b', { role: 'dead-letter' }), series('a', { role: 'retry' })], 4);
  expect(looks.map(({ word }) => word)).toEqual(['a', 'a, dead letter', 'b, dead letter', 'a, retried']);
  expect(new Set(looks.map(({ fill }) => fill)).size).toBe(4);
  expect(looksOf([series('a', { role: 'dead-letter' })], 1).map(({ word }) => word)).toEqual(['a']);
});

test('the last column is the sum of the others where there are more series than columns', () => {
  expect(looksOf(Array.from({ length: 12 }, (_, index) => series(`type ${index}`)), 8).at(-1)).toMatchObject({ word: 'all others', series: null });
});
