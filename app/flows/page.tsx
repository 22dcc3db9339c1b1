import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { FlowList } from '#components/flow-list/flow-list.tsx';
import { PAGE } from '#components/flow-list/page-size.ts';
import { apiQuery, flowListParsers } from '#components/flow-list/url-state.ts';
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
  const query = apiQuery(await loadFilters(searchParams));
  const filter = FlowListQuery.parse({ ...queryParams(new URLSearchParams(query)), limit: PAGE });
  try {
    const [list, facets, histogram] = await Promise.all([listFlows(store, filter), flowFacets(store, filter), flowHistogram(store, filter)]);
    return <FlowList first={{ query, list, facets, histogram }} />;
  } catch (error) {
    log.warn({ err: error }, 'the flows could not be read for the page');
    return <FlowList first={null} />;
  }
}
