'use client';
import { Changes } from '#components/record/changes.tsx';
import { PayloadChanges } from '#components/record/payload-changes.tsx';
import { useEvent } from '#components/record/use-event.ts';
import { problemOf } from '#components/ui/problem.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';
import { differenceOfNames, type Named } from '#lib/core/difference/names.ts';
import type { EventInput } from '#lib/core/timeline/input.ts';

/** What differs between two messages: their payloads, and what stands beside them. */
export function EventChanges({ before, after }: { before: Pick<EventInput, 'coordinates'>; after: Pick<EventInput, 'coordinates'> }) {
  const [then, now] = [useEvent(before.coordinates), useEvent(after.coordinates)];
  const error = then.error ?? now.error;
  if (error !== null) return <p role="alert" className="text-bad">The messages could not be read: {problemOf(error).detail ?? problemOf(error).title}</p>;
  if (then.data === undefined || now.data === undefined) return <p className="text-muted">Reading both messages…</p>;
  return <Compared before={then.data} after={now.data} />;
}

const headersOf = ({ headers }: EventDetail): Named[] => headers.map(({ name, value }) => [name, value]);
const factsOf = ({ key, type, payload, coordinates: { partition } }: EventDetail): Named[] => [['key', key], ['type', type], ['partition', String(partition)], ['content type', payload.contentType]];

function Compared({ before, after }: { before: EventDetail; after: EventDetail }) {
  const facts = differenceOfNames(factsOf(before), factsOf(after));
  const headers = differenceOfNames(headersOf(before), headersOf(after));
  return (
    <>
      <h4 className="mt-1 text-xs font-medium text-faint">Payload</h4>
      <PayloadChanges before={before.payload} after={after.payload} />
      <h4 className="mt-2 text-xs font-medium text-faint">Headers</h4>
      {headers.length === 0 ? <p className="text-muted">The same.</p> : <Changes changes={headers} label="Changes of the headers" />}
      {facts.length > 0 && (
        <>
          <h4 className="mt-2 text-xs font-medium text-faint">Message</h4>
          <Changes changes={facts} label="Changes of the message" />
        </>
      )}
    </>
  );
}
