'use client';
import { useQuery } from '@tanstack/react-query';
import { Chip } from '#components/ui/chip.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { Deliveries } from '#components/record/deliveries.tsx';
import { Fact, Facts, Section } from '#components/record/facts.tsx';
import { Headers } from '#components/record/headers.tsx';
import { LongText } from '#components/record/long-text.tsx';
import { Neighbours } from '#components/record/neighbours.tsx';
import { PanelFrame } from '#components/record/panel-frame.tsx';
import { PayloadView } from '#components/record/payload.tsx';
import { TryLink } from '#components/record/try-link.tsx';
import { WhereaboutsList } from '#components/record/whereabouts.tsx';
import type { EventDetail } from '#lib/contracts/flows.ts';
import type { EventInput } from '#lib/core/timeline/input.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';

const CLOCKS = { create: 'by the producer’s clock', append: 'by the broker’s clock', none: '' } as const;

interface EventPanelProps {
  event: EventInput;
  record: number;
  graph: RecordGraph;
  deadLetter: boolean;
  onSelect: (record: number) => void;
  onClose: () => void;
}

/** One message: first what the flow knows of it, then its content, which is fetched when looked at. */
export function EventPanel({ event, record, graph, deadLetter, onSelect, onClose }: EventPanelProps) {
  const { source, topic, partition, offset, incarnation } = event.coordinates;
  const place = `/api/v1/events/${[source, topic, partition, offset].map((part) => encodeURIComponent(String(part).toWellFormed())).join('/')}`;
  const path = `${place}?incarnation=${incarnation}`;
  const detail = useQuery({ queryKey: ['event', path], queryFn: ({ signal }) => fetchJson<EventDetail>(path, { signal }), staleTime: 30_000 });
  const { data } = detail;
  return (
    <PanelFrame
      title={<LongText text={event.type ?? topic} most={120} />}
      subtitle={<span className="num font-mono text-sm">{<Verbatim text={topic.slice(0, 120)} />} {partition} · {offset}</span>}
      chip={deadLetter ? <Chip tone="bad">dead letter</Chip> : event.attempt > 1 ? <Chip tone="warn">attempt {event.attempt}</Chip> : <Chip tone="idle">event</Chip>}
      json={data ?? event}
      onClose={onClose}
    >
      <Facts>
        <Fact name="written">
          {event.timestamp === null ? <span className="text-faint">no timestamp</span> : <Time at={event.timestamp} style="millis" />}
          <span className="block text-xs text-faint">{CLOCKS[event.timestampType]}</span>
        </Fact>
        {event.eventTime !== null && <Fact name="event time">{<Time at={event.eventTime} style="millis" />}</Fact>}
        <Fact name="seen by Throughline">{<Time at={event.observedAt} style="millis" />}</Fact>
        <Fact name="produced by">{event.producer === null ? <span className="text-faint">not known: no trace names it</span> : <ServiceName name={event.producer.service ?? 'unknown service'} />}</Fact>
        <Fact name="key" mono>
          {event.key === null ? <span className="text-faint">none</span> : <LongText text={event.key} most={120} />}
        </Fact>
        <Fact name="size">{event.size === null ? 'tombstone' : `${formatCount(event.size)} bytes`}</Fact>
        {event.sharedWith > 0 && <Fact name="shared">with {formatPlural(event.sharedWith, 'other flow')}</Fact>}
        <Fact name="source">
          <Verbatim text={source} />
          {incarnation > 0 && <span className="text-muted"> · topic recreated {formatPlural(incarnation, 'time')}</span>}
        </Fact>
      </Facts>
      <Deliveries event={event} graph={graph} onSelect={onSelect} />
      {data !== undefined && <WhereaboutsList whereabouts={data.whereabouts} sampling={data.sampling} />}
      {detail.isPending && <SkeletonRows rows={5} label="Loading the message" />}
      {detail.isError && <ErrorState what="The message could not be read" error={detail.error} retry={() => void detail.refetch()} />}
      {data !== undefined && <Content detail={data} payloadPath={`${place}/payload?incarnation=${incarnation}`} />}
      <Neighbours graph={graph} record={record} onSelect={onSelect} />
    </PanelFrame>
  );
}

function Content({ detail, payloadPath }: { detail: EventDetail; payloadPath: string }) {
  return (
    <>
      <PayloadView payload={detail.payload} path={payloadPath} />
      {detail.notes.length > 0 && (
        <Section title="Could not be read as it should be">
          <ul className="list-disc pl-4 text-warn">
            {detail.notes.map((note) => (
              <li key={note}>
                <LongText text={note} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Keys">
        {detail.keys.length === 0 && <p className="text-muted">None was found in it.</p>}
        <ul className="flex flex-col gap-1">
          {detail.keys.map(({ kind, name, value, from }) => (
            <li key={`${kind} ${name ?? ''} ${value} ${from}`}>
              <div className="flex items-baseline gap-2">
                <span className="shrink-0 text-muted">{name ?? kind}</span>
                <span className="min-w-0 flex-1 font-mono text-sm">
                  <LongText text={value} most={120} />
                </span>
                <Copy text={value} label={name ?? `${kind} id`} />
              </div>
              <div className="text-xs text-faint">
                read from <Verbatim text={from.slice(0, 200)} mono />
              </div>
            </li>
          ))}
        </ul>
        <TryLink detail={detail} />
      </Section>
      <Headers headers={detail.headers} maskedBy={detail.maskedBy} />
    </>
  );
}
