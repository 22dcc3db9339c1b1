import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { EventAlone } from '#components/record/event-alone.tsx';
import { EventUnreadable } from '#components/record/event-unreadable.tsx';
import type { EventDetail } from '#lib/contracts/flows.ts';
import { routes } from '#lib/contracts/routes.ts';
import { eventId } from '#lib/core/timeline/input.ts';
import { readEventDetail } from '#lib/services/events/read.ts';
import { whyUnderivable } from '#lib/services/health/underivable.ts';
import { authorisePage } from '#lib/web/page.ts';
import { fromPathPart } from '#lib/core/path-part.ts';

interface EventPageProps {
  params: Promise<Record<'source' | 'topic' | 'partition' | 'offset', string>>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: EventPageProps): Promise<Metadata> {
  const { topic, partition, offset } = await params;
  return { title: `${fromPathPart(topic).slice(0, 80)} ${partition} · ${offset}`.slice(0, 120) };
}

/** The permanent address of an event: it leads to the flow that shows it, whichever that is by now, and shows the event alone until one does. */
export default async function EventPage({ params, searchParams }: EventPageProps) {
  const { store, conventions } = await authorisePage();
  const parts = Object.fromEntries(Object.entries(await params).map(([name, part]) => [name, fromPathPart(part)]));
  const place = routes.readEvent.params.safeParse(parts);
  const query = routes.readEvent.query.safeParse(await searchParams);
  if (!place.success || !query.success) notFound();
  const { incarnation } = query.data;
  let detail: EventDetail | null;
  try {
    detail = await readEventDetail(store, { ...place.data, offset: BigInt(place.data.offset), incarnation: incarnation ?? null }, conventions);
  } catch (error) {
    const at = { ...place.data, incarnation: incarnation ?? 0 };
    const failure = await whyUnderivable(store, at);
    if (failure === null) throw error;
    return <EventUnreadable at={at} failure={failure} />;
  }
  if (detail === null) notFound();
  if (detail.flowId !== null) redirect(`/flows/${encodeURIComponent(detail.flowId)}?record=${encodeURIComponent(eventId(detail.coordinates))}`);
  return <EventAlone detail={detail} failure={await whyUnderivable(store, detail.coordinates)} />;
}
