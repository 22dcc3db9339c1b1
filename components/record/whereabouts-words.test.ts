import { expect, test } from 'vitest';
import { evidenceWords, waitingWords, type Place } from '#components/record/whereabouts-words.ts';

test.each<[Pick<Place, 'ahead' | 'etaMs'>, string]>([
  [{ ahead: '1204', etaMs: 40_000 }, 'waiting, 1,204 ahead, its turn in about 40 s'],
  [{ ahead: '9007199254740993', etaMs: 1e12 }, 'waiting, 9,007,199,254,740,993 ahead, its turn in about 11574 d 1 h'],
  [{ ahead: '3', etaMs: 12 }, 'waiting, 3 ahead'],
  [{ ahead: '3' }, 'waiting, 3 ahead'],
  [{ ahead: '0' }, 'waiting, it is next'],
  [{}, 'waiting'],
])('%j', (place, words) => {
  expect(waitingWords(place)).toBe(words);
});

const place = (changes: Partial<Place>): Place => ({ group: 'g', state: 'consumed', evidence: 'sample', ...changes });

test.each<[Place, string]>([
  [place({ evidence: 'span', at: '2026-01-31T10:00:00Z' }), 'a consumer’s span says so'],
  [place({ between: ['2026-01-31T10:00:00Z', '2026-01-31T10:00:06.1Z'] }), 'a commit passed it within these 6.1 s'],
  [place({}), 'by what the group has committed, looked at every 10 s'],
  [place({ state: 'waiting', ahead: '5', etaMs: 9000 }), 'by what the group has committed, looked at every 10 s'],
  [place({ state: 'waiting', ahead: '5' }), 'by what the group has committed, looked at every 10 s; the group does not move'],
  [place({ state: 'waiting', ahead: '5', reason: 'It was read before; the group was set back since.' }), 'It was read before; the group was set back since.'],
  [place({ state: 'unknown', evidence: 'none' }), 'nothing says'],
  [place({ state: 'unknown', evidence: 'none', reason: 'The group has committed nothing on this partition.' }), 'The group has committed nothing on this partition.'],
])('%j', (where, words) => {
  expect(evidenceWords(where, 10_000)).toBe(words);
});
