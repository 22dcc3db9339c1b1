'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { groupApi } from '#components/dead-letters/api.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useToasts } from '#components/ui/toasts.tsx';
import type { Decided, FailureGroup, FailureGroupChange } from '#lib/contracts/dead-letters.ts';

const letters = (count: number): string => formatPlural(count, 'dead letter was', 'dead letters were');

/** What people decide about a failure group; each says what it did, and a discard can be taken back at once. */
export function useDecisions(id: string) {
  const client = useQueryClient();
  const { say } = useToasts();
  const renew = () => client.invalidateQueries({ queryKey: ['dead-letters'] });
  const failed = (what: string) => (error: unknown) => say(`${what}: ${problemOf(error).detail ?? problemOf(error).title}`, { bad: true });
  const restore = useMutation({
    mutationFn: (body: { readonly decisionId?: string; readonly reason?: string }) => fetchJson<Decided>(`${groupApi(id)}/restore`, { method: 'POST', body }),
    onSuccess: ({ changed }) => {
      say(`${letters(changed)} opened again.`);
      return renew();
    },
    onError: failed('Nothing was restored'),
  });
  const discard = useMutation({
    mutationFn: (reason: string) => fetchJson<Decided>(`${groupApi(id)}/discard`, { method: 'POST', body: { reason } }),
    onSuccess: ({ decisionId, changed }) => {
      say(`${letters(changed)} discarded.`, { undo: () => restore.mutate({ decisionId }) });
      return renew();
    },
  });
  const change = useMutation({
    mutationFn: (body: FailureGroupChange) => fetchJson<FailureGroup>(groupApi(id), { method: 'PATCH', body }),
    onSuccess: (_, { owner }) => {
      if (owner !== undefined) say(owner === null ? 'Nobody owns it now.' : `${owner} owns it now.`);
      else say('The note was added.');
      return renew();
    },
  });
  return { discard, restore, change };
}
