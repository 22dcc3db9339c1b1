import { queryOptions } from '@tanstack/react-query';
import { keptUp } from '#components/live/kept-up.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { DeadLetterDetail, FailureGroupDetail } from '#lib/contracts/dead-letters.ts';

export const groupApi = (id: string): string => `/api/v1/failure-groups/${id}`;
export const letterApi = (id: string): string => `/api/v1/dead-letters/${id}`;

export const groupQuery = (id: string) =>
  queryOptions({ ...keptUp, queryKey: ['dead-letters', 'group', id], queryFn: ({ signal }) => fetchJson<FailureGroupDetail>(groupApi(id), { signal }) });

export const letterQuery = (id: string) =>
  queryOptions({ ...keptUp, queryKey: ['dead-letters', 'letter', id], queryFn: ({ signal }) => fetchJson<DeadLetterDetail>(letterApi(id), { signal }) });
