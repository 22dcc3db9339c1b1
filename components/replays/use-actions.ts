'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { replayApi } from '#components/replays/api.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useToasts } from '#components/ui/toasts.tsx';
import type { Replay } from '#lib/contracts/replays.ts';

export type Action = 'pause' | 'resume' | 'cancel';

const DONE: Record<Action, string> = { pause: 'Paused: nothing more is sent.', resume: 'It goes on.', cancel: 'Cancelled: nothing more is sent.' };

/** Pauses, resumes and cancels a replay, and says what came of it. */
export function useActions(id: string) {
  const client = useQueryClient();
  const { say } = useToasts();
  return useMutation({
    mutationFn: (action: Action) => fetchJson<Replay>(`${replayApi(id)}/${action}`, { method: 'POST', body: {} }),
    onSuccess: (_, action) => say(DONE[action]),
    onError: (error) => say(problemOf(error).detail ?? problemOf(error).title, { bad: true }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ['replays'] }), client.invalidateQueries({ queryKey: ['dead-letters'] })]),
  });
}
