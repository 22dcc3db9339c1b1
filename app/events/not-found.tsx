import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function NoEvent() {
  return (
    <EmptyState title="There is no event at these coordinates">
      <p>Throughline has not read a message there, or has dropped it by now: events are kept for as many days as RETENTION_DAYS says. The address names a source, a topic, a partition and an offset, in this order.</p>
      <p>A broker may still have the message. To look for it by one of its ids, search for the id.</p>
      <p>
        <Link href="/flows" className={buttonClasses()}>
          Go to the flows
        </Link>
      </p>
    </EmptyState>
  );
}
