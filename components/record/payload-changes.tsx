import { useMemo } from 'react';
import { Changes, LineChanges } from '#components/record/changes.tsx';
import type { EventDetail } from '#lib/contracts/flows.ts';
import { differenceOfPayloads, type PayloadDifference } from '#lib/core/difference/payloads.ts';

type Payload = EventDetail['payload'];

/** What differs between two payloads, and by what it is told. */
export function PayloadChanges({ before, after }: { before: Payload; after: Payload }) {
  const difference = useMemo(() => differenceOfPayloads(before, after), [before, after]);
  return (
    <>
      {(before.masked || after.masked) && difference.kind !== 'told' && <p className="text-xs text-faint">Masked values are compared by their masks: equal values have equal masks.</p>}
      <Difference difference={difference} />
    </>
  );
}

const WHY = {
  'no JSON': 'Compared as text, line by line: it is no JSON.',
  'too large': 'Too large to be compared by structure: compared as text, line by line.',
  cut: 'Only the beginnings are kept here: these are compared as text, line by line.',
} as const;

function Difference({ difference }: { difference: PayloadDifference }) {
  if (difference.kind === 'same') return <p className="text-muted">{difference.by === 'content' ? 'The same.' : 'The same before they were masked, as their keyed hashes say.'}</p>;
  if (difference.kind === 'told') return <p className="text-muted">{difference.words}</p>;
  if (difference.kind === 'structure') return <Changes changes={difference.changes} label="Changes of the payload" />;
  const differs = difference.lines.some(({ kind }) => kind !== 'same');
  return (
    <>
      <p className="mb-1 text-xs text-muted">
        {WHY[difference.why]}
        {difference.coarse && ' Between the first difference and the last it is too long for that, too: all of it is shown as replaced.'}
      </p>
      {differs ? <LineChanges lines={difference.lines} label="Changed lines of the payload" /> : <p className="text-muted">No line differs in what is compared.</p>}
    </>
  );
}
