import { expect, it } from 'vitest';
import { verdictSentence } from '#components/compare/verdicts.ts';

it.each([
  [['unknown', 'usual', 'usual'], 'No step is absent or new; those that can be timed took as long as they usually do'],
  [['unknown'], 'No step is absent or new; none can be timed'],
  [['unknown', 'slow', 'absent'], 'Of 3 steps 1 absent, 1 slow'],
  [['unknown', 'new', 'new', 'not-yet', 'fast'], 'Of 5 steps 1 not yet, 2 new, 1 fast'],
] as const)('%s', (verdicts, sentence) => expect(verdictSentence(verdicts.map((verdict) => ({ verdict })))).toBe(sentence));
