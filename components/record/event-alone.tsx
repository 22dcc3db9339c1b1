'use client';
import { useLeadOn } from '#components/live/use-lead-on.ts';
import { CopyMenu } from '#components/record/copy-menu.tsx';
import { EventContent } from '#components/record/event-content.tsx';
import { useEventCopies } from '#components/record/event-copies.ts';
import { EventFacts } from '#components/record/event-facts.tsx';
import { LongText } from '#components/record/long-text.tsx';
import { WhereaboutsList } from '#components/record/whereabouts.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { EventDetail } from '#lib/contracts/flows.ts';

/** An event that no flow shows, on a page of its own. `failure`: why deriving fails for it; null where it does not. */
export function EventAlone({ detail, failure }: { detail: EventDetail; failure: string | null }) {
  const { topic, partition, offset } = detail.coordinates;
  const copies = useEventCopies(detail.coordinates, detail);
  useLeadOn();
  return (
    <article className="mx-auto w-full max-w-180 overflow-auto px-4.5 py-4">
      <div className="flex items-start gap-2">
        <h1 className="min-w-0 flex-1">
          <LongText text={detail.type ?? topic} most={120} />
        </h1>
        <CopyMenu items={copies} />
      </div>
      <p className="num font-mono text-sm text-muted">
        <Verbatim text={topic.slice(0, 200)} /> {partition} · {offset}
      </p>
      <p role="status" className="my-3 rounded-md bg-sunken px-3 py-2 wrap-anywhere text-muted">
        {failure === null ? (
          'No flow shows this event yet. A flow is made within seconds of its arrival; this page leads there by itself as soon as it is.'
        ) : (
          <>
            No flow shows this event: deriving fails for it (<bdi>{visibleText(failure)}</bdi>). It is tried again from time to time, and this page leads to its flow as soon as that succeeds.
          </>
        )}
      </p>
      <EventFacts event={{ ...detail, size: detail.payload.size }} producer={undefined} />
      <WhereaboutsList whereabouts={detail.whereabouts} sampling={detail.sampling} at={detail.coordinates} />
      <EventContent detail={detail} />
    </article>
  );
}
