import { queryOptions } from '@tanstack/react-query';
import { isMoving } from '#components/replays/outcome.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { Replay } from '#lib/contracts/replays.ts';

/** Each message that is sent or settled changes a count: while that goes on it is asked again by itself. */
export const MOVING_MS = 1500;
const AFTER_ERROR_MS = 5000;

export const replayApi = (id: string): string => `/api/v1/replays/${id}`;

export const replayQuery = (id: string) =>
  queryOptions({
    queryKey: ['replays', 'one', id],
    queryFn: ({ signal }) => fetchJson<Replay>(replayApi(id), { signal }),
    staleTime: 1000,
    refetchInterval: ({ state: { data, error } }) => (error ? AFTER_ERROR_MS : data !== undefined && isMoving(data) ? MOVING_MS : false),
  });
