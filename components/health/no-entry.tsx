import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export function NoEntry({ reason }: { reason: string }) {
  return (
    <EmptyState title="This is not in the quarantine">
      <p>{reason}</p>
      <Link href="/health" className={`${buttonClasses()} self-start`}>All that is in it</Link>
    </EmptyState>
  );
}
