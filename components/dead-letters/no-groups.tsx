import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

interface NoGroupsProps {
  /** By something else than the state. */
  filtered: boolean;
  /** Groups that only their state hides. */
  hidden: number;
  clear: () => void;
  showAll: () => void;
}

/** Why nothing is listed, and what to do about it. */
export function NoGroups({ filtered, hidden, clear, showAll }: NoGroupsProps) {
  if (filtered) {
    return (
      <EmptyState title="Nothing fits">
        <p>Titles, exceptions, messages, topics, groups and owners are searched for a part of them, in any case; an id is searched for as a whole.</p>
        <div className="flex gap-2">
          <Button onClick={clear}>Clear the filters</Button>
          {hidden > 0 && <Button onClick={showAll}>Show all states</Button>}
        </div>
      </EmptyState>
    );
  }
  if (hidden > 0) {
    return (
      <EmptyState title="Nothing waits for you">
        <p>All that failed was resolved or discarded.</p>
        <Button className="self-start" onClick={showAll}>Show what was resolved or discarded</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No dead letter was seen">
      <p>A message on a dead-letter topic appears here within seconds. Such topics are known by their names (…-dlt, …-dlq, …-dead-letter) and by the headers that Spring Kafka, Kafka Connect, Kafka Streams and others write; Settings says which are in force, and the configuration adds more.</p>
    </EmptyState>
  );
}
