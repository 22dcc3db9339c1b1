'use client';
import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import type { ComponentType, ReactNode } from 'react';
import { groupQuery } from '#components/dead-letters/api.ts';
import { GroupActions } from '#components/dead-letters/group-actions.tsx';
import { GroupHeader } from '#components/dead-letters/group-header.tsx';
import { GroupReplays } from '#components/dead-letters/group-replays.tsx';
import { History } from '#components/dead-letters/history.tsx';
import { LetterList } from '#components/dead-letters/letter-list.tsx';
import { NoGroup } from '#components/dead-letters/no-group.tsx';
import { SeparationView } from '#components/dead-letters/separation.tsx';
import { StackTraceView } from '#components/dead-letters/stack-trace.tsx';
import { StateFilter } from '#components/dead-letters/state-filter.tsx';
import { StoppedFlows } from '#components/dead-letters/stopped.tsx';
import { groupParsers, lettersOfGroup, type Tab } from '#components/dead-letters/url-state.ts';
import { useTold } from '#components/live/use-told.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { PageTabs } from '#components/ui/page-tabs.tsx';
import { ProblemError, problemOf } from '#components/ui/problem.ts';
import { SkeletonPage } from '#components/ui/skeleton.tsx';
import { TypedField } from '#components/ui/typed-field.tsx';
import type { FailureGroupDetail } from '#lib/contracts/dead-letters.ts';
import { DEAD_LETTER_STATES } from '#lib/core/dead-letters/states.ts';

const WORDS: Record<Tab, string> = { cause: 'Cause', messages: 'Messages', history: 'Notes and history' };

interface GroupPageProps {
  id: string;
  /** What the server read for the first paint. */
  first: FailureGroupDetail | null;
  /** Names the page in the top bar. */
  Crumb: ComponentType<{ name: string }>;
}

/** One cause: why these messages fail, which they are, what they stopped, and what can be done. */
export function GroupPage({ id, first, Crumb }: GroupPageProps) {
  const [state, set] = useQueryStates(groupParsers, { history: 'push' });
  const detail = useQuery({ ...groupQuery(id), initialData: first ?? undefined });
  useTold('dead-letters', () => detail.refetch());
  const group = detail.data;
  if (group === undefined) {
    if (detail.error instanceof ProblemError && detail.error.problem.status === 404) return <NoGroup reason={detail.error.message} />;
    return detail.error ? <ErrorState error={detail.error} what="The failure group cannot be read" retry={() => void detail.refetch()} /> : <SkeletonPage rows={12} label="Reading the failure group" />;
  }
  const filtered = Boolean(state.q?.trim()) || state.type !== null || state.state !== null;
  return (
    <>
      <Crumb name={group.title} />
      <GroupHeader group={group}><GroupActions group={group} /></GroupHeader>
      {detail.error != null && <p role="alert" className="px-4.5 text-warn">Not up to date: {problemOf(detail.error).detail ?? problemOf(detail.error).title}.</p>}
      <PageTabs words={WORDS} counts={{ messages: group.count, history: group.notes.length === 0 ? null : group.notes.length }} tab={state.tab} onTab={(tab) => void set({ tab })} className="shrink-0 border-b border-line px-4.5" />
      {state.tab === 'cause' && (
        <div tabIndex={0} role="region" aria-label="Cause" className="min-h-0 flex-1 overflow-y-auto -outline-offset-2">
          <div className="grid min-w-0 grid-cols-1 gap-x-10 gap-y-6 px-4.5 py-4 min-[1100px]:grid-cols-2">
            <div className="flex min-w-0 flex-col gap-6">
              <Part title="What these have and healthy ones do not"><SeparationView separation={group.separation} /></Part>
              <Part title="What they stopped, and what never came after"><StoppedFlows stopped={group.stopped} /></Part>
            </div>
            <div className="flex min-w-0 flex-col gap-6">
              <Part title="Where it fails">{group.stacktrace === null ? <p className="text-muted">No stack trace came with any of them: whoever dead-letters them may be told to write it as a header.</p> : <StackTraceView trace={group.stacktrace} />}</Part>
              <Part title="Replays"><GroupReplays id={id} /></Part>
            </div>
          </div>
        </div>
      )}
      {state.tab === 'messages' && (
        <div className="flex min-h-0 flex-1 flex-col">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4.5 py-2">
            <TypedField label="Search ids, keys, exceptions" text={state.q ?? ''} onText={(q) => void set({ q: q || null }, { history: 'replace' })} className="w-60 max-w-full" />
            <TypedField label="Message type" text={state.type ?? ''} onText={(type) => void set({ type: type || null }, { history: 'replace' })} className="w-44 max-w-full" />
            <StateFilter counts={group.counts} chosen={state.state ?? DEAD_LETTER_STATES} onChoose={(states) => void set({ state: states.length === DEAD_LETTER_STATES.length ? null : [...states] })} />
          </div>
          <LetterList key={lettersOfGroup(id, state)} query={lettersOfGroup(id, state)} filtered={filtered} clear={() => void set({ q: null, type: null, state: null })} />
        </div>
      )}
      {state.tab === 'history' && (
        <div tabIndex={0} role="region" aria-label="Notes and history" className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"><History group={group} /></div>
      )}
    </>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="min-w-0">
    <h2 className="pb-1.5 text-sm font-semibold">{title}</h2>
    {children}
  </section>
);
