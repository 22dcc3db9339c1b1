import Link from 'next/link';
import { LongText } from '#components/record/long-text.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { Coordinates } from '#lib/contracts/wire.ts';

/** An event that is stored, and of which nothing but its place can be read. */
export function EventUnreadable({ at: { topic, partition, offset }, failure }: { at: Coordinates; failure: string }) {
  return (
    <article className="mx-auto w-full max-w-180 overflow-auto px-4.5 py-4">
      <h1>
        <LongText text={topic} most={120} />
      </h1>
      <p className="num font-mono text-sm text-muted">
        <Verbatim text={topic.slice(0, 200)} /> {partition} · {offset}
      </p>
      <p role="status" className="my-3 rounded-md bg-sunken px-3 py-2 wrap-anywhere text-muted">
        This event is stored and cannot be read (<bdi>{visibleText(failure)}</bdi>). It is tried again from time to time.
      </p>
      <Link href="/health" className={buttonClasses()}>
        See health
      </Link>
    </article>
  );
}
