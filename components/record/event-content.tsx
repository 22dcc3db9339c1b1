'use client';
import type { ReactNode } from 'react';
import { Headers } from '#components/record/headers.tsx';
import { Keys } from '#components/record/keys.tsx';
import { LongText } from '#components/record/long-text.tsx';
import { PayloadView } from '#components/record/payload.tsx';
import { Section } from '#components/record/facts.tsx';
import { eventPath } from '#components/record/use-event.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';

/** What a message says: its payload, with whatever belongs beside that; what could not be read of it, its keys and its headers. */
export function EventContent({ detail, children }: { detail: EventDetail; children?: ReactNode }) {
  return (
    <>
      <PayloadView payload={detail.payload} path={`${eventPath(detail.coordinates)}/payload?incarnation=${detail.coordinates.incarnation}`} />
      {children}
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
      <Keys detail={detail} />
      <Headers headers={detail.headers} maskedBy={detail.maskedBy} />
    </>
  );
}
