'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { createParser, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { MOVING_MS } from '#components/replays/api.ts';
import { isMoving, outcomeSentence } from '#components/replays/outcome.ts';
import { keptUp } from '#components/live/kept-up.ts';
import { useTold } from '#components/live/use-told.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { ExportLinks } from '#components/ui/export-links.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { problemOf } from '#components/ui/problem.ts';
import { replayTone, replayWord } from '#components/ui/replay-states.ts';
import { Select } from '#components/ui/select.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { Replay, ReplayList as Answer } from '#lib/contracts/replays.ts';
import { REPLAY_STATES } from '#lib/core/dead-letters/states.ts';

const PAGE = 50;

const parsers = {
  state: parseAsStringLiteral(REPLAY_STATES),
  failureGroup: createParser({ parse: (value) => (/^[0-9a-f]{32}$/.test(value) ? value : null), serialize: (value: string) => value }),
};

/** Every replay, the newest first, with what became of it. */
export function ReplayList() {
  const [{ state, failureGroup }, set] = useQueryStates(parsers, { history: 'push' });
  const query = new URLSearchParams({ ...(state === null ? {} : { state }), ...(failureGroup === null ? {} : { failureGroup }) }).toString();
  const list = useInfiniteQuery({
    ...keptUp,
    queryKey: ['replays', 'list', query],
    queryFn: ({ signal, pageParam }) => fetchJson<Answer>(`/api/v1/replays?${[query, `limit=${PAGE}`, pageParam === null ? '' : `cursor=${encodeURIComponent(pageParam)}`].filter(Boolean).join('&')}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data, error } }) => (error ? 5000 : (data?.pages[0]?.replays.some(isMoving) ?? false) ? MOVING_MS * 2 : false),
  });
  useTold('dead-letters', () => !list.isFetching && list.refetch());
  const pages = list.data?.pages;
  const replays = [...new Map((pages ?? []).flatMap((page) => page.replays).map((replay) => [replay.id, replay])).values()];
  return (
    <>
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-2 border-b border-line px-4.5 pt-4 pb-3">
        <h1>Replays</h1>
        <p className="min-w-0 flex-1 text-muted">What was planned and sent back to where it came from, and what came of it.</p>
        <span className="flex flex-wrap gap-1.5">
          <Select label="State" value={state ?? ''} onChoose={(chosen) => void set({ state: REPLAY_STATES.find((each) => each === chosen) ?? null })} options={[{ value: '', label: 'All states' }, ...REPLAY_STATES.map((each) => ({ value: each, label: replayWord[each] }))]} />
          {failureGroup !== null && <Button on onClick={() => void set({ failureGroup: null })}>of one failure group ×</Button>}
          <ExportLinks path="/api/v1/replays" query={query} what="the replays of these filters" />
        </span>
      </header>
      {pages !== undefined && list.error != null && <p role="alert" className="border-b border-line bg-warn-soft px-4.5 py-1.5 text-warn">Not up to date: {problemOf(list.error).detail ?? problemOf(list.error).title}.</p>}
      <div className="min-h-0 flex-1 overflow-y-auto">
        {pages === undefined ? (
          list.error ? <ErrorState error={list.error} what="The replays cannot be read" retry={() => void list.refetch()} /> : <SkeletonRows rows={8} label="Reading replays" />
        ) : replays.length === 0 ? (
          <EmptyState title={query === '' ? 'Nothing was replayed yet' : 'No replay fits'}>
            <p>A replay is planned from a failure group or from single dead letters. Its plan says what would happen before anything is sent.</p>
            <Link href="/dead-letters" className={`${buttonClasses()} self-start`}>Dead letters</Link>
          </EmptyState>
        ) : (
          <>
            <Table label="Replays" headings={[{ name: 'Replay' }, { name: 'State' }, { name: 'What became of it' }, { name: 'Selection' }, { name: 'Reason' }, { name: 'By' }, { name: 'Planned', right: true }]}>
              {replays.map((replay) => <Row key={replay.id} replay={replay} />)}
            </Table>
            {list.hasNextPage && <p className="px-4.5 py-2"><Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button></p>}
          </>
        )}
      </div>
    </>
  );
}

function Row({ replay }: { replay: Replay }) {
  return (
    <TableRow>
      <TableCell className="num"><Link href={`/replays/${replay.id}`} prefetch={false} className="font-medium hover:underline">Replay {replay.id}</Link></TableCell>
      <TableCell><Chip tone={replayTone[replay.state]} dot>{replayWord[replay.state]}</Chip></TableCell>
      <TableCell wrap className="num min-w-44">{outcomeSentence(replay)}</TableCell>
      <TableCell wrap className="min-w-28"><bdi className="wrap-anywhere">{visibleText(replay.selection)}</bdi></TableCell>
      <TableCell wrap className="min-w-28 text-muted"><bdi className="line-clamp-3 whitespace-pre-wrap wrap-anywhere">{visibleText(replay.reason, { lines: true })}</bdi></TableCell>
      <TableCell><Verbatim text={replay.actor} /></TableCell>
      <TableCell right className="num"><Time at={replay.plannedAt} style="compact" /></TableCell>
    </TableRow>
  );
}
