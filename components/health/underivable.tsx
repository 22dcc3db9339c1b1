'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import type { EventHref } from '#components/health/read-records.tsx';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { Underivable, UnderivableList, UnderivableRetried } from '#lib/contracts/underivable.ts';

const headings = [{ name: 'Last tried' }, { name: 'Message or trace' }, { name: 'Why deriving fails' }];

/** The rollup tries them whenever they are due. */
const READ_AGAIN_MS = 5000;

/** What is stored and cannot be brought into its flow, the latest first. `count` is health's: when it changes the list is read again. */
export function UnderivableRecords({ count, eventHref }: { count: number; eventHref: EventHref }) {
  const { data, error, refetch } = useQuery({ queryKey: ['underivable'], queryFn: ({ signal }) => fetchJson<UnderivableList>('/api/v1/underivable', { signal }), enabled: count > 0, refetchInterval: READ_AGAIN_MS });
  const counted = useRef(count);
  useEffect(() => {
    if (counted.current === count) return;
    counted.current = count;
    if (count > 0) void refetch();
  }, [count, refetch]);
  if (count === 0) return <p className="px-4.5 text-muted">None: what is stored is in its flow, or on its way there.</p>;
  if (error && !data) return <ErrorState error={error} what="What cannot be derived cannot be read" retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="mx-4.5 h-16" />;
  return (
    <>
      <Table label="Not derived" headings={headings}>
        {data.underivable.map(({ at, reason, what }) => (
          <TableRow key={JSON.stringify(what)}>
            <TableCell>
              <Time at={at} />
            </TableCell>
            <TableCell wrap className="min-w-32 wrap-anywhere">
              <Name what={what} eventHref={eventHref} />
            </TableCell>
            <TableCell wrap className="w-1/2 wrap-anywhere">
              <bdi>{visibleText(reason)}</bdi>
            </TableCell>
          </TableRow>
        ))}
      </Table>
      {data.underivable.length < count && <p className="num px-4.5 pt-1.5 text-muted">The latest {formatCount(data.underivable.length)} are shown.</p>}
      <TryAgain />
    </>
  );
}

/** A trace has no page without a flow. */
function Name({ what, eventHref }: { what: Underivable['what']; eventHref: EventHref }) {
  if ('trace' in what) {
    return (
      <span className="inline-flex items-center gap-1.5">
        trace <span className="font-mono text-sm">{what.trace}</span> <Copy text={what.trace} label="trace id" />
      </span>
    );
  }
  return (
    <Link href={eventHref(what.event)} prefetch={false} className="num text-accent underline">
      <Verbatim text={what.event.topic} mono /> {what.event.partition} · {what.event.offset}
    </Link>
  );
}

function TryAgain() {
  const queries = useQueryClient();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => fetchJson<UnderivableRetried>('/api/v1/underivable/retry', { method: 'POST' }),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['underivable'] }), queries.invalidateQueries({ queryKey: ['health'] })]),
  });
  return (
    <div className="flex flex-wrap items-center gap-2.5 px-4.5 pt-2">
      <Button disabled={isPending} onClick={() => mutate()}>
        {isPending ? 'Asking…' : 'Try them again'}
      </Button>
      <p role="status" className="min-w-0 wrap-anywhere text-muted">
        {error
          ? `They are not tried: ${problemOf(error).detail ?? problemOf(error).title}`
          : data
            ? 'The rollup tries them after what has just arrived. What can be derived leaves this list.'
            : 'Their flows are missing or lack them. They are tried again every hour, and when a collector takes over the rollup, as after an update.'}
      </p>
    </div>
  );
}
