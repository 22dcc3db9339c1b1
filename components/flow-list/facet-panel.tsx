'use client';
import { Facet } from '#components/flow-list/facet.tsx';
import { useFlowQuery } from '#components/flow-list/use-filters.ts';
import { Select } from '#components/ui/select.tsx';
import { formatDuration } from '#components/ui/format.ts';

const leastDurations = [100, 1000, 5000, 10_000, 60_000, 600_000, 3_600_000];

/** The filters as things to press: the same as the query in the box above. */
export function FacetPanel({ note }: { note: string | null }) {
  const [{ minDurationMs, hasDeadLetters }, change] = useFlowQuery();
  const durations = minDurationMs === null || leastDurations.includes(minDurationMs) ? leastDurations : [...leastDurations, minDurationMs].sort((a, b) => a - b);
  return (
    <div role="group" aria-label="Filters">
      <Facet field="status" label="Status" />
      <Facet field="kind" label="Kind" />
      <Facet field="service" label="Service" />
      <Facet field="topic" label="Topic" />
      <div className="flex flex-col gap-1.5 px-4 py-2.5">
        <label className="flex h-[26px] cursor-pointer items-center gap-2 text-sm">
          <input type="checkbox" checked={hasDeadLetters === true} onChange={() => change((now) => ({ ...now, hasDeadLetters: now.hasDeadLetters ? null : true }))} className="accent-accent" />
          With dead letters
        </label>
        <Select
          label="Least duration"
          value={minDurationMs === null ? '' : String(minDurationMs)}
          onChoose={(value) => change((now) => ({ ...now, minDurationMs: value === '' ? null : Number(value) }))}
          options={[{ value: '', label: 'Any duration' }, ...durations.map((ms) => ({ value: String(ms), label: `≥ ${formatDuration(ms).replace('.0 ', ' ')}` }))]}
          className={minDurationMs === null ? undefined : 'border-transparent! bg-accent-soft! text-accent'}
        />
        {note && <p className="text-xs text-faint">{note}</p>}
      </div>
    </div>
  );
}
