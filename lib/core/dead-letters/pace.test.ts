import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canaryStep, failsTooOften, nextChunk, type Pace, type Progress } from '#lib/core/dead-letters/pace.ts';

const pace = (changes: Partial<Pace> = {}): Pace => ({ canary: true, ratePerSecond: 50, stopAtFailedShare: 0.05, ...changes });
const progress = (sent: number, succeeded = sent, failedAgain = 0, unsure = 0): Progress => ({ sent, succeeded, failedAgain, unsure });

test.each<[string, Pace, Progress, number, number, number]>([
  ['the first alone', pace(), progress(0), 400, 0, 1],
  ['none before it has an outcome', pace(), progress(1, 0), 400, 0, 0],
  ['then ten', pace(), progress(1), 400, 0, 10],
  ['the rest of the ten', pace(), progress(4, 1), 400, 0, 7],
  ['one that nobody knows of holds nothing back', pace(), progress(1, 0, 0, 1), 400, 0, 10],
  ['then a hundred, as the pace allows', pace(), progress(11), 400, 0, 50],
  ['then all', pace({ ratePerSecond: 1000 }), progress(111), 400, 0, 100],
  ['what is left', pace(), progress(111), 7, 0, 7],
  ['what is left of the second', pace(), progress(111), 400, 48, 2],
  ['nothing is left of the second', pace(), progress(111), 400, 50, 0],
  ['without a canary', pace({ canary: false }), progress(0), 400, 0, 50],
  ['less than one a second', pace({ canary: false, ratePerSecond: 0.2 }), progress(0), 400, 0, 1],
])('the next transaction: %s', (_what, how, done, left, inThisSecond, expected) => expect(nextChunk(how, done, left, inThisSecond)).toBe(expected));

test.each<[string, Pace, Progress, boolean]>([
  ['none', pace(), progress(500, 500, 0), false],
  ['the first of the canary', pace(), progress(1, 0, 1), true],
  ['one of the ten', pace(), progress(11, 10, 1), true],
  ['one of the hundred', pace(), progress(111, 110, 1), false],
  ['as many as are too many', pace(), progress(100, 95, 5), true],
  ['one less', pace(), progress(100, 96, 4), false],
  ['one of a few, without a canary', pace({ canary: false }), progress(3, 2, 1), false],
  ['most of a few, without a canary', pace({ canary: false }), progress(3, 1, 2), true],
])('it stops when %s failed again', (_what, how, done, expected) => expect(failsTooOften(how, done)).toBe(expected));

test('a replay that succeeds gets to its end, in steps that wait for each other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 500 }), fc.boolean(), (total, ratePerSecond, canary) => {
      const how = pace({ ratePerSecond, canary });
      let sent = 0;
      let seconds = 0;
      for (; sent < total && seconds < 3000; seconds++) {
        const count = nextChunk(how, progress(sent), total - sent, 0);
        expect(count).toBeGreaterThan(0);
        expect(canaryStep(how, progress(sent)).waits).toBe(false);
        sent += count;
      }
      expect(sent).toBe(total);
    }),
  );
});
