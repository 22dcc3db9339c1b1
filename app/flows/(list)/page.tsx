import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { createLoader, type SearchParams } from 'nuqs/server';
import { apiQuery, listQuery } from '#components/flow-list/api-query.ts';
import { FlowList } from '#components/flow-list/flow-list.tsx';
import { PAGE } from '#components/flow-list/page-size.ts';
import { readPreferences } from '#components/flow-list/preferences.ts';
import { flowListParsers } from '#components/flow-list/url-state.ts';
import { FlowListQuery } from '#lib/contracts/flows.ts';
import { flowFacets } from '#lib/services/flows/facets.ts';
import { flowHistogram } from '#lib/services/flows/histogram.ts';
import { listFlows } from '#lib/services/flows/list.ts';
import { authorisePage } from '#lib/web/page.ts';
import { queryParams } from '#lib/web/request-input.ts';

export const metadata: Metadata = { title: 'Flows' };

const loadFilters = createLoader(flowListParsers);

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function FlowsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { store, log } = await authorisePage();
  const state = await loadFilters(searchParams);
  const [query, asked] = [apiQuery(state), listQuery(state)];
  const jar = await cookies();
  const preferences = readPreferences((name) => jar.get(name)?.value);
  const filter = FlowListQuery.parse({ ...queryParams(new URLSearchParams(asked)), limit: PAGE });
  try {
    const [list, facets, histogram] = await Promise.all([listFlows(store, filter), flowFacets(store, filter), flowHistogram(store, filter)]);
    return <FlowList first={{ query, listQuery: asked, list, facets, histogram }} preferences={preferences} />;
  } catch (error) {
    log.warn({ err: error }, 'the flows could not be read for the page');
    return <FlowList first={null} preferences={preferences} />;
  }
}
