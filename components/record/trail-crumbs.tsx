'use client';
import Link from 'next/link';
import { usePlace } from '#components/record/use-trail.ts';
import { visibleText } from '#components/ui/visible-text.ts';

/** The records by which one came to this one: each leads back to it, also to the flow that one came from. */
export function TrailCrumbs() {
  const { flow, trail } = usePlace();
  if (trail.before.length === 0) return null;
  return (
    <nav aria-label="The way here" className="mb-1">
      <ol className="flex flex-wrap items-baseline gap-x-1 text-xs">
        {trail.before.map((stop, at) => (
          <li key={at} className="flex min-w-0 max-w-full items-baseline gap-1">
            {stop.flow === flow.id ? (
              <button type="button" className="max-w-45 truncate text-accent hover:underline" onClick={() => trail.back(at)}>
                <bdi>{visibleText(stop.label)}</bdi>
              </button>
            ) : (
              <Link href={trail.hrefBack(at)} className="max-w-60 truncate text-accent hover:underline">
                <bdi>{visibleText(stop.label)}</bdi> <span className="text-faint">in flow {visibleText(stop.flow.slice(0, 8))}</span>
              </Link>
            )}
            <span aria-hidden className="text-faint">
              ›
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
