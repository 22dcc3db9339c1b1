import type { Tone } from '#components/ui/chip.tsx';
import { formatPlural } from '#components/ui/format.ts';
import type { ComparedStep } from '#lib/contracts/comparison.ts';

interface VerdictWord {
  readonly word: string;
  readonly tone: Tone;
  readonly means: string;
}

export const VERDICTS: Record<ComparedStep['verdict'], VerdictWord> = {
  new: { word: 'new', tone: 'warn', means: 'Hardly any flow of this kind has this step.' },
  absent: { word: 'absent', tone: 'bad', means: 'Most flows of this kind have this step, and this one has not.' },
  'not-yet': { word: 'not yet', tone: 'idle', means: 'Most flows of this kind have this step; this one is not over.' },
  slow: { word: 'slow', tone: 'warn', means: 'It took longer than in 95% of the flows of this kind.' },
  fast: { word: 'fast', tone: 'idle', means: 'It took less time than in 95% of the flows of this kind.' },
  usual: { word: 'usual time', tone: 'ok', means: 'Where flows of this kind have this step, it takes as long as here. How many have it stands in “Seen in”.' },
  unknown: { word: 'not timed', tone: 'idle', means: 'It begins the flow, or follows nothing that it usually follows: there is nothing to time it by.' },
};

/** Of one step, and of several. */
const SAID = {
  absent: ['is absent', 'are absent'],
  'not-yet': ['has not come yet', 'have not come yet'],
  new: ['is new', 'are new'],
  slow: ['was slow', 'were slow'],
  fast: ['was fast', 'were fast'],
} as const;

/** The comparison in one sentence, the worst first. */
export function verdictSentence(steps: readonly Pick<ComparedStep, 'verdict'>[]): string {
  const parts = (['absent', 'not-yet', 'new', 'slow', 'fast'] as const).flatMap((verdict) => {
    const count = steps.filter((step) => step.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${SAID[verdict][count === 1 ? 0 : 1]}`];
  });
  if (parts.length > 0) return `Of ${formatPlural(steps.length, 'step')}, ${parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`}`;
  return steps.some(({ verdict }) => verdict === 'usual') ? 'No step is absent or new; those that can be timed took as long as they usually do' : 'No step is absent or new; none can be timed';
}
