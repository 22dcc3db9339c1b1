'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { replayApi } from '#components/replays/api.ts';
import { ItemRow } from '#components/replays/item-row.tsx';
import { Button } from '#components/ui/button.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { itemWord } from '#components/ui/replay-states.ts';
import { Select } from '#components/ui/select.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import type { Replay, ReplayItem, ReplayItemList } from '#lib/contracts/replays.ts';
import { ITEM_STATES } from '#lib/core/dead-letters/states.ts';

const PAGE = 100;
const AFTER_ERROR_MS = 5000;
/** So many pages are read again while it moves; whoever has gone further down reads what was. */
const MOST_KEPT_UP = 3;

interface ItemListProps {
  replay: Replay;
  state: ReplayItem['state'] | null;
  onState: (state: ReplayItem['state'] | null) => void;
}

/** What became of each message, in the order in which they are sent. */
export function ItemList({ replay, state, onState }: ItemListProps) {
  const [unfolded, setUnfolded] = useState<string | null>(null);
  const query = state === null ? '' : `state=${state}&`;
  const list = useInfiniteQuery({
    queryKey: ['replays', 'items', replay.id, state],
    queryFn: ({ signal, pageParam }) => fetchJson<ReplayItemList>(`${replayApi(replay.id)}/items?${query}limit=${PAGE}${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { error } }) => (error ? AFTER_ERROR_MS : false),
  });
  const pages = list.data?.pages;
  const { refetch } = list;
  const few = (pages?.length ?? 0) <= MOST_KEPT_UP;
  // Whatever becomes of a message changes a count of its replay, the last one too.
  const counts = [replay.state, replay.sent, replay.succeeded, replay.failedAgain, replay.unsure].join(' ');
  useEffect(() => {
    if (few) void refetch();
  }, [counts, few, refetch]);
  const items = [...new Map((pages ?? []).flatMap((page) => page.items).map((item) => [item.id, item])).values()];
  return (
    <section aria-label="Messages" className="border-t border-line">
      <div className="num flex flex-wrap items-center gap-3 px-4.5 py-2">
        <h2 className="text-sm font-semibold">Messages</h2>
        <Select label="State of the messages" value={state ?? ''} onChoose={(chosen) => onState(ITEM_STATES.find((each) => each === chosen) ?? null)} options={[{ value: '', label: 'All states' }, ...ITEM_STATES.map((each) => ({ value: each, label: itemWord[each] }))]} />
        {state === null && replay.unsure > 0 && <Button onClick={() => onState('unsure')}>Decide about {formatCount(replay.unsure)} unsure</Button>}
        {list.error != null && <span role="alert" className="text-sm text-warn">Not up to date: {problemOf(list.error).detail ?? problemOf(list.error).title}.</span>}
      </div>
      {pages === undefined ? (
        <SkeletonRows rows={4} label="Reading the messages" />
      ) : items.length === 0 ? (
        <p className="px-4.5 pb-6 text-muted">{state === null ? 'Nothing was selected.' : `None is in this state: ${itemWord[state].toLowerCase()}.`}</p>
      ) : (
        <ul aria-label="Messages of the replay">
          {items.map((item) => <ItemRow key={item.id} replayId={replay.id} item={item} unfolded={unfolded === item.id} onUnfold={() => setUnfolded(unfolded === item.id ? null : item.id)} />)}
        </ul>
      )}
      {list.hasNextPage && (
        <p className="num flex items-center gap-3 px-4.5 py-2 text-muted">
          {formatPlural(items.length, 'message')} are shown. <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button>
        </p>
      )}
    </section>
  );
}
