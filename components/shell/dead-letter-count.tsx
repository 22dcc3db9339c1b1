'use client';
import { useQuery } from '@tanstack/react-query';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCompact, formatPlural } from '#components/ui/format.ts';
import type { FailureGroupList } from '#lib/contracts/dead-letters.ts';

const EVERY_MS = 15_000;

/** How many causes have open dead letters, beside the word of their page; nothing where none has or it is not known. */
export function DeadLetterCount() {
  const { data, isError } = useQuery({
    queryKey: ['dead-letters', 'counts'],
    queryFn: ({ signal }) => fetchJson<FailureGroupList>('/api/v1/failure-groups?limit=1', { signal }),
    refetchInterval: EVERY_MS,
    retry: false,
  });
  if (data === undefined || isError) return null;
  const count = (data.states.open ?? 0) + (data.states['failed-again'] ?? 0);
  if (count === 0) return null;
  return (
    <span className="num ml-auto text-xs font-semibold text-bad" title={`${formatPlural(count, 'cause')} with ${formatPlural(data.open, 'open dead letter')}`}>
      {formatCompact(count)}
      <span className="sr-only"> open</span>
    </span>
  );
}
