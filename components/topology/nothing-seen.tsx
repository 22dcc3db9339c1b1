import Link from 'next/link';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export function NothingSeen({ range, onRange }: { range: string; onRange: (range: string) => void }) {
  return (
    <EmptyState title="Nothing was seen in this range">
      <p>Services and topics appear here by themselves, as soon as messages or spans arrive that tell of them.</p>
      <p className="flex flex-wrap gap-2">
        {range !== '7d' && <Button onClick={() => onRange('7d')}>Look at the last 7 days</Button>}
        <Link href="/health" className="inline-flex h-7 items-center text-accent underline">
          See what is connected
        </Link>
      </p>
    </EmptyState>
  );
}
