import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { LagView } from '#components/lag/lag-view.tsx';
import { lagListParsers, listQuery } from '#components/lag/url-state.ts';
import { FIRST } from '#components/lag/page-size.ts';
import { ConsumerGroupListQuery } from '#lib/contracts/lag.ts';
import { listGroups } from '#lib/services/lag/list.ts';
import { authorisePage } from '#lib/web/page.ts';
import { queryParams } from '#lib/web/request-input.ts';

export const metadata: Metadata = { title: 'Lag' };

const loadState = createLoader(lagListParsers);

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function LagPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { store, log } = await authorisePage();
  const query = listQuery(await loadState(searchParams));
  try {
    const list = await listGroups(store, ConsumerGroupListQuery.parse({ ...queryParams(new URLSearchParams(query)), limit: FIRST }));
    return <LagView first={{ query, list }} />;
  } catch (error) {
    log.warn({ err: error }, 'the consumer groups could not be read for the page');
    return <LagView first={null} />;
  }
}
