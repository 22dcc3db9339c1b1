'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { AuditRow } from '#components/audit/audit-row.tsx';
import { auditParsers, auditQuery } from '#components/audit/url-state.ts';
import { ACTION_WORDS } from '#components/audit/words.ts';
import { keptUp } from '#components/live/kept-up.ts';
import { useTold } from '#components/live/use-told.ts';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { ExportLinks } from '#components/ui/export-links.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Select } from '#components/ui/select.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Table } from '#components/ui/table.tsx';
import { TypedField } from '#components/ui/typed-field.tsx';
import type { AuditList } from '#lib/contracts/audit.ts';
import { AUDIT_ACTIONS } from '#lib/core/dead-letters/audit-actions.ts';

const PAGE = 100;

/** Who did what, to what, why, and what came of it: appended only, newest first. */
export function AuditView() {
  const [state, set] = useQueryStates(auditParsers, { history: 'push' });
  const query = auditQuery(state);
  const list = useInfiniteQuery({
    ...keptUp,
    queryKey: ['audit', query],
    queryFn: ({ signal, pageParam }) => fetchJson<AuditList>(`/api/v1/audit?${[query, `limit=${PAGE}`, pageParam === null ? '' : `cursor=${encodeURIComponent(pageParam)}`].filter(Boolean).join('&')}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
  useTold('dead-letters', () => !list.isFetching && (list.data?.pages.length ?? 0) <= 5 && list.refetch());
  const pages = list.data?.pages;
  const entries = [...new Map((pages ?? []).flatMap((page) => page.entries).map((entry) => [entry.id, entry])).values()];
  const filtered = query !== '';
  return (
    <>
      <header className="flex flex-col gap-2.5 border-b border-line px-4.5 pt-4 pb-3">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <h1>Audit log</h1>
          <p className="min-w-0 flex-1 text-muted">What people decided about dead letters, and what replays did by themselves. Nothing in it is ever changed.</p>
          <ExportLinks path="/api/v1/audit" query={query} what="the entries of these filters" />
        </div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <TypedField label="Search selection, reason, outcome" text={state.q ?? ''} onText={(q) => void set({ q: q || null }, { history: 'replace' })} className="w-64 max-w-full" />
          <TypedField label="Actor" text={state.actor ?? ''} onText={(actor) => void set({ actor: actor || null }, { history: 'replace' })} className="w-40 max-w-full" />
          <Select
            label="Action"
            value={state.action?.join(',') ?? ''}
            onChoose={(action) => void set({ action: AUDIT_ACTIONS.filter((each) => each === action) })}
            options={[{ value: '', label: 'All actions' }, ...(state.action !== null && state.action.length > 1 ? [{ value: state.action.join(','), label: 'Several actions' }] : []), ...AUDIT_ACTIONS.map((action) => ({ value: action, label: ACTION_WORDS[action] }))]}
          />
          {state.subject !== null && <Button on onClick={() => void set({ subject: null })} aria-label={`Drop the filter on ${state.subject}`}>about <code className="max-w-40 truncate font-mono">{state.subject}</code> ×</Button>}
          {filtered && <Button look="quiet" onClick={() => void set({ q: null, actor: null, action: null, subject: null, range: null })}>Clear the filters</Button>}
        </div>
      </header>
      {pages !== undefined && list.error != null && <p role="alert" className="border-b border-line bg-warn-soft px-4.5 py-1.5 text-warn">Not up to date: {problemOf(list.error).detail ?? problemOf(list.error).title}.</p>}
      <div className="min-h-0 flex-1 overflow-y-auto">
        {pages === undefined ? (
          list.error ? <ErrorState error={list.error} what="The audit log cannot be read" retry={() => void list.refetch()} /> : <SkeletonRows rows={12} label="Reading the audit log" />
        ) : entries.length === 0 ? (
          <EmptyState title={filtered ? 'No entry fits' : 'Nothing was done yet'}>
            <p>{filtered ? 'Selections, reasons and outcomes are searched for a part of them; an actor is meant by its whole name.' : 'Each discard, replay, assignment, note and export of dead letters is written down here, with who did it, from where, and why.'}</p>
          </EmptyState>
        ) : (
          <>
            <Table label="Audit log" headings={[{ name: 'When' }, { name: 'Who' }, { name: 'What' }, { name: 'On what' }, { name: 'Messages', right: true }, { name: 'Reason' }, { name: 'Outcome' }]}>
              {entries.map((entry) => <AuditRow key={entry.id} entry={entry} />)}
            </Table>
            {list.hasNextPage && (
              <p className="num flex items-center gap-3 px-4.5 py-2 text-muted">
                {formatPlural(entries.length, 'entry', 'entries')} are shown, the newest first. <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button>
                {list.isFetchNextPageError && <span className="text-warn">The next could not be read.</span>}
              </p>
            )}
          </>
        )}
      </div>
    </>
  );
}
