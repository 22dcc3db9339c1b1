'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { groupApi, type GroupName } from '#components/lag/api.ts';
import { keptUp } from '#components/live/kept-up.ts';
import { useSampled } from '#components/lag/use-sampled.ts';
import { bestKey } from '#components/ui/best-key.ts';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount, formatDuration, formatPlural } from '#components/ui/format.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { GroupWaiting } from '#lib/contracts/lag.ts';
import { refId } from '#lib/core/timeline/input.ts';

export type WaitingFlow = GroupWaiting['flows'][number];

const PAGE = 50;

/** The page of a flow with the message selected that waits. */
export const waitingPath = ({ flow, event }: Pick<WaitingFlow, 'flow' | 'event'>): string => `/flows/${encodeURIComponent(flow.id)}?record=${encodeURIComponent(refId({ event }))}`;

export function useWaiting(name: GroupName, query: string, limit: number) {
  const list = useInfiniteQuery({
    ...keptUp,
    queryKey: ['lag', 'waiting', name.source, name.group, query, limit],
    queryFn: ({ signal, pageParam }) => {
      const parts = [query, `limit=${limit}`, pageParam === null ? '' : `cursor=${encodeURIComponent(pageParam)}`];
      return fetchJson<GroupWaiting>(`${groupApi(name)}/waiting?${parts.filter(Boolean).join('&')}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
  useSampled(() => !list.isFetching && list.refetch());
  return list;
}

/** Whose orders wait: the flows that have a message in this lag, oldest first. */
export function WaitingFlows({ name, query, lag }: { name: GroupName; query: string; lag: string | null }) {
  const list = useWaiting(name, query, PAGE);
  const pages = list.data?.pages;
  if (pages === undefined) return list.error ? <ErrorState error={list.error} what="The flows that wait cannot be read" retry={() => void list.refetch()} /> : <SkeletonRows rows={6} label="Reading the flows that wait" />;
  const flows = [...new Map(pages.flatMap((page) => page.flows).map((each) => [each.flow.id, each])).values()];
  const notInFlows = pages[0]?.notInFlows ?? null;
  if (flows.length === 0) return <NoneWait lag={lag} notInFlows={notInFlows} />;
  return (
    <>
      <Table label="Flows that wait" headings={[{ name: 'Flow' }, { name: 'Kind' }, { name: 'Status' }, { name: 'Message' }, { name: 'Written', right: true }, { name: 'Waits', right: true }, { name: 'Ahead of it', right: true }, { name: 'Its turn in', right: true }]}>
        {flows.map((waiting) => (
          <WaitingRow key={waiting.flow.id} waiting={waiting} />
        ))}
      </Table>
      <div className="num flex flex-wrap items-center gap-3 px-4.5 py-2 text-sm text-muted">
        {list.hasNextPage && (
          <>
            <span>{formatPlural(flows.length, 'flow')} {flows.length === 1 ? 'is' : 'are'} shown, the longest waiting first.</span>
            <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>Show more</Button>
          </>
        )}
        {notInFlows !== null && notInFlows !== '0' && <span>{formatCount(notInFlows)} further {notInFlows === '1' ? 'message' : 'messages'} of the lag {notInFlows === '1' ? 'is' : 'are'} in no flow: their topic is not read by Throughline, or not yet.</span>}
        {list.isFetchNextPageError && <span className="text-warn">The next could not be read.</span>}
      </div>
    </>
  );
}

function WaitingRow({ waiting }: { waiting: WaitingFlow }) {
  const { flow, event, writtenAt, waitedMs, ahead, etaMs, others } = waiting;
  const key = bestKey(flow);
  return (
    <TableRow>
      <TableCell>
        <span className="flex items-center gap-1.5">
          <Link href={waitingPath(waiting)} prefetch={false} title="the flow, with the message selected that waits" className="max-w-72 truncate font-mono text-sm font-medium hover:underline">
            <Verbatim text={key?.value ?? flow.id} />
          </Link>
          <Copy text={key?.value ?? flow.id} label="the key" />
        </span>
      </TableCell>
      <TableCell><Verbatim text={flow.kind} /></TableCell>
      <TableCell><StatusChip status={flow.status} /></TableCell>
      <TableCell className="text-sm text-muted">
        <Verbatim text={event.topic} mono /> {event.partition} · {formatCount(event.offset)}
        {others > 0 && <span className="text-faint"> and {formatCount(others)} more</span>}
      </TableCell>
      <TableCell right>{writtenAt === null ? '–' : <Time at={writtenAt} />}</TableCell>
      <TableCell right className="font-medium">{formatDuration(waitedMs)}</TableCell>
      <TableCell right>{ahead === '0' ? 'it is next' : `up to ${formatCount(ahead)}`}</TableCell>
      <TableCell right>{etaText(etaMs)}</TableCell>
    </TableRow>
  );
}

export const etaText = (etaMs: number | null): string => (etaMs === null ? 'not at this rate' : etaMs < 1000 ? '< 1 s' : formatDuration(etaMs));

function NoneWait({ lag, notInFlows }: { lag: string | null; notInFlows: string | null }) {
  if (lag === '0') {
    return (
      <EmptyState title="Nothing waits">
        <p>The group has read all that was written to its topics.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No flow is known to wait here">
      {notInFlows !== null && notInFlows !== '0' ? (
        <p>{formatCount(notInFlows)} messages wait, and none of them is in a flow: their topics are not read by Throughline (KAFKA_TOPICS), or what waits was written before Throughline read them, or is not derived yet.</p>
      ) : (
        <p>{lag === null ? 'What the group has still to read is not known.' : 'What waited when the group was last sampled was read since, or is in no flow that is kept.'}</p>
      )}
    </EmptyState>
  );
}
