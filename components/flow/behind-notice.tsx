import Link from 'next/link';
import { Time } from '#components/ui/time.tsx';
import type { FlowDetail } from '#lib/contracts/flows.ts';

/** Says that more is stored than is drawn, before anyone takes what is missing for what never happened. */
export function BehindNotice({ detail: { behindSince, lacks } }: { detail: Pick<FlowDetail, 'behindSince' | 'lacks'> }) {
  if (behindSince === undefined && lacks === undefined) return null;
  return (
    <div role="note" className="shrink-0 border-b border-line bg-warn-soft px-4.5 py-1.5 text-sm text-warn">
      {behindSince !== undefined && (
        <p>
          Records that were stored since <Time at={behindSince} style="millis" /> may belong to this flow and are not in it yet: it is drawn anew when they are.
        </p>
      )}
      {lacks && (
        <p>
          Something that belongs to this flow is stored and cannot be brought into it:{' '}
          <Link href="/health" prefetch={false} className="underline">
            health says why
          </Link>
          .
        </p>
      )}
    </div>
  );
}
