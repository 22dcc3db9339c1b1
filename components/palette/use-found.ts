'use client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Named } from '#components/palette/lines.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatPlural } from '#components/ui/format.ts';
import type { FlowCompletions, KeyMatch, SearchResult } from '#lib/contracts/flows.ts';

export interface Found {
  readonly matches: readonly KeyMatch[];
  readonly named: readonly Named[];
}

const FIELDS = [
  { field: 'service', group: 'Services' },
  { field: 'kind', group: 'Kinds of flow' },
  { field: 'topic', group: 'Topics' },
] as const;
const MOST_NAMED = 5;

async function find(text: string, signal: AbortSignal): Promise<Found> {
  const asked = encodeURIComponent(text);
  const [{ matches }, ...completions] = await Promise.all([
    fetchJson<SearchResult>(`/api/v1/search?q=${asked}`, { signal }),
    ...FIELDS.map(({ field }) => fetchJson<FlowCompletions>(`/api/v1/flows/completions?field=${field}&limit=${MOST_NAMED}&text=${encodeURIComponent(text.slice(0, 200))}`, { signal })),
  ]);
  return {
    matches,
    named: FIELDS.map(({ field, group }, index) => ({
      group,
      values: (completions[index]?.values ?? []).map(({ value, count }) => ({ value, detail: count === null ? '' : formatPlural(count, 'flow'), href: `/flows?${field}=${encodeURIComponent(value)}` })),
    })),
  };
}

const foundQuery = (text: string) => ({
  queryKey: ['palette', text],
  queryFn: ({ signal }: { signal: AbortSignal }) => find(text, signal),
  staleTime: 2000,
});

/** What is called so, while one types; and the same for certain, when one presses Enter. */
export function useFound(text: string, enabled: boolean) {
  const client = useQueryClient();
  const { data, isFetching } = useQuery({ ...foundQuery(text), enabled: enabled && text !== '', placeholderData: keepPreviousData });
  return { found: text === '' ? undefined : data, isFetching, ask: (asked: string): Promise<Found> => client.fetchQuery(foundQuery(asked)) };
}
