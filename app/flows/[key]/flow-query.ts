import { queryOptions } from '@tanstack/react-query';
import { flowPath } from '#app/flows/[key]/flow-path.ts';
import { fetchText } from '#components/ui/fetch-json.ts';

/** JSON of the packed FlowDetail. It is read again when the stream says so, and by nobody's clock. */
export const flowQuery = (flowKey: string) => queryOptions({
  queryKey: ['flow', flowKey],
  queryFn: ({ signal }) => fetchText(flowPath(flowKey), signal),
  staleTime: Infinity,
});
