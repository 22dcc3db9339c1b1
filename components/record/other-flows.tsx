'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePlace } from '#components/record/use-trail.ts';
import { bestKey } from '#components/ui/best-key.ts';
import { Button } from '#components/ui/button.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { problemOf } from '#components/ui/problem.ts';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { RecordFlows } from '#lib/contracts/records.ts';

const PAGE = 10;

interface OtherFlowsProps {
  /** Of the API, of the record: its flows stand under it. */
  path: string;
  /** Of the record, as `refId` writes it, and what it is called. */
  record: string;
  label: string;
}

/** The flows besides this one that show a record, by name: each is opened at the record, and leads back. */
export function OtherFlows({ path, record, label }: OtherFlowsProps) {
  const { flow, trail } = usePlace();
  const pages = useInfiniteQuery({
    queryKey: ['flows-of-record', path],
    queryFn: ({ signal, pageParam }) => fetchJson<RecordFlows>(`${path}?limit=${PAGE}${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 30_000,
  });
  if (pages.isPending) return <p className="text-sm text-muted">Looking for its flows…</p>;
  if (pages.isError) return <p role="alert" className="text-sm text-bad">{problemOf(pages.error).title}: its flows could not be read.</p>;
  const flows = pages.data.pages.flatMap((page) => page.flows).filter(({ id }) => id !== flow.id);
  if (flows.length === 0) return <p className="text-sm text-muted">No other flow shows it.</p>;
  return (
    <>
      <ul aria-label="Other flows that show it" className="flex flex-col">
        {flows.map((other) => (
          <li key={other.id}>
            <Link href={trail.hrefTo({ flow: other.id, record, label })} className="-mx-1.5 flex flex-wrap items-baseline gap-x-2 rounded-md px-1.5 py-1 hover:bg-sunken">
              <StatusChip status={other.status} />
              <bdi className="min-w-0 truncate font-mono text-sm">{visibleText((bestKey(other)?.value ?? other.id).slice(0, 60))}</bdi>
              <span className="ml-auto flex shrink-0 gap-2 text-xs text-faint">
                <bdi className="max-w-30 truncate">{visibleText(other.kind)}</bdi>
                <Time at={other.startedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button look="quiet" className="-ml-1.5 h-6 px-1.5" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {pages.isFetchingNextPage ? 'Loading…' : 'Show more'}
        </Button>
      )}
    </>
  );
}
