'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { keptUp } from '#components/live/kept-up.ts';
import { FIRST, MORE } from '#components/dead-letters/page-size.ts';
import { useTold } from '#components/live/use-told.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { FailureGroup, FailureGroupList } from '#lib/contracts/dead-letters.ts';

export interface FirstGroups {
  readonly query: string;
  readonly list: FailureGroupList;
}

/** The failure groups that a query lets through, as far as one has scrolled, kept up. */
export function useGroups(query: string, first: FirstGroups | null) {
  const list = useInfiniteQuery({
    ...keptUp,
    queryKey: ['dead-letters', 'groups', query],
    queryFn: ({ signal, pageParam }) => {
      const place = pageParam === null ? `limit=${FIRST}` : `limit=${MORE}&cursor=${encodeURIComponent(pageParam)}`;
      return fetchJson<FailureGroupList>(`/api/v1/failure-groups?${query === '' ? '' : `${query}&`}${place}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    initialData: query === first?.query ? { pages: [first.list], pageParams: [null] } : undefined,
    placeholderData: keepPreviousData,
  });
  useTold('dead-letters', () => !list.isFetching && list.refetch());
  return list;
}

/** What moved from one page to another while they were read stands in both: it is shown once, where it came first. */
export const distinct = (pages: readonly Pick<FailureGroupList, 'failureGroups'>[]): FailureGroup[] =>
  [...new Map(pages.flatMap(({ failureGroups }) => failureGroups).toReversed().map((group) => [group.id, group])).values()].toReversed();
