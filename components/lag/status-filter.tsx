'use client';
import { LagSign } from '#components/ui/lag-chip.tsx';
import { lagMeaning, lagTone, lagWord } from '#components/ui/lag-statuses.ts';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import type { ConsumerGroupList, LagStatus } from '#lib/contracts/lag.ts';
import { LAG_STATUSES } from '#lib/core/lag/statuses.ts';

const colors = { bad: 'text-bad', warn: 'text-warn', idle: 'text-muted', ok: 'text-ok' } as const;
const grounds = { bad: 'bg-bad-soft', warn: 'bg-warn-soft', idle: 'bg-idle-soft', ok: 'bg-ok-soft' } as const;

interface StatusFilterProps {
  counts: ConsumerGroupList['counts'];
  /** Null lets all through. */
  chosen: readonly LagStatus[] | null;
  onChoose: (statuses: readonly LagStatus[] | null) => void;
}

/** A chip for each status that there is, with its count; pressed ones are all that is shown. */
export function StatusFilter({ counts, chosen, onChoose }: StatusFilterProps) {
  const on = new Set(chosen);
  const turn = (status: LagStatus) => {
    const next = LAG_STATUSES.filter((each) => (each === status ? !on.has(each) : on.has(each)));
    onChoose(next.length === 0 ? null : next);
  };
  return (
    <div role="group" aria-label="Filter by status" className="flex flex-wrap items-center gap-1.5">
      {LAG_STATUSES.filter((status) => (counts[status] ?? 0) > 0 || on.has(status)).map((status) => (
        <button
          key={status}
          type="button"
          aria-pressed={on.has(status)}
          title={lagMeaning[status]}
          onClick={() => turn(status)}
          className={classes('num inline-flex h-6 items-center gap-1.5 rounded-md border px-2 text-xs font-[550] whitespace-nowrap', colors[lagTone[status]], on.has(status) ? `border-current ${grounds[lagTone[status]]}` : 'border-line-strong bg-panel hover:bg-sunken')}
        >
          <LagSign status={status} />
          {lagWord[status]} {formatCount(counts[status] ?? 0)}
        </button>
      ))}
      {on.size > 0 && (
        <button type="button" onClick={() => onChoose(null)} className="h-6 px-1.5 text-xs text-muted hover:text-ink">
          All statuses
        </button>
      )}
    </div>
  );
}
