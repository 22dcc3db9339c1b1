'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useKeptUp } from '#components/live/use-kept-up.ts';
import { TopicRow } from '#components/topics/topic-row.tsx';
import { TypedField } from '#components/ui/typed-field.tsx';
import { listQuery, topicListParsers, type SORTS } from '#components/topics/url-state.ts';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { classes } from '#components/ui/classes.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { isAbsolute, RANGES } from '#components/ui/time-range.ts';
import type { TopicList as TopicListAnswer } from '#lib/contracts/topics.ts';

const PAGE = 100;
const EVERY_MS = 5000;

type Sort = (typeof SORTS)[number];

const HEADINGS: readonly { readonly name: string; readonly title?: string; readonly sort?: Sort; readonly right?: boolean; readonly wide?: boolean }[] = [
  { name: 'Topic', sort: 'name' },
  { name: 'Written', title: 'over the time range', sort: 'messages' },
  { name: 'Now', title: 'messages a second, over the last minute or two', sort: 'rate', right: true },
  { name: 'Kept', title: 'messages that Throughline keeps', sort: 'kept', right: true },
  { name: 'Partitions', title: 'of which messages are kept', right: true, wide: true },
  { name: 'Groups', title: 'consumer groups that commit on it', right: true, wide: true },
  { name: 'Worst lag', title: 'messages that the group furthest behind has still to read', sort: 'lag', right: true },
  { name: 'Last message', sort: 'lastMessageAt', right: true },
];

interface FirstTopics {
  readonly query: string;
  readonly list: TopicListAnswer;
}

/** Every topic that was seen: what is written to it, and who is behind. */
export function TopicList({ first }: { first: FirstTopics | null }) {
  const [state, set] = useQueryStates(topicListParsers, { history: 'push' });
  const query = listQuery(state);
  const list = useInfiniteQuery({
    queryKey: ['topics', query],
    queryFn: ({ signal, pageParam }) => fetchJson<TopicListAnswer>(`/api/v1/topics?${query}&limit=${PAGE}${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    initialData: query === first?.query ? { pages: [first.list], pageParams: [null] } : undefined,
    placeholderData: keepPreviousData,
    staleTime: 2000,
  });
  useKeptUp(() => list.refetch(), EVERY_MS, !isAbsolute(state.range));
  const pages = list.data?.pages;
  const topics = pages?.flatMap((page) => page.topics) ?? [];
  const total = pages?.[0]?.total ?? 0;
  const range = RANGES.find(({ value }) => value === state.range)?.sentence ?? 'in the chosen time';
  return (
    <>
      <div className="flex flex-col gap-2.5 border-b border-line px-4.5 pt-4 pb-3">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1>Topics</h1>
          {pages && <Sentence topics={topics} total={total} range={range} />}
        </div>
        <TypedField label="Filter by name" text={state.q ?? ''} onText={(q) => void set({ q: q || null }, { history: 'replace' })} className="w-64" />
      </div>
      {!pages && (list.error ? <ErrorState error={list.error} what="The topics cannot be read" retry={() => void list.refetch()} /> : <SkeletonRows rows={12} label="Reading topics" />)}
      {pages && topics.length === 0 && <NoTopics filtered={state.q !== null} clear={() => void set({ q: null })} />}
      {topics.length > 0 && (
        <div tabIndex={0} role="region" aria-label="Topics" className="@container relative min-h-0 flex-1 overflow-auto -outline-offset-2">
          <table aria-label="Topics" className="w-full border-collapse">
            <thead className="sticky top-0 z-20 bg-bg">
              <tr className="h-row border-b border-line">
                {HEADINGS.map(({ name, title, sort, right, wide }) => (
                  <th key={name} scope="col" title={title} aria-sort={sort === state.sort ? (sort === 'name' ? 'ascending' : 'descending') : undefined} className={classes('pr-4 text-xs font-medium whitespace-nowrap text-muted first:pl-4.5 last:pr-4.5', right ? 'text-right' : 'text-left', wide && 'hidden @min-[840px]:table-cell')}>
                    {sort === undefined ? (
                      name
                    ) : (
                      <button type="button" onClick={() => void set({ sort })} className={classes('h-6 hover:text-ink', sort === state.sort && 'text-ink')}>
                        {name} <span aria-hidden>{sort === state.sort ? (sort === 'name' ? '↑' : '↓') : ''}</span>
                      </button>
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {topics.map((topic) => (
                <TopicRow key={`${topic.source}/${topic.name}`} topic={topic} range={state.range} />
              ))}
            </tbody>
          </table>
          {list.hasNextPage && (
            <div className="flex items-center gap-3 px-4.5 py-3 text-muted">
              <span className="num">{formatCount(topics.length)} of {formatCount(total)} are shown.</span>
              <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>Show more</Button>
            </div>
          )}
        </div>
      )}
    </>
  );
}

function Sentence({ topics, total, range }: { topics: TopicListAnswer['topics']; total: number; range: string }) {
  const active = topics.filter(({ messages }) => messages !== '0').length;
  const behind = topics.filter(({ worstLag }) => Number(worstLag?.lag ?? 0) > 0).length;
  // Of the others, which are not read yet, it is not known.
  const part = topics.length < total;
  const atLeast = part ? 'at least ' : '';
  const dead = topics.filter(({ role, messages }) => role === 'dead-letter' && messages !== '0').length;
  return (
    <p className="num flex flex-wrap items-center gap-x-2.5 gap-y-1 text-muted">
      {dead > 0 && <Chip tone="bad">{atLeast}{formatPlural(dead, 'topic')} with new dead letters</Chip>}
      {behind > 0 && <Chip tone="idle">{atLeast}{formatCount(behind)} with a group behind</Chip>}
      <span>
        {formatPlural(total, 'topic')}, {part ? `of the ${formatCount(topics.length)} shown ` : ''}{formatCount(active)} written to {range}
      </span>
    </p>
  );
}

function NoTopics({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  if (filtered) {
    return (
      <EmptyState title="No topic has such a name">
        <p>Names are searched for a part of them, in any case.</p>
        <Button className="self-start" onClick={clear}>Clear the filter</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No topic was seen yet">
      <p>Topics appear as soon as a source is read: set KAFKA_BROKERS, or send CloudEvents over HTTP. Health says which sources there are and what hinders them.</p>
    </EmptyState>
  );
}
