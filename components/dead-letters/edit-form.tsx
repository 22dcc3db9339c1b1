'use client';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo, useState, type ComponentType, type FormEvent } from 'react';
import { checkJson, draftOf, editOf, type Draft, type Original } from '#components/dead-letters/edit.ts';
import { HeaderFields } from '#components/dead-letters/header-fields.tsx';
import { letterHref, replayHref } from '#components/dead-letters/paths.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { Field } from '#components/ui/field.tsx';
import { Problems } from '#components/ui/problems.tsx';
import { ReasonField } from '#components/ui/reason-field.tsx';
import { TextArea } from '#components/ui/text-area.tsx';
import type { DeadLetterDetail } from '#lib/contracts/dead-letters.ts';
import type { ReplayPlan } from '#lib/contracts/replays.ts';

interface EditFormProps {
  letter: DeadLetterDetail;
  original: Original;
  /** Why the value cannot be changed here, or null. */
  fixed: string | null;
  /** Shows what differs. */
  Difference: ComponentType<{ original: Original; draft: Draft }>;
}

/** Key, headers and value of one message, to be changed before it is sent back; what is left alone is sent byte for byte. */
export function EditForm({ letter, original, fixed, Difference }: EditFormProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOf(original));
  const [reason, setReason] = useState('');
  const edit = useMemo(() => editOf(original, draft), [original, draft]);
  const check = fixed === null ? checkJson(draft.value, letter.payload.encoding === 'json') : null;
  const masked = letter.payload.masked;
  const plan = useMutation({
    mutationFn: () => fetchJson<ReplayPlan>('/api/v1/replays', { method: 'POST', body: { deadLetterIds: [letter.id], edits: edit === null ? {} : { [letter.id]: edit }, canary: false, ratePerSecond: 1, reason: reason.trim() } }),
    onSuccess: ({ id }) => router.push(replayHref(id)),
  });
  const busy = plan.isPending || plan.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    plan.mutate();
  };
  return (
    <form onSubmit={submit} className="grid min-w-0 grid-cols-1 gap-x-10 gap-y-5 px-4.5 py-4 min-[1100px]:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        <div>
          <h1>Edit and replay</h1>
          <p className="pt-1 text-muted">What you leave alone is sent byte for byte. The plan shows the whole message before and after; nothing is sent until you start it.</p>
        </div>
        <div className="flex flex-col gap-1">
          <label htmlFor="key" className="text-sm font-medium">Key</label>
          <div className="flex items-center gap-2">
            <Field id="key" disabled={draft.key === null} value={draft.key ?? ''} placeholder={draft.key === null ? 'null' : ''} onChange={(event) => setDraft({ ...draft, key: event.target.value })} className="min-w-0 flex-1 font-mono" />
            <label className="flex items-center gap-1.5 text-sm"><input type="checkbox" checked={draft.key === null} onChange={(event) => setDraft({ ...draft, key: event.target.checked ? null : (original.key ?? '') })} className="size-4 accent-(--accent)" /> no key</label>
          </div>
        </div>
        <div className="flex flex-col gap-1">
          <span className="flex items-baseline justify-between gap-2">
            <label htmlFor="value" className="text-sm font-medium">Value</label>
            {fixed === null && (
              <span className="flex items-center gap-3 text-sm">
                {check?.kind === 'json' && <Button look="quiet" className="h-6 px-2" onClick={() => setDraft({ ...draft, value: JSON.stringify(JSON.parse(draft.value ?? 'null'), null, 2) })}>Indent</Button>}
                <label className="flex items-center gap-1.5"><input type="checkbox" checked={draft.value === null} onChange={(event) => setDraft({ ...draft, value: event.target.checked ? null : (original.value ?? '') })} className="size-4 accent-(--accent)" /> none, a tombstone</label>
              </span>
            )}
          </span>
          {fixed === null ? (
            <>
              <TextArea id="value" disabled={draft.value === null} rows={14} value={draft.value ?? ''} aria-invalid={check?.kind === 'broken'} aria-describedby="value-check" onChange={(event) => setDraft({ ...draft, value: event.target.value })} />
              <p id="value-check" aria-live="polite" className={check?.kind === 'broken' ? 'text-sm text-bad' : 'text-sm text-muted'}>
                {check?.kind === 'json' ? 'Valid JSON.' : check?.kind === 'broken' ? `No valid JSON: ${check.says}` : draft.value === null ? 'A tombstone deletes its key.' : 'Taken as text.'}
              </p>
            </>
          ) : (
            <p className="text-muted">{fixed}</p>
          )}
        </div>
        {masked ? <p className="text-muted">Key and headers may be masked here, so they cannot be changed.</p> : <HeaderFields headers={draft.headers} onChange={(headers) => setDraft({ ...draft, headers })} />}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <section aria-label="What you changed" className="min-w-0">
          <h2 className="pb-1.5 text-sm font-semibold">What you changed</h2>
          {edit === null ? <p className="text-muted">Nothing yet: it would be sent as it was.</p> : <Difference original={original} draft={draft} />}
        </section>
        <ReasonField value={reason} onChange={setReason} hint="Why it is changed so. It is kept with the replay and in the audit log." />
        {plan.error && <Problems error={plan.error} />}
        <div className="flex justify-end gap-2">
          <Link href={letterHref(letter.id)} className={buttonClasses()}>Cancel</Link>
          <Button type="submit" look="primary" disabled={busy || edit === null || check?.kind === 'broken' || reason.trim() === ''}>{busy ? 'Planning…' : 'Plan'}</Button>
        </div>
      </div>
    </form>
  );
}
