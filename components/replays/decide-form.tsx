'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { replayApi } from '#components/replays/api.ts';
import { Button } from '#components/ui/button.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { Field } from '#components/ui/field.tsx';
import { Problems } from '#components/ui/problems.tsx';
import { LONGEST_REASON } from '#components/ui/reason-field.tsx';
import type { ReplayItem, ReplayItemDecision } from '#lib/contracts/replays.ts';

/** Nobody can know whether a reader has it: a person looks at the target and says. */
export function DecideForm({ replayId, itemId }: { replayId: string; itemId: string }) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (outcome: ReplayItemDecision['outcome']) => fetchJson<ReplayItem>(`${replayApi(replayId)}/items/${encodeURIComponent(itemId)}/decide`, { method: 'POST', body: { outcome, reason: reason.trim() } satisfies ReplayItemDecision }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ['replays'] }), client.invalidateQueries({ queryKey: ['dead-letters'] })]),
  });
  const able = reason.trim() !== '' && !decide.isPending;
  return (
    <div className="flex flex-col gap-1.5 px-4.5 pb-2">
      <div className="flex flex-wrap items-center gap-2">
        <Field aria-label="How you know" placeholder="How you know: look at the target topic, or at what the message does" maxLength={LONGEST_REASON} value={reason} onChange={(event) => setReason(event.target.value)} className="w-110 max-w-full" />
        <Button disabled={!able} title="Its outcome is followed from here" onClick={() => decide.mutate('sent')}>It was sent</Button>
        <Button disabled={!able} title="The dead letter is open again, and can be replayed" onClick={() => decide.mutate('not-sent')}>It was not sent</Button>
      </div>
      {decide.error && <Problems error={decide.error} />}
    </div>
  );
}
