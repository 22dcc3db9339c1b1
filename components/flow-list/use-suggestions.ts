'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { FlowCompletions, FlowFacets } from '#lib/contracts/flows.ts';
import { complete, placeAt, type Known, type Place, type Suggestion } from '#lib/core/flow-query/complete.ts';
import { isListField } from '#lib/core/flow-query/fields.ts';

const TYPING_MS = 120;

/** What the API is to be asked for what is typed at this place; null where it knows nothing more. */
function completionsPath(place: Place): string | null {
  const ask = (field: string, more: Record<string, string> = {}) => `/api/v1/flows/completions?${new URLSearchParams({ field, text: place.typed.slice(0, 200), limit: '12', ...more })}`;
  if (place.kind === 'word') return ask('keyName');
  if (place.kind === 'key-value') return ask('key', { keyName: place.name.slice(0, 200) });
  if (place.field === 'key') return ask('key');
  return isListField(place.field) && place.field !== 'status' && place.typed !== '' ? ask(place.field) : null;
}

/** Suggestions at the caret: at once from the facets of the page, and a moment later from the API. */
export function useSuggestions(text: string, caret: number, facets: FlowFacets | null, open: boolean): readonly Suggestion[] {
  const place = placeAt(text, caret);
  const path = open ? completionsPath(place) : null;
  const [settled, setSettled] = useState(path);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(path), TYPING_MS);
    return () => clearTimeout(timer);
  }, [path]);
  const { data } = useQuery({
    queryKey: ['flows', 'completions', settled],
    queryFn: ({ signal }) => fetchJson<FlowCompletions>(settled ?? '', { signal }),
    enabled: settled !== null,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });
  const answered = settled === path ? (data?.values ?? []) : [];
  return open ? complete(place, knownFrom(place, facets, answered)) : [];
}

/** Values of the page's own flows first, with their counts; what else is kept has none here, for it would be one of all time. */
function knownFrom(place: Place, facets: FlowFacets | null, answered: FlowCompletions['values']): Known {
  const of = (field: 'kind' | 'service' | 'topic') => {
    const counted = facets?.[field] ?? [];
    if (place.kind !== 'value' || place.field !== field) return counted;
    return [...counted, ...answered.filter(({ value }) => !counted.some((each) => each.value === value)).map(({ value }) => ({ value, count: null }))];
  };
  return {
    status: facets?.status ?? [],
    kind: of('kind'),
    service: of('service'),
    topic: of('topic'),
    keyName: place.kind === 'word' ? answered : [],
    keyValue: place.kind === 'key-value' || (place.kind === 'value' && place.field === 'key') ? answered : [],
  };
}
