'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { useCallback, type ReactNode } from 'react';
import { MessageBar, type SetTopic } from '#components/topics/message-bar.tsx';
import { Messages } from '#components/topics/messages.tsx';
import { TopicHeader } from '#components/topics/topic-header.tsx';
import { topicApi } from '#components/topics/topic-path.ts';
import { GroupsTable, PartitionsTable, TypesTable } from '#components/topics/topic-tables.tsx';
import { messagesQuery, topicParsers, topicQuery, type Tab } from '#components/topics/url-state.ts';
import { useKeptUp } from '#components/live/use-kept-up.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { PageTabs } from '#components/ui/page-tabs.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { isAbsolute } from '#components/ui/time-range.ts';
import type { TopicDetail, TopicMessage, TopicMessages } from '#lib/contracts/topics.ts';

const EVERY_MS = 5000;

/** The library of the chart is large, and what one comes for is the messages. */
const RateChart = dynamic(() => import('#components/topics/rate-chart.tsx').then(({ RateChart: chart }) => chart), { ssr: false, loading: () => <Skeleton className="h-30 w-full" /> });

interface TopicViewProps {
  /** What the server read for the first paint, and for which parts of the address. */
  first: { readonly topic: TopicDetail; readonly query: string; readonly messages: TopicMessages | null; readonly messagesQuery: string };
  /** A message, unfolded. */
  renderMessage: (message: TopicMessage) => ReactNode;
}

/** One topic: what goes on in it, and its messages. */
export function TopicView({ first, renderMessage }: TopicViewProps) {
  const [state, setState] = useQueryStates(topicParsers, { history: 'push' });
  const set: SetTopic = useCallback((change, options) => void setState(change, options), [setState]);
  const query = topicQuery(state);
  const read = useQuery({
    queryKey: ['topic', first.topic.source, first.topic.name, query],
    queryFn: ({ signal }) => fetchJson<TopicDetail>(`${topicApi(first.topic)}?${query}`, { signal }),
    initialData: query === first.query ? first.topic : undefined,
    placeholderData: keepPreviousData,
    staleTime: 2000,
  });
  useKeptUp(() => read.refetch(), EVERY_MS, !isAbsolute(state.range));
  const topic = read.data ?? first.topic;
  const filters = messagesQuery(state);
  const go = (tab: Tab) => set({ tab });
  return (
    <>
      <div className="flex max-h-[60%] flex-col gap-2.5 overflow-y-auto border-b border-line px-4.5 pt-4">
        <TopicHeader topic={topic} onIncarnation={(incarnation) => set({ incarnation, message: null, partition: null, offset: null })} />
        {read.error && (
          <p role="alert" className="rounded-md bg-warn-soft px-2 py-1 text-sm text-warn">
            Not up to date: {problemOf(read.error).detail ?? problemOf(read.error).title}
          </p>
        )}
        <div className="hidden min-[700px]:block">
          <RateChart topic={topic} onChoose={(from, to) => set({ tab: 'messages', from: new Date(from).toISOString(), to: new Date(to).toISOString(), offset: null })} />
        </div>
        <PageTabs
          className="-mb-px"
          words={TAB_WORDS}
          counts={{ groups: topic.groups.filter(({ state: known }) => known !== 'gone').length, partitions: topic.partitions.length, types: topic.series.length }}
          tab={state.tab}
          onTab={go}
        />
      </div>
      <section aria-label={TAB_WORDS[state.tab]} className="relative flex min-h-0 flex-1 flex-col">
        {state.tab === 'messages' && <MessageBar topic={topic} state={state} set={set} />}
        {state.tab === 'messages' && <Messages key={`${filters} ${topic.incarnation}`} topic={topic} state={state} set={set} initial={filters === first.messagesQuery ? first.messages : null} renderMessage={renderMessage} />}
        {state.tab !== 'messages' && (
          <div className="min-h-0 flex-1 overflow-y-auto">
            {state.tab === 'groups' && <GroupsTable source={topic.source} groups={topic.groups} groupsSampledAt={topic.groupsSampledAt} />}
            {state.tab === 'partitions' && <PartitionsTable partitions={topic.partitions} incarnation={topic.incarnation} incarnations={topic.incarnations} />}
            {state.tab === 'types' && <TypesTable series={topic.series} from={topic.from} to={topic.to} onType={(type) => set({ tab: 'messages', q: type })} />}
          </div>
        )}
      </section>
    </>
  );
}

const TAB_WORDS: Readonly<Record<Tab, string>> = { messages: 'Latest messages', groups: 'Consumer groups', partitions: 'Partitions', types: 'Event types' };
