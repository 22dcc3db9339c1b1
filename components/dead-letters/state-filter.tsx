'use client';
import { DeadLetterSign } from '#components/ui/dead-letter-chip.tsx';
import { deadLetterTone, deadLetterWord, groupMeaning } from '#components/ui/dead-letter-states.ts';
import { WAITING } from '#components/dead-letters/url-state.ts';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import type { DeadLetterState } from '#lib/contracts/dead-letters.ts';
import { DEAD_LETTER_STATES } from '#lib/core/dead-letters/states.ts';

const colors = { bad: 'text-bad', warn: 'text-warn', idle: 'text-muted', ok: 'text-ok' } as const;
const grounds = { bad: 'bg-bad-soft', warn: 'bg-warn-soft', idle: 'bg-idle-soft', ok: 'bg-ok-soft' } as const;

interface StateFilterProps {
  /** How many there are of each; null where that is not counted. */
  counts: Partial<Record<DeadLetterState, number>> | null;
  chosen: readonly DeadLetterState[];
  /** What the list shows where nothing was chosen. */
  first?: readonly DeadLetterState[];
  onChoose: (states: readonly DeadLetterState[]) => void;
}

/** A chip for each state; pressed ones are what is shown. */
export function StateFilter({ counts, chosen, first = WAITING, onChoose }: StateFilterProps) {
  const on = new Set(chosen);
  const turn = (state: DeadLetterState) => {
    const next = DEAD_LETTER_STATES.filter((each) => (each === state ? !on.has(each) : on.has(each)));
    onChoose(next.length === 0 ? DEAD_LETTER_STATES : next);
  };
  const isAll = chosen.length === DEAD_LETTER_STATES.length;
  return (
    <div role="group" aria-label="Filter by state" className="flex flex-wrap items-center gap-1.5">
      {DEAD_LETTER_STATES.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={on.has(state)}
          title={groupMeaning[state]}
          onClick={() => turn(state)}
          className={classes('num inline-flex h-6 items-center gap-1.5 rounded-md border px-2 text-xs font-[550] whitespace-nowrap', colors[deadLetterTone[state]], on.has(state) ? `border-current ${grounds[deadLetterTone[state]]}` : 'border-line-strong bg-panel hover:bg-sunken')}
        >
          <DeadLetterSign state={state} />
          {deadLetterWord[state]}
          {counts !== null && ` ${formatCount(counts[state] ?? 0)}`}
        </button>
      ))}
      <button type="button" onClick={() => onChoose(isAll ? first : DEAD_LETTER_STATES)} className="h-6 px-1.5 text-xs text-muted hover:text-ink">
        {isAll ? 'Only what waits' : 'All states'}
      </button>
    </div>
  );
}
