import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export function NoLetter({ reason }: { reason: string }) {
  return (
    <EmptyState title="This dead letter is not kept">
      <p>{reason}</p>
      <p>Open ones are kept until somebody decides; settled ones go with the retention of their day.</p>
      <Link href="/dead-letters" className={`${buttonClasses()} self-start`}>All dead letters</Link>
    </EmptyState>
  );
}
