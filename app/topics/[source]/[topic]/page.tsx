import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { NoTopic } from '#components/topics/no-topic.tsx';
import { messagesQuery, topicParsers, topicQuery } from '#components/topics/url-state.ts';
import { PAGE } from '#components/topics/rows.ts';
import { TopicMessagesQuery, TopicQuery } from '#lib/contracts/topics.ts';
import { fromPathPart } from '#lib/core/path-part.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { topicMessages } from '#lib/services/topics/messages.ts';
import { readTopic } from '#lib/services/topics/read.ts';
import { authorisePage } from '#lib/web/page.ts';
import { queryParams } from '#lib/web/request-input.ts';
import { TopicPageView } from './topic-page-view.tsx';

interface TopicPageProps {
  params: Promise<{ source: string; topic: string }>;
  searchParams: Promise<SearchParams>;
}

const loadState = createLoader(topicParsers);

export async function generateMetadata({ params }: TopicPageProps): Promise<Metadata> {
  return { title: fromPathPart((await params).topic).slice(0, 80) };
}

export default async function TopicPage({ params, searchParams }: TopicPageProps) {
  const { store, conventions } = await authorisePage();
  const path = await params;
  const [source, name] = [fromPathPart(path.source), fromPathPart(path.topic)];
  const state = await loadState(searchParams);
  const [query, filters] = [topicQuery(state), messagesQuery(state)];
  // A search may take a second: the page does not wait for it.
  const isQuick = state.tab === 'messages' && !state.q && !state.key;
  try {
    const [topic, messages] = await Promise.all([
      readTopic(store, conventions, source, name, TopicQuery.parse(queryParams(new URLSearchParams(query)))),
      isQuick ? topicMessages(store, source, name, TopicMessagesQuery.parse({ ...queryParams(new URLSearchParams(filters)), limit: PAGE })) : null,
    ]);
    return <TopicPageView first={{ topic, query, messages, messagesQuery: filters }} />;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not-found') return <NoTopic source={source} name={name} reason={error.message} />;
    throw error;
  }
}
