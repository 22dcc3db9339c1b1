import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { DeadLetterDetail, FailureGroupDetail } from '#lib/contracts/dead-letters.ts';

const AFTER_ERROR_MS = 5000;

/** The options of a question that is asked again by itself only after it failed; else news of the channel asks it. */
export const keptUp = { staleTime: 2000, refetchInterval: ({ state }: { state: { error: unknown } }) => (state.error ? AFTER_ERROR_MS : (false as const)) };

export const groupApi = (id: string): string => `/api/v1/failure-groups/${id}`;
export const letterApi = (id: string): string => `/api/v1/dead-letters/${id}`;

export const groupQuery = (id: string) =>
  queryOptions({ ...keptUp, queryKey: ['dead-letters', 'group', id], queryFn: ({ signal }) => fetchJson<FailureGroupDetail>(groupApi(id), { signal }) });

export const letterQuery = (id: string) =>
  queryOptions({ ...keptUp, queryKey: ['dead-letters', 'letter', id], queryFn: ({ signal }) => fetchJson<DeadLetterDetail>(letterApi(id), { signal }) });
