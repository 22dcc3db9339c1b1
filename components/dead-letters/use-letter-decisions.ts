'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useToasts } from '#components/ui/toasts.tsx';
import type { Decided, DiscardLettersRequest, RestoreLettersRequest } from '#lib/contracts/dead-letters.ts';

const API = '/api/v1/dead-letters';
const letters = (count: number): string => formatPlural(count, 'dead letter was', 'dead letters were');

/** What people decide about single dead letters; a discard can be taken back at once. */
export function useLetterDecisions() {
  const client = useQueryClient();
  const { say } = useToasts();
  const renew = () => client.invalidateQueries({ queryKey: ['dead-letters'] });
  const restore = useMutation({
    mutationFn: (body: RestoreLettersRequest) => fetchJson<Decided>(`${API}/restore`, { method: 'POST', body }),
    onSuccess: ({ changed }) => {
      say(`${letters(changed)} opened again.`);
      return renew();
    },
    onError: (error) => say(`Nothing was restored: ${problemOf(error).detail ?? problemOf(error).title}`, { bad: true }),
  });
  const discard = useMutation({
    mutationFn: (body: DiscardLettersRequest) => fetchJson<Decided>(`${API}/discard`, { method: 'POST', body }),
    onSuccess: ({ decisionId, changed }) => {
      say(`${letters(changed)} discarded.`, { undo: () => restore.mutate({ decisionId }) });
      return renew();
    },
  });
  return { discard, restore };
}
