'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { PaceFields, usePace } from '#components/replays/pace-fields.tsx';
import { listQueryOf, selectionWords, type Selection } from '#components/replays/selection.ts';
import { Button } from '#components/ui/button.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatPlural } from '#components/ui/format.ts';
import { Problems } from '#components/ui/problems.tsx';
import { ReasonField } from '#components/ui/reason-field.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { DeadLetterList, FailureGroupDetail } from '#lib/contracts/dead-letters.ts';
import type { ReplayPlan } from '#lib/contracts/replays.ts';

/** Asks how and why, then freezes the selection; the plan says what would happen, and nothing is sent. */
export function PlanForm({ selection }: { selection: Selection }) {
  const router = useRouter();
  const [reason, setReason] = useState('');
  const pace = usePace();
  const plan = useMutation({
    mutationFn: () => fetchJson<ReplayPlan>('/api/v1/replays', { method: 'POST', body: { ...selection, ...pace.request, reason: reason.trim() } }),
    onSuccess: ({ id }) => router.push(`/replays/${id}`),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    plan.mutate();
  };
  const busy = plan.isPending || plan.isSuccess;
  return (
    <form onSubmit={submit} className="mx-auto flex w-full max-w-160 flex-col gap-4 px-6 py-6">
      <div>
        <h1>Plan a replay</h1>
        <p className="pt-1 text-muted">Planning freezes the selection and says what would be sent where, what is refused and why, and who else will see it. Nothing is sent until you start it.</p>
      </div>
      <Selected selection={selection} />
      <PaceFields pace={pace} />
      <ReasonField value={reason} onChange={setReason} hint="Why it will work this time. It is kept with the replay and in the audit log." />
      {plan.error && <Problems error={plan.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={() => router.back()}>Cancel</Button>
        <Button type="submit" look="primary" disabled={busy || reason.trim() === '' || pace.fault !== null}>{busy ? 'Planning…' : 'Plan'}</Button>
      </div>
    </form>
  );
}

function Selected({ selection }: { selection: Selection }) {
  const query = listQueryOf(selection);
  const id = 'failureGroup' in selection ? selection.failureGroup : null;
  const count = useQuery({ queryKey: ['dead-letters', 'selected', query], queryFn: ({ signal }) => fetchJson<DeadLetterList>(`/api/v1/dead-letters?${query}&limit=1`, { signal }), enabled: query !== null });
  const group = useQuery({ queryKey: ['dead-letters', 'group', id], queryFn: ({ signal }) => fetchJson<FailureGroupDetail>(`/api/v1/failure-groups/${id}`, { signal }), enabled: id !== null });
  return (
    <dl className="num grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-md bg-sunken px-3 py-2">
      <dt className="text-muted">Selected</dt>
      <dd className="wrap-anywhere">
        {group.data !== undefined ? <Link href={`/dead-letters/groups/${group.data.id}`} className="font-medium hover:underline"><Verbatim text={group.data.title} className="whitespace-normal" /></Link> : <bdi>{selectionWords(selection)}</bdi>}
      </dd>
      {count.data !== undefined && (
        <>
          <dt className="text-muted">At the moment</dt>
          <dd>{count.data.totalIsMore ? 'more than ' : ''}{formatPlural(count.data.total, 'open dead letter')}</dd>
        </>
      )}
    </dl>
  );
}
