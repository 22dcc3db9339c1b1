import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { FailuresView } from '#components/dead-letters/failures-view.tsx';
import { FIRST } from '#components/dead-letters/page-size.ts';
import { groupsQuery, listParsers } from '#components/dead-letters/url-state.ts';
import { FailureGroupListQuery } from '#lib/contracts/dead-letters.ts';
import { listFailureGroups } from '#lib/services/dead-letters/list-failure-groups.ts';
import { authorisePage } from '#lib/web/page.ts';
import { queryParams } from '#lib/web/request-input.ts';

export const metadata: Metadata = { title: 'Dead letters' };

const loadState = createLoader(listParsers);

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function DeadLettersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { store, log } = await authorisePage();
  const query = groupsQuery(await loadState(searchParams));
  try {
    const list = await listFailureGroups(store, FailureGroupListQuery.parse({ ...queryParams(new URLSearchParams(query)), limit: FIRST }));
    return <FailuresView first={{ query, list }} />;
  } catch (error) {
    log.warn({ err: error }, 'the failure groups could not be read for the page');
    return <FailuresView first={null} />;
  }
}
