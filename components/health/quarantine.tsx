'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { QuarantineChip } from '#components/health/quarantine-chip.tsx';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount } from '#components/ui/format.ts';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { QuarantineList } from '#lib/contracts/quarantine.ts';

const headings = [{ name: 'When' }, { name: 'Source' }, { name: 'Where' }, { name: 'State' }, { name: 'Why it could not be read' }, { name: 'Bytes', right: true }, { name: 'Begins with' }];

/** What could not be read, the latest first. `count` is health's: when it changes the list is read again. */
export function Quarantine({ initial, count }: { initial: QuarantineList | null; count: number }) {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['quarantine'],
    queryFn: ({ pageParam, signal }) => fetchJson<QuarantineList>(`/api/v1/quarantine${pageParam === null ? '' : `?cursor=${encodeURIComponent(pageParam)}`}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    initialData: initial ? { pages: [initial], pageParams: [null] } : undefined,
    staleTime: 2000,
  });
  const counted = useRef(count);
  useEffect(() => {
    if (counted.current === count) return;
    counted.current = count;
    void refetch();
  }, [count, refetch]);

  if (error && !data) return <ErrorState error={error} what="The quarantine cannot be read" retry={() => void refetch()} />;
  const entries = data?.pages.flatMap(({ quarantined }) => quarantined) ?? [];
  if (entries.length === 0) return <p className="px-4.5 text-muted">Nothing: everything that came could be read.</p>;
  return (
    <>
      <Table label="Quarantine" headings={headings}>
        {entries.map(({ id, at, state, source, origin, reason, size, preview }) => (
          <TableRow key={id}>
            <TableCell>
              <Time at={at} />
            </TableCell>
            <TableCell>
              <Verbatim text={source} />
            </TableCell>
            <TableCell wrap className="min-w-32 wrap-anywhere font-mono text-sm">
              <Link href={`/health/quarantine/${id}`} prefetch={false} className="text-accent underline">
                <bdi>{visibleText(origin)}</bdi>
              </Link>
            </TableCell>
            <TableCell>
              <QuarantineChip state={state} />
            </TableCell>
            <TableCell wrap className="wrap-anywhere">
              <bdi>{visibleText(reason)}</bdi>
            </TableCell>
            <TableCell right>{formatCount(size)}</TableCell>
            <TableCell className="max-w-44 truncate min-[1200px]:max-w-70 font-mono text-sm text-muted">
              <span title={`the first bytes, as ${preview.encoding === 'hex' ? 'hex' : 'text'}`}>
                <Verbatim text={preview.value.slice(0, 120)} />
              </span>
            </TableCell>
          </TableRow>
        ))}
      </Table>
      {hasNextPage && (
        <Button className="mx-4.5 mt-2" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? 'Reading…' : 'Show older ones'}
        </Button>
      )}
    </>
  );
}
