'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Attributes } from '#components/record/attributes.tsx';
import { LongText } from '#components/record/long-text.tsx';
import { OtherFlows } from '#components/record/other-flows.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatDuration } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { Time } from '#components/ui/time.tsx';
import type { SpanDetail } from '#lib/contracts/records.ts';
import { spanId, type SpanRefInput } from '#lib/core/timeline/input.ts';

/** A span of another flow, or of none: what it is unfolds in place, so that nobody has to leave. */
export function LinkedSpan({ span }: { span: SpanRefInput }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" aria-expanded={open} className="flex w-full items-baseline gap-1.5 py-[3px] text-left font-mono text-sm hover:text-accent" onClick={() => setOpen(!open)}>
        <span aria-hidden className="w-3 text-faint">
          {open ? '▾' : '▸'}
        </span>
        {span.spanId}
        <span className="ml-auto font-sans text-xs text-faint">not in this flow</span>
      </button>
      {open && <Summary span={span} />}
    </>
  );
}

function Summary({ span: ref }: { span: SpanRefInput }) {
  const path = `/api/v1/spans/${encodeURIComponent(ref.traceId)}/${encodeURIComponent(ref.spanId)}`;
  const query = useQuery({ queryKey: ['span', path], queryFn: ({ signal }) => fetchJson<SpanDetail>(path, { signal }), staleTime: 30_000, retry: false });
  if (query.isPending) return <p className="pl-4.5 text-sm text-muted">Loading the span…</p>;
  if (query.isError) {
    const { title, detail } = problemOf(query.error);
    return <p className="pb-1 pl-4.5 text-sm text-muted">{detail ?? title}</p>;
  }
  const { span } = query.data;
  return (
    <div className="mb-1 ml-1.5 border-l border-line-strong pl-3">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 font-medium">
          <LongText text={span.name} most={120} />
        </span>
        <Chip tone={span.status === 'error' ? 'bad' : span.status === 'ok' ? 'ok' : 'idle'}>{span.status === 'unset' ? 'no status' : span.status}</Chip>
      </div>
      <div className="num flex flex-wrap gap-x-2 text-sm text-muted">
        <ServiceName name={span.service.slice(0, 60)} />
        <Time at={span.startedAt} style="millis" />
        <span>{formatDuration(span.durationMs)}</span>
      </div>
      {span.statusMessage !== '' && (
        <p className="text-sm text-bad">
          <LongText text={span.statusMessage} lines />
        </p>
      )}
      <div className="mt-1">
        <OtherFlows path={`${path}/flows`} record={spanId(span)} label={span.name} />
      </div>
      <details className="mt-1 text-sm">
        <summary className="text-muted">Its attributes</summary>
        <Attributes title="Attributes of the linked span" attributes={span.attributes} />
      </details>
    </div>
  );
}
