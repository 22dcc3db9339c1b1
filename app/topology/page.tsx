import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { TopologyView } from '#components/topology/topology-view.tsx';
import { topologyParsers, topologyQuery } from '#components/topology/url-state.ts';
import { TopologyQuery } from '#lib/contracts/topology.ts';
import { readTopology } from '#lib/services/topology/read.ts';
import { authorisePage } from '#lib/web/page.ts';
import { queryParams } from '#lib/web/request-input.ts';

export const metadata: Metadata = { title: 'Topology' };

const loadState = createLoader(topologyParsers);

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function TopologyPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { store, log } = await authorisePage();
  const { range, node } = await loadState(searchParams);
  const query = topologyQuery(range, node);
  try {
    const topology = await readTopology(store, TopologyQuery.parse(queryParams(new URLSearchParams(query))));
    return <TopologyView first={{ query, topology }} />;
  } catch (error) {
    log.warn({ err: error }, 'the topology could not be read for the page');
    return <TopologyView first={null} />;
  }
}
