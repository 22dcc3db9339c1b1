'use client';
import { useQueries } from '@tanstack/react-query';
import { apiQueryOf, isFiltered } from '#components/flow-list/api-query.ts';
import { facetsQuery } from '#components/flow-list/overview.ts';
import { queryOf, stateOf } from '#components/flow-list/query-state.ts';
import { useFilters } from '#components/flow-list/use-filters.ts';
import { waysOut } from '#components/flow-list/ways-out.ts';
import { Button } from '#components/ui/button.tsx';
import { formatPlural } from '#components/ui/format.ts';
import { ALL_FLOWS } from '#lib/core/flow-query/filter.ts';

/** What would be found by asking for less: the filter that excludes most in front, then the shortest time in which there is something. */
export function Widen() {
  const [filters, set] = useFilters();
  const query = queryOf(filters);
  const ways = waysOut(query, filters.range);
  const counts = useQueries({ queries: ways.map((way) => facetsQuery(apiQueryOf(way.query, way.range), false)) });
  const found = ways.flatMap((way, index) => {
    const { data } = counts[index]!;
    return data && data.total > 0 ? [{ ...way, total: data.total, atLeast: data.atLeast }] : [];
  });
  const byFilter = found.filter(({ range }) => range === filters.range).sort((a, b) => b.total - a.total);
  const byTime = found.find(({ range }) => range !== filters.range);
  return (
    <>
      {[...byFilter.slice(0, 4), ...(byTime ? [byTime] : [])].map((way) => (
        <p key={way.words} className="num flex flex-wrap items-center gap-2">
          <Button onClick={() => void set({ ...stateOf(way.query), range: way.range, was: null, view: null })} className="max-w-full">
            <span className="truncate">{way.words}</span>
          </Button>
          {way.atLeast && 'at least '}
          {formatPlural(way.total, 'flow')}
        </p>
      ))}
      <p className="flex gap-2">
        {isFiltered(filters) && <Button onClick={() => void set({ ...stateOf(ALL_FLOWS), view: null })}>Clear filters</Button>}
        {filters.range !== 'all' && <Button onClick={() => void set({ range: 'all', was: null, view: null })}>Look at all time</Button>}
      </p>
    </>
  );
}
