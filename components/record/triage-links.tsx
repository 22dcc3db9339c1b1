import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import type { EventInput } from '#lib/core/timeline/input.ts';

/** From a dead letter to where it is decided about, and from what was sent back to the replay that did. */
export function TriageLinks({ event: { deadLetterId, replayId } }: { event: Pick<EventInput, 'deadLetterId' | 'replayId'> }) {
  if (deadLetterId === null && replayId === null) return null;
  return (
    <p className="mb-3 flex flex-wrap gap-1.5">
      {deadLetterId !== null && <Link href={`/dead-letters/${encodeURIComponent(deadLetterId)}`} prefetch={false} className={buttonClasses()}>Open the dead letter</Link>}
      {replayId !== null && <Link href={`/replays/${encodeURIComponent(replayId)}`} prefetch={false} className={buttonClasses()}>Open the replay that sent it</Link>}
    </p>
  );
}
