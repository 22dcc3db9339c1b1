'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import type { EventHref } from '#components/health/read-records.tsx';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { DerivedAgain, LeftOutList, LeftOutRecord } from '#lib/contracts/left-out.ts';

const headings = [{ name: 'When' }, { name: 'Record' }, { name: 'Why deriving fails' }];

/** What is stored and in no flow, the latest first. `count` is health's: when it changes the list is read again. */
export function LeftOut({ count, eventHref }: { count: number; eventHref: EventHref }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: ['left-out'], queryFn: ({ signal }) => fetchJson<LeftOutList>('/api/v1/left-out', { signal }), enabled: count > 0 });
  const counted = useRef(count);
  useEffect(() => {
    if (counted.current === count) return;
    counted.current = count;
    if (count > 0) void refetch();
  }, [count, refetch]);
  const again = useMutation({
    mutationFn: () => fetchJson<DerivedAgain>('/api/v1/left-out/derive', { method: 'POST' }),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['left-out'] }), queries.invalidateQueries({ queryKey: ['health'] })]),
  });
  const said = again.error ? `They were not tried: ${problemOf(again.error).detail ?? problemOf(again.error).title}` : again.data ? `${formatPlural(again.data.records, 'record')} tried again. What fails again comes back here within seconds.` : null;
  return (
    <>
      {count === 0 ? (
        <p className="px-4.5 text-muted">None: every record that is stored is in its flow, or on its way there.</p>
      ) : error && !data ? (
        <ErrorState error={error} what="What is in no flow cannot be read" retry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton className="mx-4.5 h-16" />
      ) : (
        <>
          <Table label="Records in no flow" headings={headings}>
            {data.records.map((each) => (
              <TableRow key={JSON.stringify(each.record)}>
                <TableCell>
                  <Time at={each.at} />
                </TableCell>
                <TableCell wrap className="min-w-32 wrap-anywhere">
                  <RecordLink record={each.record} eventHref={eventHref} />
                </TableCell>
                <TableCell wrap className="w-1/2 wrap-anywhere">
                  <bdi>{visibleText(each.reason)}</bdi>
                </TableCell>
              </TableRow>
            ))}
          </Table>
          {data.records.length < count && <p className="num px-4.5 pt-1.5 text-muted">The latest {formatCount(data.records.length)} are shown.</p>}
        </>
      )}
      <div className="flex flex-wrap items-center gap-2.5 px-4.5 pt-2">
        {count > 0 && (
          <Button disabled={again.isPending} onClick={() => again.mutate()}>
            {again.isPending ? 'Trying…' : 'Try them again'}
          </Button>
        )}
        <p role="status" className="min-w-0 wrap-anywhere text-muted">
          {said ?? (count > 0 && 'They are stored, and tried again every hour and whenever a collector starts: after an update, for example. Until then flows are shown without them.')}
        </p>
      </div>
    </>
  );
}

function RecordLink({ record, eventHref }: { record: LeftOutRecord['record']; eventHref: EventHref }) {
  if ('trace' in record) {
    return (
      <>
        trace{' '}
        <Link href={`/flows/${record.trace}`} prefetch={false} className="font-mono text-sm text-accent underline">
          {record.trace}
        </Link>
      </>
    );
  }
  return (
    <Link href={eventHref(record.event)} prefetch={false} className="num text-accent underline">
      <Verbatim text={record.event.topic} mono /> {record.event.partition} · {record.event.offset}
    </Link>
  );
}
