import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export function NoGroup({ reason }: { reason: string }) {
  return (
    <EmptyState title="This failure group is not kept">
      <p>{reason}</p>
      <p>Its address stays the same: should the same fault come again, it opens here. What was decided about it stands in the audit log.</p>
      <Link href="/dead-letters" className={`${buttonClasses()} self-start`}>All dead letters</Link>
    </EmptyState>
  );
}
