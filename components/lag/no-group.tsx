import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';

export function NoGroup({ source, group, reason }: { source: string; group: string; reason: string }) {
  return (
    <EmptyState title="This group was not seen">
      <p>
        <Verbatim text={group.slice(0, 200)} mono className="whitespace-pre-wrap wrap-anywhere" /> on <Verbatim text={source.slice(0, 200)} className="whitespace-pre-wrap wrap-anywhere" />: {reason}
      </p>
      <p>Either it was deleted longer ago than history is kept, or it has never committed anything, or Throughline may not see it: that needs Describe on groups.</p>
      <Link href="/lag" className={`${buttonClasses()} self-start`}>All groups</Link>
    </EmptyState>
  );
}
