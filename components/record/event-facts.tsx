import { Fact, Facts } from '#components/record/facts.tsx';
import { LongText } from '#components/record/long-text.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { EventInput } from '#lib/core/timeline/input.ts';

const CLOCKS = { create: 'by the producer’s clock', append: 'by the broker’s clock', none: '' } as const;

type Known = Pick<EventInput, 'coordinates' | 'timestamp' | 'timestampType' | 'eventTime' | 'observedAt' | 'key' | 'keyBytes' | 'size'>;

/** When and by whom a message was written. `producer`: undefined where no flow says whether it is known. */
export function EventFacts({ event, producer }: { event: Known; producer: EventInput['producer'] | undefined }) {
  const { source, incarnation } = event.coordinates;
  return (
    <Facts>
      <Fact name="written">
        {event.timestamp === null ? <span className="text-faint">no timestamp</span> : <Time at={event.timestamp} style="millis" />}
        <span className="block text-xs text-faint">{CLOCKS[event.timestampType]}</span>
      </Fact>
      {event.eventTime !== null && <Fact name="event time">{<Time at={event.eventTime} style="millis" />}</Fact>}
      <Fact name="seen by Throughline">{<Time at={event.observedAt} style="millis" />}</Fact>
      {producer !== undefined && <Fact name="produced by">{producer === null ? <span className="text-faint">not known: no trace names it</span> : <ServiceName name={producer.service ?? 'unknown service'} />}</Fact>}
      <Fact name="key" mono>
        {event.key === null ? <span className="text-faint">none</span> : <LongText text={event.key} most={120} />}
        {event.keyBytes !== undefined && <span className="block font-sans text-xs text-faint">the beginning of {formatCount(event.keyBytes)} bytes</span>}
      </Fact>
      <Fact name="size">{event.size === null ? 'tombstone' : `${formatCount(event.size)} bytes`}</Fact>
      <Fact name="source">
        <Verbatim text={source} />
        {incarnation > 0 && <span className="text-muted"> · topic recreated {formatPlural(incarnation, 'time')}</span>}
      </Fact>
    </Facts>
  );
}
