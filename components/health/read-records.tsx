import Link from 'next/link';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { formatCount } from '#components/ui/format.ts';
import type { QuarantineDetail } from '#lib/contracts/quarantine.ts';
import type { Coordinates } from '#lib/contracts/wire.ts';

export type EventHref = (at: Coordinates) => string;

const MOST_LINKS = 20;

/** Ways to what became of an entry that was read again. */
export function ReadRecords({ entry: { read, place }, eventHref }: { entry: QuarantineDetail; eventHref: EventHref }) {
  if (read === null) return null;
  const events = read.events > 0 && place !== null ? placesOf(place) : [];
  if (events.length + read.traces.length === 0) return null;
  const more = Math.max(0, read.events - events.length);
  return (
    <section aria-label="What was in it" className="px-4.5 pt-6">
      <h2 className="pb-1.5 font-semibold">What was in it</h2>
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {events.map((at) => (
          <li key={at.offset}>
            <Link href={eventHref(at)} prefetch={false} className="num text-accent underline">
              <Verbatim text={at.topic} mono /> {at.partition} · {at.offset}
            </Link>
          </li>
        ))}
        {read.traces.map((trace) => (
          <li key={trace}>
            <Link href={`/flows/${trace}`} prefetch={false} className="font-mono text-sm text-accent underline">
              {trace}
            </Link>
          </li>
        ))}
        {more > 0 && events.length > 0 && <li className="num text-muted">and {formatCount(more)} more</li>}
      </ul>
    </section>
  );
}

/** Of a compacted batch some may be missing: their pages say so. */
function placesOf({ first, last }: NonNullable<QuarantineDetail['place']>): Coordinates[] {
  const count = Math.min(MOST_LINKS, Number(BigInt(last) - BigInt(first.offset)) + 1);
  return Array.from({ length: count }, (_, index) => ({ ...first, offset: String(BigInt(first.offset) + BigInt(index)) }));
}
