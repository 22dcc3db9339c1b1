'use client';
import { useQuery } from '@tanstack/react-query';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCompact, formatPlural } from '#components/ui/format.ts';
import { needsSomebody } from '#components/ui/lag-statuses.ts';
import type { ConsumerGroupList } from '#lib/contracts/lag.ts';
import { LAG_STATUSES } from '#lib/core/lag/statuses.ts';

const EVERY_MS = 15_000;

/** How many consumer groups need somebody, beside the word of their page; nothing where none does or it is not known. */
export function LagCount() {
  const { data, isError } = useQuery({
    queryKey: ['lag', 'counts'],
    queryFn: ({ signal }) => fetchJson<ConsumerGroupList>('/api/v1/consumer-groups?limit=1', { signal }),
    refetchInterval: EVERY_MS,
    retry: false,
  });
  if (data === undefined || isError) return null;
  const count = LAG_STATUSES.reduce((sum, status) => sum + (needsSomebody(status) ? (data.counts[status] ?? 0) : 0), 0);
  if (count === 0) return null;
  return (
    <span className="num ml-auto text-xs font-semibold text-warn" title={`${formatPlural(count, 'consumer group')} ${count === 1 ? 'needs' : 'need'} somebody`}>
      {formatCompact(count)}
      <span className="sr-only"> {count === 1 ? 'needs' : 'need'} you</span>
    </span>
  );
}
