import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { ConsumerGroupDetail, GroupHistory } from '#lib/contracts/lag.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';

export interface GroupName {
  readonly source: string;
  readonly group: string;
}

export const groupApi = ({ source, group }: GroupName): string => `/api/v1/consumer-groups/${encodedPart(source)}/${encodedPart(group)}`;

const AFTER_ERROR_MS = 5000;

/** The options of a question that is asked again by itself only after it failed; else news of the channel asks it. */
export const keptUp = { staleTime: 2000, refetchInterval: ({ state }: { state: { error: unknown } }) => (state.error ? AFTER_ERROR_MS : (false as const)) };

export const detailQuery = (name: GroupName) =>
  queryOptions({ ...keptUp, queryKey: ['lag', 'group', name.source, name.group], queryFn: ({ signal }) => fetchJson<ConsumerGroupDetail>(groupApi(name), { signal }) });

export const historyOf = (name: GroupName, query: string) =>
  queryOptions({ ...keptUp, queryKey: ['lag', 'history', name.source, name.group, query], queryFn: ({ signal }) => fetchJson<GroupHistory>(`${groupApi(name)}/history?${query}`, { signal }) });
