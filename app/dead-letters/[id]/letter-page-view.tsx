'use client';
import Link from 'next/link';
import { LetterPage } from '#components/dead-letters/letter-page.tsx';
import { Changes } from '#components/record/changes.tsx';
import { Headers } from '#components/record/headers.tsx';
import { PayloadChanges } from '#components/record/payload-changes.tsx';
import { PayloadView } from '#components/record/payload.tsx';
import { eventHref, eventPath, useEvent } from '#components/record/use-event.ts';
import { PageCrumb } from '#components/shell/crumbs.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { DeadLetterDetail } from '#lib/contracts/dead-letters.ts';
import { differenceOfNames } from '#lib/core/difference/names.ts';

/** A dead letter with the views of messages that every page has. */
export const LetterPageView = ({ id, first }: { id: string; first: DeadLetterDetail | null }) => <LetterPage id={id} first={first} Crumb={PageCrumb} Message={Message} Difference={HealthyDifference} />;

function Message({ letter: { coordinates, payload, headers } }: { letter: DeadLetterDetail }) {
  return (
    <>
      <PayloadView payload={payload} path={`${eventPath(coordinates)}/payload?incarnation=${coordinates.incarnation}`} />
      <Headers headers={headers} maskedBy={[]} />
    </>
  );
}

/** From the healthy one to this: what came, what went, what is otherwise. */
function HealthyDifference({ letter, healthy }: { letter: DeadLetterDetail; healthy: NonNullable<DeadLetterDetail['healthy']> }) {
  const { data, error } = useEvent(healthy);
  if (data === undefined) return error === null ? <Skeleton className="h-16 w-full" /> : <p role="alert" className="text-warn">The healthy one cannot be read: {problemOf(error).detail ?? problemOf(error).title}</p>;
  // What was added on the way to the dead-letter topic tells of the failure, not of the message.
  const known = new Set(data.headers.map(({ name }) => name));
  const changes = differenceOfNames(data.headers.map(({ name, value }) => [name, value]), letter.headers.filter(({ name }) => known.has(name)).map(({ name, value }) => [name, value]));
  return (
    <>
      <p className="num mb-1.5 text-sm text-muted">
        From <Link href={eventHref(healthy)} prefetch={false} className="text-accent underline"><Verbatim text={healthy.topic} mono /> {healthy.partition} · {healthy.offset}</Link> to this one.
      </p>
      <h3 className="text-xs font-medium text-faint">Payload</h3>
      <PayloadChanges before={data.payload} after={letter.payload} />
      {changes.length > 0 && (
        <details className="mt-2">
          <summary className="text-sm text-muted">Headers that both have, or that it lost: {changes.length} differ</summary>
          <Changes changes={changes} label="Changes of the headers" />
        </details>
      )}
    </>
  );
}
