'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { FIRST, MORE } from '#components/lag/page-size.ts';
import { groupKey } from '#components/lag/url-state.ts';
import { keptUp } from '#components/live/kept-up.ts';
import { useSampled } from '#components/lag/use-sampled.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { ConsumerGroup, ConsumerGroupList } from '#lib/contracts/lag.ts';

export interface FirstGroups {
  readonly query: string;
  readonly list: ConsumerGroupList;
}

/** The groups that a query of the list lets through, as far as one has scrolled, kept up. */
export function useGroups(query: string, first: FirstGroups | null) {
  const list = useInfiniteQuery({
    ...keptUp,
    queryKey: ['lag', 'groups', query],
    queryFn: ({ signal, pageParam }) => {
      const place = pageParam === null ? `limit=${FIRST}` : `limit=${MORE}&cursor=${encodeURIComponent(pageParam)}`;
      return fetchJson<ConsumerGroupList>(`/api/v1/consumer-groups?${query === '' ? '' : `${query}&`}${place}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    initialData: query === first?.query ? { pages: [first.list], pageParams: [null] } : undefined,
    placeholderData: keepPreviousData,
  });
  useSampled(() => !list.isFetching && list.refetch());
  return list;
}

/** What moved from one page to another while they were read stands in both: it is shown once, where it came first. */
export function distinct(pages: readonly Pick<ConsumerGroupList, 'groups'>[]): ConsumerGroup[] {
  return [...new Map(pages.flatMap(({ groups }) => groups).toReversed().map((group) => [groupKey(group), group])).values()].toReversed();
}
