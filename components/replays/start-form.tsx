'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { replayApi } from '#components/replays/api.ts';
import { countToType, isTyped } from '#components/replays/outcome.ts';
import { Button } from '#components/ui/button.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { Field } from '#components/ui/field.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { Problems } from '#components/ui/problems.tsx';
import type { Replay } from '#lib/contracts/replays.ts';

/** The one act that writes to a broker: it names the count that was planned, and above 100 it has to be typed. */
export function StartForm({ replay, onCancel, cancelling }: { replay: Replay; onCancel: () => void; cancelling: boolean }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const needed = countToType(replay.total);
  const start = useMutation({
    mutationFn: () => fetchJson<Replay>(`${replayApi(replay.id)}/start`, { method: 'POST', body: { confirmCount: replay.total } }),
    // A refusal says that something changed since it was planned: what is true now is read again.
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ['replays'] }), client.invalidateQueries({ queryKey: ['dead-letters'] })]),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  const confirmed = needed === null || isTyped(typed, replay.total);
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-2">
      {start.error && <Problems error={start.error} />}
      {needed !== null && (
        <label className="num flex flex-wrap items-center gap-2">
          Type {formatCount(replay.total)} to confirm
          <Field inputMode="numeric" autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} className="num w-28" />
        </label>
      )}
      <div className="num flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={replay.total === 0 || !confirmed || start.isPending || start.isSuccess}>
          {start.isPending || start.isSuccess ? 'Starting…' : `Send ${formatPlural(replay.total, 'message')}`}
        </Button>
        <Button disabled={cancelling || start.isPending} onClick={onCancel}>Cancel the plan</Button>
      </div>
    </form>
  );
}
