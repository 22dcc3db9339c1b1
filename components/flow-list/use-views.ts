'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { SavedView, SavedViewChange, SavedViewDraft, SavedViewList } from '#lib/contracts/views.ts';

const KEY = ['views'];

/** The saved views, and what can be done with them; each change is followed by the list as it then is. */
export function useViews() {
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => fetchJson<SavedViewList>('/api/v1/views', { signal }),
    staleTime: 30_000,
  });
  const onSuccess = () => client.invalidateQueries({ queryKey: KEY });
  // Who is refused since somebody else was there before sees what that one did.
  const onError = onSuccess;
  return {
    views: data?.views ?? [],
    error,
    create: useMutation({ mutationFn: (body: SavedViewDraft) => fetchJson<SavedView>('/api/v1/views', { method: 'POST', body: { name: body.name, search: body.search } }), onSuccess }),
    change: useMutation({ mutationFn: ({ id, ...body }: SavedViewChange & { id: string }) => fetchJson<SavedView>(`/api/v1/views/${id}`, { method: 'PATCH', body }), onSuccess, onError }),
    remove: useMutation({ mutationFn: (id: string) => fetchJson<SavedView>(`/api/v1/views/${id}`, { method: 'DELETE' }), onSuccess }),
  };
}
