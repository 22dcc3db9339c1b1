'use client';
import { FacetFilter } from '#components/flow-list/facet-filter.tsx';
import { TextFilter } from '#components/flow-list/text-filter.tsx';
import { isFiltered, noFilters } from '#components/flow-list/url-state.ts';
import { useFilters } from '#components/flow-list/use-filters.ts';
import { Button } from '#components/ui/button.tsx';
import { formatDuration } from '#components/ui/format.ts';
import { Select } from '#components/ui/select.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';

const leastDurations = [100, 1000, 10_000, 60_000, 600_000, 3_600_000];

export function FilterBar() {
  const [filters, set] = useFilters();
  const { minDurationMs, hasDeadLetters, key } = filters;
  const durations = minDurationMs === null || leastDurations.includes(minDurationMs) ? leastDurations : [...leastDurations, minDurationMs].sort((a, b) => a - b);
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap items-center gap-1.5">
      <TextFilter text={filters.q ?? ''} onText={(q) => void set({ q: q || null }, { history: 'replace' })} />
      <FacetFilter name="status" label="Status" />
      <FacetFilter name="kind" label="Kind" />
      <FacetFilter name="service" label="Service" />
      <FacetFilter name="topic" label="Topic" />
      <Select
        label="Least duration"
        value={minDurationMs === null ? '' : String(minDurationMs)}
        onChoose={(value) => void set({ minDurationMs: value === '' ? null : Number(value) })}
        options={[{ value: '', label: 'Any duration' }, ...durations.map((ms) => ({ value: String(ms), label: `≥ ${formatDuration(ms).replace('.0 ', ' ')}` }))]}
        className={minDurationMs === null ? undefined : 'border-transparent! bg-accent-soft! text-accent'}
      />
      <Button pressed={hasDeadLetters === true} onClick={() => void set({ hasDeadLetters: hasDeadLetters ? null : true })}>
        With dead letters
      </Button>
      {key !== null && (
        <Button on onClick={() => void set({ key: null })} aria-label={`Take away the filter for the key ${key}`}>
          Key is <Verbatim text={key} mono className="max-w-50 truncate" /> <span aria-hidden>×</span>
        </Button>
      )}
      {isFiltered(filters) && (
        <Button look="quiet" onClick={() => void set(noFilters)}>
          Clear filters
        </Button>
      )}
    </div>
  );
}
