'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { aroundRecord } from '#components/dead-letters/around.ts';
import { bestKey } from '#components/ui/best-key.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount, formatDuration, formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { RecordNotes } from '#components/ui/record-notes.tsx';
import { ServiceName } from '#components/ui/service-name.tsx';
import { shortText } from '#components/ui/short-text.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { DeadLetterDetail } from '#lib/contracts/dead-letters.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { refId } from '#lib/core/timeline/input.ts';

/** Records before it and after it. */
const AROUND = 12;

/** The flow that it stopped: a line, and the records around it when they are asked for. */
export function FlowAround({ letter: { flow, flowId, coordinates } }: { letter: DeadLetterDetail }) {
  const [open, setOpen] = useState(false);
  if (flow === null || flowId === null) return <p className="text-muted">No flow shows it yet: a flow is made within seconds, or it is no longer kept.</p>;
  const record = refId({ event: coordinates });
  return (
    <>
      <div className="num flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <StatusChip status={flow.status} />
        <Verbatim text={bestKey(flow)?.value ?? flow.id} mono className="max-w-72 truncate font-medium" />
        <span className="text-muted"><Verbatim text={flow.kind} />, {formatPlural(flow.counts.events, 'event')}, {formatPlural(flow.counts.spans, 'span')}</span>
        <span className="flex gap-1.5">
          <Link href={`/flows/${encodeURIComponent(flowId)}?record=${encodeURIComponent(record)}`} prefetch={false} className={buttonClasses()}>Open in its flow</Link>
          <Button pressed={open} onClick={() => setOpen(!open)}>{open ? 'Fold' : 'Unfold'}</Button>
        </span>
      </div>
      {open && <Around flowId={flowId} record={record} />}
    </>
  );
}

function Around({ flowId, record }: { flowId: string; record: string }) {
  const path = `/api/v1/flows/${encodeURIComponent(flowId)}`;
  const { data, error } = useQuery({ queryKey: ['dead-letters', 'flow', flowId], queryFn: ({ signal }) => fetchJson<FlowDetail>(path, { signal }), staleTime: 10_000, select: (detail) => aroundRecord(detail, record, AROUND) });
  if (data === undefined) return error ? <p role="alert" className="mt-2 text-warn">It cannot be read: {problemOf(error).detail ?? problemOf(error).title}</p> : <Skeleton className="mt-2 h-24 w-full" />;
  return (
    <ol aria-label="Records around it" className="num mt-2">
      {data.before > 0 && <li className="text-sm text-faint">{formatCount(data.before)} before</li>}
      {data.rows.map((row) => {
        // Faint words have too little contrast on the ground of the chosen row.
        const faint = row.id === record ? 'text-muted' : 'text-faint';
        return (
          <li key={row.id} aria-current={row.id === record ? 'true' : undefined} className={classes('flex min-h-row items-center gap-x-2.5 border-b border-line px-1', row.id === record && 'bg-accent-soft')}>
            <span className={classes('w-16 shrink-0 text-right text-sm', faint)}>{row.sinceStart === 0 ? '0' : `+${formatDuration(row.sinceStart / 1000)}`}</span>
            <span className="w-28 shrink-0 truncate text-sm">{row.service === null ? <span className={faint}>not known</span> : <ServiceName name={row.service} />}</span>
            <Link href={`/flows/${encodeURIComponent(flowId)}?record=${encodeURIComponent(row.id)}`} prefetch={false} className={classes('min-w-0 flex-1 truncate hover:underline', row.kind === 'message' && 'font-medium')}>
              <Verbatim text={shortText(row.name)} />
              {row.topic !== null && row.kind === 'message' && <Verbatim text={` ${row.topic}`} mono className={classes('pl-1.5 font-normal', faint)} />}
            </Link>
            <RecordNotes row={row} critical={false} marked={false} />
          </li>
        );
      })}
      {data.after > 0 && <li className="text-sm text-faint">{formatCount(data.after)} after{data.leftOut > 0 && `, and ${formatCount(data.leftOut)} more that the flow’s page leaves out`}</li>}
    </ol>
  );
}
