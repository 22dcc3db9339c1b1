'use client';
import Link from 'next/link';
import { useState, type FormEvent } from 'react';
import { auditHref } from '#components/dead-letters/paths.ts';
import { useDecisions } from '#components/dead-letters/use-decisions.ts';
import { Button } from '#components/ui/button.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { TextArea } from '#components/ui/text-area.tsx';
import { Time } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { FailureGroupDetail } from '#lib/contracts/dead-letters.ts';

/** What people wrote and did about this cause, newest first; it stays through replays and rebuilds. */
export function History({ group }: { group: FailureGroupDetail }) {
  return (
    <div className="grid min-w-0 grid-cols-1 gap-x-10 gap-y-6 px-4.5 py-4 min-[1000px]:grid-cols-2">
      <section aria-label="Notes" className="min-w-0">
        <h2 className="pb-1.5 text-sm font-semibold">Notes</h2>
        <NoteForm id={group.id} />
        <ol className="mt-2">
          {group.notes.map(({ at, actor, text }, index) => (
            <li key={`${at} ${index}`} className="border-b border-line py-1.5 last:border-0">
              <p className="text-xs text-faint"><bdi>{visibleText(actor)}</bdi>, <Time at={at} /></p>
              <p className="whitespace-pre-wrap wrap-anywhere"><bdi>{visibleText(text, { lines: true })}</bdi></p>
            </li>
          ))}
        </ol>
        {group.notes.length === 0 && <p className="mt-2 text-muted">None yet. What was found out stands best here: whoever meets this cause again reads it first.</p>}
      </section>
      <section aria-label="History" className="min-w-0">
        <h2 className="flex items-baseline justify-between gap-3 pb-1.5 text-sm font-semibold">
          History
          <Link href={auditHref(group.id)} className="font-normal text-accent hover:underline">In the audit log</Link>
        </h2>
        {group.history.length === 0 && <p className="text-muted">Nobody has done anything about it yet.</p>}
        <ol>
          {group.history.map(({ at, actor, text }, index) => (
            <li key={`${at} ${index}`} className="flex flex-wrap items-baseline gap-x-3 border-b border-line py-1.5 last:border-0">
              <Time at={at} className="w-28 shrink-0 text-sm text-faint" />
              <span className="min-w-0 flex-1 whitespace-pre-wrap wrap-anywhere"><bdi className="font-medium">{visibleText(actor)}</bdi> <bdi>{visibleText(text, { lines: true })}</bdi></span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function NoteForm({ id }: { id: string }) {
  const [text, setText] = useState('');
  const { change } = useDecisions(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ note: text.trim() }, { onSuccess: () => setText('') });
  };
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-1.5">
      <TextArea aria-label="A note" rows={3} maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} placeholder="What is it, what was tried, what is it waiting for?" className="w-full font-sans" />
      {change.error && <p role="alert" className="text-bad">{problemOf(change.error).detail ?? problemOf(change.error).title}</p>}
      <Button type="submit" disabled={text.trim() === '' || change.isPending}>Add note</Button>
    </form>
  );
}
