'use client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { groupsNamed } from '#components/palette/groups-named.ts';
import type { Named } from '#components/palette/lines.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import type { FailureGroupList } from '#lib/contracts/dead-letters.ts';
import type { FlowCompletions, KeyMatch, SearchResult } from '#lib/contracts/flows.ts';
import type { ConsumerGroupList } from '#lib/contracts/lag.ts';
import type { TopicList } from '#lib/contracts/topics.ts';

export interface Found {
  readonly matches: readonly KeyMatch[];
  readonly named: readonly Named[];
}

const FIELDS = [
  { field: 'service', group: 'Services' },
  { field: 'kind', group: 'Kinds of flow' },
] as const;
const MOST_NAMED = 5;
/** Groups are found by their topics and members too; those of the name come out of them. */
const MOST_SEARCHED = 50;

async function find(text: string, signal: AbortSignal): Promise<Found> {
  const [asked, name] = [encodeURIComponent(text), encodeURIComponent(text.slice(0, 200))];
  const [{ matches }, { topics }, { groups }, { failureGroups }, ...completions] = await Promise.all([
    fetchJson<SearchResult>(`/api/v1/search?q=${asked}`, { signal }),
    fetchJson<TopicList>(`/api/v1/topics?q=${name}&from=now-15m&sort=messages&limit=${MOST_NAMED}`, { signal }),
    fetchJson<ConsumerGroupList>(`/api/v1/consumer-groups?q=${name}&limit=${MOST_SEARCHED}`, { signal }),
    fetchJson<FailureGroupList>(`/api/v1/failure-groups?q=${name}&limit=${MOST_NAMED}`, { signal }),
    ...FIELDS.map(({ field }) => fetchJson<FlowCompletions>(`/api/v1/flows/completions?field=${field}&limit=${MOST_NAMED}&text=${name}`, { signal })),
  ]);
  const fields = FIELDS.map(({ field, group }, index) => ({
    group,
    values: (completions[index]?.values ?? []).map(({ value, count }) => ({ value, detail: count === null ? '' : formatPlural(count, 'flow'), href: `/flows?${field}=${encodeURIComponent(value)}` })),
  }));
  return { matches, named: [...fields, { group: 'Topics', values: topics.map(topicLine) }, { group: 'Consumer groups', values: groupsNamed(groups, text).slice(0, MOST_NAMED) }, { group: 'Causes of dead letters', values: failureGroups.map(causeLine) }] };
}

const topicLine = ({ source, name, kept }: TopicList['topics'][number]) => ({
  value: name,
  detail: `${source} · ${kept === '1' ? '1 message' : `${formatCount(Number(kept))} messages`}`,
  href: `/topics/${encodeURIComponent(source)}/${encodeURIComponent(name)}`,
});

const causeLine = ({ id, title, open, originTopic }: FailureGroupList['failureGroups'][number]) => ({
  value: title,
  detail: [open === 0 ? 'none open' : `${formatCount(open)} open`, ...(originTopic === null ? [] : [`from ${originTopic}`])].join(' · '),
  href: `/dead-letters/groups/${id}`,
});

const foundQuery = (text: string) => ({
  queryKey: ['palette', text],
  queryFn: ({ signal }: { signal: AbortSignal }) => find(text, signal),
  staleTime: 2000,
});

/** What is called so, while one types; and the same for certain, when one presses Enter. */
export function useFound(text: string, enabled: boolean) {
  const client = useQueryClient();
  const { data, isFetching } = useQuery({ ...foundQuery(text), enabled: enabled && text !== '', placeholderData: keepPreviousData });
  return { found: text === '' ? undefined : data, isFetching, ask: (asked: string): Promise<Found> => client.fetchQuery(foundQuery(asked)) };
}
