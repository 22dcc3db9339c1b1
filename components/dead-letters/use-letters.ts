'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { keptUp } from '#components/live/kept-up.ts';
import { FIRST, MORE } from '#components/dead-letters/page-size.ts';
import { useTold } from '#components/live/use-told.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { DeadLetter, DeadLetterList } from '#lib/contracts/dead-letters.ts';

/** Pages that are read again with each news; what was scrolled past beyond them is read again when it is wanted. */
const MOST_PAGES = 20;

/** The dead letters that a query lets through, newest first, as far as one has scrolled, kept up. */
export function useLetters(query: string) {
  const list = useInfiniteQuery({
    ...keptUp,
    queryKey: ['dead-letters', 'letters', query],
    queryFn: ({ signal, pageParam }) => {
      const place = pageParam === null ? `limit=${FIRST}` : `limit=${MORE}&cursor=${encodeURIComponent(pageParam)}`;
      return fetchJson<DeadLetterList>(`/api/v1/dead-letters?${query === '' ? '' : `${query}&`}${place}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
  const read = list.data?.pages.length ?? 0;
  useTold('dead-letters', () => !list.isFetching && read <= MOST_PAGES && list.refetch());
  return list;
}

export const distinctLetters = (pages: readonly Pick<DeadLetterList, 'deadLetters'>[]): DeadLetter[] =>
  [...new Map(pages.flatMap(({ deadLetters }) => deadLetters).toReversed().map((letter) => [letter.id, letter])).values()].toReversed();
