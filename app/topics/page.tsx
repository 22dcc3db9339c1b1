import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { TopicList } from '#components/topics/topic-list.tsx';
import { listQuery, topicListParsers } from '#components/topics/url-state.ts';
import { TopicListQuery } from '#lib/contracts/topics.ts';
import { listTopics } from '#lib/services/topics/list.ts';
import { authorisePage } from '#lib/web/page.ts';
import { queryParams } from '#lib/web/request-input.ts';

export const metadata: Metadata = { title: 'Topics' };

const FIRST = 100;
const loadState = createLoader(topicListParsers);

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function TopicsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { store, conventions, log } = await authorisePage();
  const query = listQuery(await loadState(searchParams));
  try {
    const list = await listTopics(store, conventions, TopicListQuery.parse({ ...queryParams(new URLSearchParams(query)), limit: FIRST }));
    return <TopicList first={{ query, list }} />;
  } catch (error) {
    log.warn({ err: error }, 'the topics could not be read for the page');
    return <TopicList first={null} />;
  }
}
