import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

/** Why no group is listed, and what to do about it. */
export function NoGroups({ filtered, sampled, clear }: { filtered: boolean; sampled: boolean; clear: () => void }) {
  if (filtered) {
    return (
      <EmptyState title="No group fits">
        <p>Names of groups, of their topics and of their members are searched for a part of them, in any case.</p>
        <Button className="self-start" onClick={clear}>Clear the filters</Button>
      </EmptyState>
    );
  }
  if (sampled) {
    return (
      <EmptyState title="No consumer group commits here">
        <p>The brokers were asked, and name no group but Throughline’s own. A group appears within seconds of its first commit.</p>
        <p>Where groups are missing that you know of, Throughline may not be allowed to see them: it needs Describe on groups.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No consumer group was sampled yet">
      <p>Groups appear with the first sample, seconds after a source is read: set KAFKA_BROKERS, and let a collector run. Health says what hinders it.</p>
    </EmptyState>
  );
}
