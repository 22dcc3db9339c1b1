'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Headers } from '#components/record/headers.tsx';
import { PayloadView } from '#components/record/payload.tsx';
import { WhereaboutsList } from '#components/record/whereabouts.tsx';
import { eventApi, flowWithMessage } from '#components/topics/topic-path.ts';
import { buttonClasses } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatBytes, formatCount } from '#components/ui/format.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { EventDetail } from '#lib/contracts/flows.ts';
import type { TopicMessage } from '#lib/contracts/topics.ts';

/** A message of the list with all that is kept of it, read when it is unfolded. */
export function MessageDetail({ message }: { message: TopicMessage }) {
  const { coordinates, flow, timestamp, observedAt, size } = message;
  const path = `${eventApi(coordinates)}?incarnation=${coordinates.incarnation}`;
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['event', path], queryFn: ({ signal }) => fetchJson<EventDetail>(path, { signal }), staleTime: 30_000 });
  const flowId = flow?.id ?? data?.flowId ?? null;
  return (
    <div className="flex flex-col gap-2 px-4.5 py-3">
      <div className="num flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
        {flowId !== null && (
          <Link href={flowWithMessage(flowId, coordinates)} prefetch={false} className={buttonClasses({ look: 'primary' })}>
            Open its flow
          </Link>
        )}
        {flow !== null && <StatusChip status={flow.status} />}
        <span>
          partition {coordinates.partition}, offset {formatCount(coordinates.offset)}
        </span>
        <span>{timestamp === null ? 'no timestamp' : <>written <Time at={timestamp} style="millis" /></>}</span>
        <span>seen <Time at={observedAt} style="millis" /></span>
        <span>{size === null ? 'tombstone' : formatBytes(size)}</span>
        {data?.key != null && (
          <span className="flex min-w-0 items-center gap-1">
            key <Verbatim text={data.key.slice(0, 200)} mono className="max-w-80 truncate text-ink" /> <Copy text={data.key} label="key" />
          </span>
        )}
        {data !== undefined && <Copy text={JSON.stringify(data, null, 2)} label="message as JSON" said="Copy as JSON" />}
      </div>
      {isPending && <SkeletonRows rows={5} label="Loading the message" />}
      {error !== null && <ErrorState what="The message could not be read" error={error} retry={() => void refetch()} />}
      {data !== undefined && (
        <div className="grid max-h-[60vh] min-w-0 grid-cols-1 gap-x-6 overflow-y-auto min-[900px]:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="min-w-0">
            <PayloadView payload={data.payload} path={`${eventApi(coordinates)}/payload?incarnation=${coordinates.incarnation}`} />
          </div>
          <div className="min-w-0">
            <Headers headers={data.headers} maskedBy={data.maskedBy} />
            <WhereaboutsList whereabouts={data.whereabouts} sampling={data.sampling} at={coordinates} />
          </div>
        </div>
      )}
    </div>
  );
}
