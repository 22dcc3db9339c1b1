import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';

export function NoTopic({ source, name, reason }: { source: string; name: string; reason: string }) {
  return (
    <EmptyState title="This topic was not seen">
      <p>
        <Verbatim text={name.slice(0, 200)} mono /> on <Verbatim text={source.slice(0, 200)} />: {reason}
      </p>
      <p>Either nothing was written to it since Throughline reads this source, or what was is older than retention keeps, or KAFKA_TOPICS leaves it out.</p>
      <Link href="/topics" className={`${buttonClasses()} self-start`}>
        All topics
      </Link>
    </EmptyState>
  );
}
