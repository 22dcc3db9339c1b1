'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ComponentType, ReactNode } from 'react';
import { NoEntry } from '#components/health/no-entry.tsx';
import { QuarantineChip } from '#components/health/quarantine-chip.tsx';
import { ReadRecords, type EventHref } from '#components/health/read-records.tsx';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatBytes, formatCount } from '#components/ui/format.ts';
import { problemOf, ProblemError } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { QuarantineDetail, Reprocessed } from '#lib/contracts/quarantine.ts';

const HOLDS: Record<NonNullable<QuarantineDetail['holds']>, string> = {
  batch: 'a batch of messages, as the broker holds it',
  spans: 'an export of spans',
  zipkin: 'spans in Zipkin’s JSON',
  event: 'the value of a message; its key and headers are kept too',
  pushed: 'the data of a CloudEvent; its attributes are kept too',
  span: 'a span, as JSON',
};

interface QuarantineEntryProps {
  id: string;
  first: QuarantineDetail | null;
  eventHref: EventHref;
  Bytes: ComponentType<QuarantineDetail>;
}

/** What could not be read: where it came from, why, its bytes, and a way to have it read again. */
export function QuarantineEntryView({ id, first, eventHref, Bytes }: QuarantineEntryProps) {
  const path = `/api/v1/quarantine/${id}`;
  const { data, error, refetch } = useQuery({ queryKey: ['quarantined', id], queryFn: ({ signal }) => fetchJson<QuarantineDetail>(path, { signal }), initialData: first ?? undefined, staleTime: 2000, retry: false });
  if (error instanceof ProblemError && error.problem.status === 404) return <NoEntry reason={error.problem.detail ?? ''} />;
  if (data === undefined) return error ? <ErrorState error={error} what="This entry cannot be read" retry={() => void refetch()} /> : <Skeleton className="m-4.5 h-40" />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto pb-12">
      <div className="flex flex-col gap-1.5 border-b border-line px-4.5 pt-4 pb-3">
        <div className="flex flex-wrap items-center gap-2.5">
          <h1 className="min-w-0 wrap-anywhere">
            <bdi>{visibleText(data.origin)}</bdi>
          </h1>
          <QuarantineChip state={data.state} />
          <Copy text={data.origin} label="where it came from" />
        </div>
        <p className="wrap-anywhere">
          <bdi>{visibleText(data.reason)}</bdi>
        </p>
        <ReadAgain entry={data} path={path} />
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 px-4.5 pt-4">
        <Fact name="Quarantined"><Time at={data.at} /></Fact>
        <Fact name="Source"><Verbatim text={data.source} /></Fact>
        {data.place !== null && (
          <Fact name="Stands at">
            <Verbatim text={data.place.first.topic} mono /> partition {data.place.first.partition}, {data.place.first.offset === data.place.last ? `offset ${data.place.last}` : `offsets ${data.place.first.offset} to ${data.place.last}`}
            {data.place.first.incarnation > 0 && `, incarnation ${data.place.first.incarnation}`}
          </Fact>
        )}
        <Fact name="Is">{data.holds === null ? 'bytes of which nobody kept what they are: nothing can read them again' : HOLDS[data.holds]}</Fact>
        <Fact name="Size">{formatBytes(data.size)}</Fact>
        {data.tried !== null && data.read === null && (
          <Fact name="Last tried">
            <Time at={data.tried.at} />: <bdi className="wrap-anywhere">{visibleText(data.tried.reason)}</bdi>
          </Fact>
        )}
        {data.read !== null && (
          <Fact name="Read again">
            <Time at={data.read.at} />: {formatCount(data.read.events)} events and {formatCount(data.read.spans)} spans
          </Fact>
        )}
      </dl>
      <ReadRecords entry={data} eventHref={eventHref} />
      <section aria-label="Bytes" className="px-4.5 pt-6">
        <div className="flex flex-wrap items-center gap-2.5 pb-1.5">
          <h2 className="font-semibold">Bytes</h2>
          {data.bytes.truncated && <span className="num text-muted">the first {formatBytes(data.bytes.hex.length / 2)} of {formatBytes(data.size)}</span>}
          {data.size > 0 && <a href={`${path}/bytes`} download className={buttonClasses()}>Save all of them</a>}
        </div>
        {data.size === 0 ? <p className="text-muted">None: it was empty, or masking keeps none.</p> : <Bytes {...data} />}
      </section>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="num min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}

/** Not offered where it was read, or where nothing could. */
function ReadAgain({ entry, path }: { entry: QuarantineDetail; path: string }) {
  const queries = useQueryClient();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => fetchJson<Reprocessed>(`${path}/reprocess`, { method: 'POST' }),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['quarantined', entry.id] }), queries.invalidateQueries({ queryKey: ['quarantine'] }), queries.invalidateQueries({ queryKey: ['health'] })]),
  });
  return (
    <div className="flex flex-wrap items-center gap-2.5 pt-1">
      {entry.read === null && entry.holds !== null && (
        <Button look="primary" disabled={isPending} onClick={() => mutate()}>
          {isPending ? 'Reading…' : 'Read it again'}
        </Button>
      )}
      <p role="status" className="min-w-0 wrap-anywhere text-muted">
        {error ? (
          `It was not read: ${problemOf(error).detail ?? problemOf(error).title}`
        ) : data?.state === 'unreadable' ? (
          <>Still not readable: <bdi>{visibleText(data.reason ?? '')}</bdi></>
        ) : data?.state === 'read' ? (
          'Read and stored. Its flows come in a moment.'
        ) : entry.read === null && entry.holds !== null ? (
          'When what kept it from being read is mended: what is in it is then stored where it belongs, once.'
        ) : null}
      </p>
    </div>
  );
}
