import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export function NoReplay({ reason }: { reason: string }) {
  return (
    <EmptyState title="There is no such replay">
      <p>{reason}</p>
      <Link href="/replays" className={`${buttonClasses()} self-start`}>All replays</Link>
    </EmptyState>
  );
}
