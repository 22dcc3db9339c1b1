'use client';
import type { Ref } from 'react';
import { ChangesOfAttempt, DifferenceSection } from '#components/record/difference.tsx';
import { jsonCopy, useCurl } from '#components/record/event-copies.ts';
import { LinkedSpan } from '#components/record/linked-span.tsx';
import { OtherFlows } from '#components/record/other-flows.tsx';
import { TrailCrumbs } from '#components/record/trail-crumbs.tsx';
import { usePlace } from '#components/record/use-trail.ts';
import { Chip } from '#components/ui/chip.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { formatDuration, formatPlural } from '#components/ui/format.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { Time } from '#components/ui/time.tsx';
import { Attributes } from '#components/record/attributes.tsx';
import { Fact, Facts, Section } from '#components/record/facts.tsx';
import { SpanLinks } from '#components/record/span-links.tsx';
import { SpanEvents } from '#components/record/span-events.tsx';
import { LongText } from '#components/record/long-text.tsx';
import { Neighbours } from '#components/record/neighbours.tsx';
import { PanelFrame } from '#components/record/panel-frame.tsx';
import { spanId, type SpanInput } from '#lib/core/timeline/input.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';

interface SpanPanelProps {
  span: SpanInput;
  /** Its name, with the attempt where it was not the first. */
  title: string;
  record: number;
  graph: RecordGraph;
  /** Microseconds that its clock gave way in the picture. */
  skew: number;
  onSelect: (record: number) => void;
  onClose: () => void;
  content: Ref<HTMLDivElement>;
}

/** One span: everything is known already. */
export function SpanPanel({ span, title, record, graph, skew, onSelect, onClose, content }: SpanPanelProps) {
  const { traceId, parentSpanId } = span;
  const parent = parentSpanId === null ? undefined : graph.indexOf.get(spanId({ traceId, spanId: parentSpanId }));
  const { flow } = usePlace();
  const path = `/api/v1/spans/${encodeURIComponent(traceId)}/${encodeURIComponent(span.spanId)}`;
  const copies = [jsonCopy(span), useCurl(path)];
  return (
    <PanelFrame
      title={<LongText text={title} most={160} />}
      subtitle={<ServiceName name={span.service.slice(0, 120)} />}
      chip={span.status === 'error' ? <Chip tone="bad">error</Chip> : <Chip tone={span.status === 'ok' ? 'ok' : 'idle'}>{span.status === 'ok' ? 'ok' : 'span'}</Chip>}
      href={`/flows/${encodeURIComponent(flow.id)}?record=${encodeURIComponent(graph.records[record]!.id)}`}
      copies={copies}
      trail={<TrailCrumbs />}
      onClose={onClose}
      content={content}
    >
      {span.statusMessage !== '' && (
        <p className="mb-2 rounded-md bg-bad-soft px-2.5 py-1.5 text-bad">
          <LongText text={span.statusMessage} lines />
        </p>
      )}
      <ChangesOfAttempt />
      <Facts>
        <Fact name="worked">{formatDuration(span.durationMs)}</Fact>
        <Fact name="started">{<Time at={span.startedAt} style="millis" />}</Fact>
        <Fact name="ended">{<Time at={new Date(Date.parse(span.startedAt) + span.durationMs).toISOString()} style="millis" />}</Fact>
        <Fact name="kind">{span.kind}</Fact>
        {skew > 0 && <Fact name="clock put right by">{<span className="text-warn">{formatDuration(skew / 1000)}</span>}</Fact>}
      </Facts>
      {skew > 0 && <p className="mt-1 text-muted">Its clock contradicts what led to it or what followed. The picture draws it where it can have been; the times above are as they were sent.</p>}
      {span.sharedWith > 0 && (
        <Section title="Shared" note={`with ${formatPlural(span.sharedWith, 'other flow')}`}>
          <OtherFlows path={`${path}/flows`} record={spanId(span)} label={span.name} />
        </Section>
      )}
      <Neighbours graph={graph} record={record} onSelect={onSelect} />
      <SpanLinks span={span} graph={graph} onSelect={onSelect} />
      <DifferenceSection />
      <Attributes title="Attributes" attributes={span.attributes} />
      <SpanEvents events={span.events} start={span.startedAt} />
      <Section title="Trace">
        <Facts>
          <Fact name="trace" mono>
            {traceId}
            <Copy text={traceId} label="trace id" />
          </Fact>
          <Fact name="span" mono>
            {span.spanId}
            <Copy text={span.spanId} label="span id" />
          </Fact>
          <Fact name="parent" mono>
            {parentSpanId === null ? (
              <span className="font-sans text-faint">none: a root</span>
            ) : parent === undefined ? (
              <LinkedSpan span={{ traceId, spanId: parentSpanId }} />
            ) : (
              <button type="button" className="text-accent hover:underline" onClick={() => onSelect(parent)}>
                {parentSpanId}
              </button>
            )}
          </Fact>
        </Facts>
      </Section>
      <Attributes title="Resource" attributes={span.resource} />
    </PanelFrame>
  );
}
