'use client';
import type { Ref } from 'react';
import { Deliveries } from '#components/record/deliveries.tsx';
import { ChangesOfAttempt, DifferenceSection } from '#components/record/difference.tsx';
import { EventContent } from '#components/record/event-content.tsx';
import { useEventCopies } from '#components/record/event-copies.ts';
import { EventFacts } from '#components/record/event-facts.tsx';
import { Section } from '#components/record/facts.tsx';
import { LongText } from '#components/record/long-text.tsx';
import { Neighbours } from '#components/record/neighbours.tsx';
import { OtherFlows } from '#components/record/other-flows.tsx';
import { PanelFrame } from '#components/record/panel-frame.tsx';
import { TrailCrumbs } from '#components/record/trail-crumbs.tsx';
import { TriageLinks } from '#components/record/triage-links.tsx';
import { eventHref, eventPath, useEvent } from '#components/record/use-event.ts';
import { WhereaboutsList } from '#components/record/whereabouts.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { formatPlural } from '#components/ui/format.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { eventId, type EventInput } from '#lib/core/timeline/input.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';

interface EventPanelProps {
  event: EventInput;
  record: number;
  graph: RecordGraph;
  deadLetter: boolean;
  onSelect: (record: number) => void;
  onClose: () => void;
  content: Ref<HTMLDivElement>;
}

/** One message: first what the flow knows of it, then its content, which is fetched when looked at. */
export function EventPanel({ event, record, graph, deadLetter, onSelect, onClose, content }: EventPanelProps) {
  const { topic, partition, offset } = event.coordinates;
  const detail = useEvent(event.coordinates);
  const { data } = detail;
  const copies = useEventCopies(event.coordinates, data ?? event);
  return (
    <PanelFrame
      title={<LongText text={event.type ?? topic} most={120} />}
      subtitle={<span className="num font-mono text-sm">{<Verbatim text={topic.slice(0, 120)} />} {partition} · {offset}</span>}
      chip={deadLetter ? <Chip tone="bad">dead letter</Chip> : event.attempt > 1 ? <Chip tone="warn">attempt {event.attempt}</Chip> : <Chip tone="idle">event</Chip>}
      href={eventHref(event.coordinates)}
      copies={copies}
      trail={<TrailCrumbs />}
      onClose={onClose}
      content={content}
    >
      <TriageLinks event={event} />
      <ChangesOfAttempt />
      <EventFacts event={event.keyBytes === undefined || data === undefined ? event : { ...event, key: data.key, keyBytes: undefined }} producer={event.producer} />
      {event.sharedWith > 0 && (
        <Section title="Shared" note={`with ${formatPlural(event.sharedWith, 'other flow')}`}>
          <OtherFlows path={`${eventPath(event.coordinates)}/flows`} record={eventId(event.coordinates)} label={event.type ?? topic} />
        </Section>
      )}
      <Deliveries event={event} graph={graph} onSelect={onSelect} />
      {data !== undefined && <WhereaboutsList whereabouts={data.whereabouts} sampling={data.sampling} at={data.coordinates} />}
      {detail.isPending && <SkeletonRows rows={5} label="Loading the message" />}
      {detail.isError && <ErrorState what="The message could not be read" error={detail.error} retry={() => void detail.refetch()} />}
      {data !== undefined && (
        <EventContent detail={data}>
          <DifferenceSection />
        </EventContent>
      )}
      <Neighbours graph={graph} record={record} onSelect={onSelect} />
    </PanelFrame>
  );
}
