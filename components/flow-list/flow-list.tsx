'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQuery, listQuery } from '#components/flow-list/api-query.ts';
import { ColumnPicker } from '#components/flow-list/column-picker.tsx';
import { DEFAULT_COLUMNS, sameColumns } from '#components/flow-list/columns.ts';
import { FacetPanel } from '#components/flow-list/facet-panel.tsx';
import { FacetsDrawer } from '#components/flow-list/facets-drawer.tsx';
import { FlowTable } from '#components/flow-list/flow-table.tsx';
import { Histogram } from '#components/flow-list/histogram.tsx';
import { facetsQuery, histogramQuery } from '#components/flow-list/overview.ts';
import { preferFacets, type Preferences } from '#components/flow-list/preferences.ts';
import { QueryBox } from '#components/flow-list/query-box.tsx';
import { queryOf } from '#components/flow-list/query-state.ts';
import { Sentence } from '#components/flow-list/sentence.tsx';
import { ViewTabs } from '#components/flow-list/view-tabs.tsx';
import { useColumns } from '#components/flow-list/use-columns.ts';
import { useFilters } from '#components/flow-list/use-filters.ts';
import { useSettledQuery } from '#components/flow-list/use-settled-query.ts';
import { useLive } from '#components/live/live-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import { isAbsolute } from '#components/ui/time-range.ts';
import type { FlowFacets, FlowHistogram, FlowList as FlowListPage } from '#lib/contracts/flows.ts';
import { printQuery } from '#lib/core/flow-query/print.ts';
import { tokenise } from '#lib/core/flow-query/tokenise.ts';

/** What the server read for the first paint, and for which filters. */
interface FirstFlows {
  readonly query: string;
  readonly listQuery: string;
  readonly list: FlowListPage;
  readonly facets: FlowFacets;
  readonly histogram: FlowHistogram;
}

/** The page of flows: what happened in a sentence, when, and the list itself with its filters. */
export function FlowList({ first, preferences }: { first: FirstFlows | null; preferences: Preferences }) {
  const [filters, setFilters] = useFilters();
  const { state } = useLive();
  const [facetsOpen, setFacetsOpen] = useState(preferences.facetsOpen);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const columns = useColumns(preferences.columns);
  const query = apiQuery(filters);
  const initial = query === first?.query ? first : null;
  const live = state.kind === 'live';
  const facets = useQuery({ ...facetsQuery(query, live), initialData: initial?.facets, placeholderData: keepPreviousData });
  const histogram = useQuery({ ...histogramQuery(query, live), initialData: initial?.histogram, placeholderData: keepPreviousData });
  const asked = listQuery(filters);
  const { settled, busy } = useSettledQuery(asked);
  const { range, was } = filters;
  const note = facets.data?.truncated ? `Kinds, services and topics are counted of the newest ${formatCount(facets.data.counted)} flows.` : null;

  const inForce = tokenise(printQuery(queryOf(filters))).length;
  const filtersWord = inForce > 0 ? `Filters (${inForce})` : 'Filters';
  const toggleFacets = () => {
    preferFacets(!facetsOpen);
    setFacetsOpen(!facetsOpen);
  };
  return (
    <>
      <div className="flex flex-col gap-2.5 border-b border-line px-4.5 pt-4 pb-3">
        <Sentence facets={facets.data ?? null} error={facets.error} range={range} />
        <Histogram
          histogram={histogram.data ?? null}
          error={histogram.error}
          onZoom={(to) => void setFilters({ range: to, was: was ?? (isAbsolute(range) ? null : range) })}
          zoomedFrom={isAbsolute(range) ? was : null}
          onBack={() => void setFilters({ range: was, was: null })}
        />
        <ViewTabs seen={{ ...filters, columns: sameColumns(columns.ids, DEFAULT_COLUMNS) ? null : columns.ids }} />
        <div className="flex flex-wrap items-start gap-1.5">
          <Button on={inForce > 0} aria-expanded={facetsOpen} onClick={toggleFacets} className="max-[1279px]:hidden">
            {filtersWord}
          </Button>
          <Button on={inForce > 0} aria-haspopup="dialog" onClick={() => setDrawerOpen(true)} className="min-[1280px]:hidden">
            {filtersWord}
          </Button>
          <QueryBox facets={facets.data ?? null} />
          <ColumnPicker columns={columns} />
        </div>
      </div>
      <div className="flex min-h-0 flex-1">
        <aside aria-label="Filters by value" className={classes('hidden w-52 shrink-0 overflow-y-auto border-r border-line', facetsOpen && 'min-[1280px]:block')}>
          <FacetPanel note={note} />
        </aside>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <FlowTable
            key={settled}
            query={settled}
            sort={filters.sort}
            onSort={(sort) => void setFilters({ sort })}
            layout={columns.layout}
            initial={settled === first?.listQuery ? first.list : null}
            busy={busy}
          />
        </div>
      </div>
      <FacetsDrawer open={drawerOpen} onOpenChange={setDrawerOpen} note={note} />
    </>
  );
}
