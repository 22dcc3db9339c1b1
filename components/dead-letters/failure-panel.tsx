'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import { groupQuery } from '#components/dead-letters/api.ts';
import { DiscardGroup } from '#components/dead-letters/discard-group.tsx';
import { groupHref, planHref } from '#components/dead-letters/paths.ts';
import { groupSentence } from '#components/dead-letters/sentence.ts';
import { SeparationView } from '#components/dead-letters/separation.tsx';
import { StackTraceView } from '#components/dead-letters/stack-trace.tsx';
import { StoppedBrief } from '#components/dead-letters/stopped.tsx';
import { useTold } from '#components/live/use-told.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { DeadLetterChip } from '#components/ui/dead-letter-chip.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';

/** One cause beside the list: what its messages share, where it fails, what it stopped. Over the list where there is no room for both. */
export function FailurePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const detail = useQuery({ ...groupQuery(id), placeholderData: keepPreviousData });
  const [discarding, setDiscarding] = useState(false);
  useTold('dead-letters', () => detail.refetch());
  const group = detail.data;
  return (
    <aside aria-label="Details" className="z-20 flex w-100 max-w-full shrink-0 flex-col border-l border-line bg-panel max-[1399px]:w-90 max-[959px]:absolute max-[959px]:inset-y-0 max-[959px]:right-0 max-[959px]:shadow-floating max-sm:w-full">
      <header className="flex flex-col gap-1.5 border-b border-line px-4 pt-3 pb-2.5">
        <div className="flex items-start gap-2">
          <h2 className="min-w-0 flex-1 text-base font-semibold wrap-anywhere">{group === undefined ? <Skeleton className="h-4 w-40" /> : <Verbatim text={group.title} className="whitespace-pre-wrap" />}</h2>
          {group && <DeadLetterChip state={group.state} of="group" />}
          <Button look="quiet" className="h-6 px-1.5" aria-label="Close details" title="Close (Esc)" onClick={onClose}>Close</Button>
        </div>
        {group && <p className="text-muted">{groupSentence(group)}{group.owner !== null && <> Owned by <Verbatim text={group.owner} />.</>}</p>}
        {detail.error != null && <p role="alert" className="text-warn">{group ? 'Not up to date: ' : ''}{problemOf(detail.error).detail ?? problemOf(detail.error).title}</p>}
      </header>
      <div tabIndex={0} role="group" aria-label="Details of the chosen failure group" className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto px-4 py-3 -outline-offset-2">
        <p className="flex flex-wrap gap-2">
          <Link href={groupHref(id)} className={buttonClasses({ look: 'primary' })}>Open group</Link>
          {group && group.open > 0 && (
            <>
              <Link href={planHref({ failureGroup: id })} prefetch={false} className={buttonClasses()}>Replay…</Link>
              <Button onClick={() => setDiscarding(true)}>Discard…</Button>
            </>
          )}
        </p>
        {group ? (
          <>
            <Part title="What these have and healthy ones do not"><SeparationView separation={group.separation} most={5} /></Part>
            <Part title="Where it fails">{group.stacktrace === null ? <p className="text-muted">No stack trace came with it.</p> : <StackTraceView trace={group.stacktrace} brief />}</Part>
            <Part title="What it stopped"><StoppedBrief stopped={group.stopped} /></Part>
            <DiscardGroup group={group} open={discarding} onOpenChange={setDiscarding} />
          </>
        ) : (
          <Skeleton className="h-40 w-full" />
        )}
      </div>
    </aside>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title}>
    <h3 className="pb-1.5 text-sm font-semibold">{title}</h3>
    {children}
  </section>
);
