import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function NotFound() {
  return (
    <main>
      <EmptyState title="There is no such page">
        <p>The address may be cut short, or come from another version.</p>
        <p>
          <Link href="/flows" className={buttonClasses()}>
            Go to the flows
          </Link>
        </p>
      </EmptyState>
    </main>
  );
}
