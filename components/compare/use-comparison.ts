'use client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { Comparison } from '#lib/contracts/comparison.ts';

/** What stands for the usual path of the kind, where another flow's key could stand. */
export const USUAL = 'usual';

/** @param seenAt when the flow was last seen to change: it is compared anew then */
export const useComparison = (flowId: string, other: string, seenAt: string): UseQueryResult<Comparison> =>
  useQuery({
    queryKey: ['comparison', flowId, other, seenAt],
    queryFn: ({ signal }) => fetchJson<Comparison>(`/api/v1/flows/${encodeURIComponent(flowId)}/compare${other === USUAL ? '' : `?with=${encodeURIComponent(other.toWellFormed())}`}`, { signal }),
    // Of a flow that grows the last comparison stays; one with something else does not.
    placeholderData: (before, query) => (query?.queryKey[2] === other ? before : undefined),
    staleTime: 60_000,
  });
