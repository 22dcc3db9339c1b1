import { expect, it } from 'vitest';
import { verdictSentence } from '#components/compare/verdicts.ts';

it.each([
  [['unknown', 'usual', 'usual'], 'No step is absent or new; those that can be timed took as long as they usually do'],
  [['unknown'], 'No step is absent or new; none can be timed'],
  [['unknown', 'slow', 'absent'], 'Of 3 steps, 1 is absent and 1 was slow'],
  [['unknown', 'new', 'new', 'not-yet', 'fast'], 'Of 5 steps, 1 has not come yet, 2 are new and 1 was fast'],
  [['absent', 'absent'], 'Of 2 steps, 2 are absent'],
] as const)('%s', (verdicts, sentence) => expect(verdictSentence(verdicts.map((verdict) => ({ verdict })))).toBe(sentence));
