import { queryOptions } from '@tanstack/react-query';
import { keptUp } from '#components/live/kept-up.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { ConsumerGroupDetail, GroupHistory } from '#lib/contracts/lag.ts';
import { pathPart } from '#lib/core/path-part.ts';

export interface GroupName {
  readonly source: string;
  readonly group: string;
}

export const groupApi = ({ source, group }: GroupName): string => `/api/v1/consumer-groups/${pathPart(source)}/${pathPart(group)}`;

export const detailQuery = (name: GroupName) =>
  queryOptions({ ...keptUp, queryKey: ['lag', 'group', name.source, name.group], queryFn: ({ signal }) => fetchJson<ConsumerGroupDetail>(groupApi(name), { signal }) });

export const historyOf = (name: GroupName, query: string) =>
  queryOptions({ ...keptUp, queryKey: ['lag', 'history', name.source, name.group, query], queryFn: ({ signal }) => fetchJson<GroupHistory>(`${groupApi(name)}/history?${query}`, { signal }) });
