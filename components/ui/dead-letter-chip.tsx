import { Chip } from '#components/ui/chip.tsx';
import { deadLetterTone, deadLetterWord, groupMeaning, letterMeaning } from '#components/ui/dead-letter-states.ts';
import type { DeadLetterState } from '#lib/contracts/dead-letters.ts';

/** On a ground of 12 by 12: a crossed ring, a turn that ends in a cross, a turn, a tick, a bar. */
const SHAPES: Record<DeadLetterState, string> = {
  open: 'M6 1.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 1 0 0-8.4M4.4 4.4l3.2 3.2M7.6 4.4L4.4 7.6',
  'failed-again': 'M2.5 5a3.8 3.8 0 0 1 7-.8M9.8 1.8v2.6H7.2M4.6 6.8l3 3M7.6 6.8l-3 3',
  replaying: 'M2.2 6a3.8 3.8 0 1 1 1.3 2.9M2 9.6V6.9h2.7',
  resolved: 'M2.5 6.5l2.5 2.5L9.5 3.5',
  discarded: 'M3 6h6',
};

/** What became of it: a shape and a word, with the meaning as its title. */
export function DeadLetterChip({ state, of = 'letter' }: { state: DeadLetterState; of?: 'letter' | 'group' }) {
  return (
    <Chip tone={deadLetterTone[state]} title={(of === 'group' ? groupMeaning : letterMeaning)[state]}>
      <DeadLetterSign state={state} />
      {deadLetterWord[state]}
    </Chip>
  );
}

export function DeadLetterSign({ state }: { state: DeadLetterState }) {
  return (
    <svg aria-hidden width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" className="-ml-0.5 shrink-0">
      <path d={SHAPES[state]} />
    </svg>
  );
}
