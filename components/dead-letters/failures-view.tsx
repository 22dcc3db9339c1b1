'use client';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';
import { ExportLinks } from '#components/ui/export-links.tsx';
import { FailureList } from '#components/dead-letters/failure-list.tsx';
import { FailurePanel } from '#components/dead-letters/failure-panel.tsx';
import { LetterList } from '#components/dead-letters/letter-list.tsx';
import { NamedFilters } from '#components/dead-letters/named-filters.tsx';
import { NoGroups } from '#components/dead-letters/no-groups.tsx';
import { answeredAt } from '#components/dead-letters/seen.ts';
import { deadLetterSentence } from '#components/dead-letters/sentence.ts';
import { StateFilter } from '#components/dead-letters/state-filter.tsx';
import { groupsQuery, isFiltered, lettersQuery, listParsers, NAMED_FILTERS, SORTS, WAITING, type View } from '#components/dead-letters/url-state.ts';
import { distinct, useGroups, type FirstGroups } from '#components/dead-letters/use-groups.ts';
import { useLooked } from '#components/dead-letters/use-looked.ts';
import { useFreshness } from '#components/live/use-freshness.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Segments } from '#components/ui/segments.tsx';
import { Select } from '#components/ui/select.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { isAbsolute, RANGES } from '#components/ui/time-range.ts';
import { Time } from '#components/ui/time.tsx';
import { TypedField } from '#components/ui/typed-field.tsx';
import { DEAD_LETTER_STATES } from '#lib/core/dead-letters/states.ts';

const SORT_WORDS: Record<(typeof SORTS)[number], string> = { lastSeen: 'Newest message first', firstSeen: 'Newest cause first', count: 'Most messages first', open: 'Most open first', title: 'By title' };
const VIEW_WORDS = [
  { value: 'groups', word: 'By cause' },
  { value: 'messages', word: 'Messages' },
] as const satisfies readonly { value: View; word: string }[];
const NO_NAMED = Object.fromEntries(NAMED_FILTERS.map((name) => [name, null]));

/** Every cause of failure: what waits in a sentence, the causes below it, and the chosen one beside them. */
export function FailuresView({ first }: { first: FirstGroups | null }) {
  const [state, set] = useQueryStates(listParsers, { history: 'push' });
  const query = groupsQuery(state);
  const list = useGroups(query, first);
  const freshness = useFreshness();
  const pages = list.data?.pages;
  const groups = useMemo(() => distinct(pages ?? []), [pages]);
  const newest = pages?.[0];
  const looked = useLooked(newest === undefined || isAbsolute(state.range) ? null : answeredAt(newest));
  const { fetchNextPage, isFetchingNextPage } = list;
  const load = useCallback(() => void (isFetchingNextPage || fetchNextPage()), [fetchNextPage, isFetchingNextPage]);
  const choose = useCallback((chosen: string | null) => void set({ chosen }, { history: 'replace' }), [set]);
  if (newest === undefined) return list.error ? <ErrorState error={list.error} what="The failure groups cannot be read" retry={() => void list.refetch()} /> : <SkeletonRows rows={12} label="Reading failure groups" />;
  const filtered = isFiltered(state);
  const messages = state.view === 'messages';
  const exported = messages ? (['/api/v1/dead-letters', lettersQuery(state), 'the dead letters of these filters'] as const) : (['/api/v1/failure-groups', query, 'the failure groups of these filters'] as const);
  const clear = () => void set({ ...NO_NAMED, q: null, range: null });
  const hidden = DEAD_LETTER_STATES.reduce((sum, each) => sum + (state.state.includes(each) ? 0 : (newest.states[each] ?? 0)), 0);
  const trendWords = state.range === 'all' ? 'in the last 24 hours' : (RANGES.find(({ value }) => value === state.range)?.sentence ?? 'in the chosen time');
  return (
    <>
      <header className="flex flex-col gap-2.5 border-b border-line px-4.5 pt-4 pb-3">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <h1>Dead letters</h1>
          <p className="num min-w-0 flex-1 text-muted wrap-anywhere">
            <span className="text-ink">{deadLetterSentence(newest, filtered)}</span>
            {looked.at !== null && (
              <>
                {' '}
                {looked.came === null ? null : looked.came === 0 ? 'None' : formatCount(looked.came)}
                {looked.came !== null && <> new since you looked at <Time at={looked.at} style="compact" />.</>}
                {looked.came !== null && looked.came > 0 && <button type="button" onClick={looked.forget} className="ml-1.5 text-accent hover:underline">Count from now</button>}
              </>
            )}
          </p>
          <span className="flex flex-wrap gap-1.5">
            <Link href="/replays" className={buttonClasses({ look: 'quiet' })}>Replays</Link>
            <Link href="/audit" className={buttonClasses({ look: 'quiet' })}>Audit log</Link>
            <ExportLinks path={exported[0]} query={exported[1]} what={exported[2]} />
          </span>
        </div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <TypedField label="Search causes, ids, topics, owners" text={state.q ?? ''} onText={(q) => void set({ q: q || null }, { history: 'replace' })} className="w-68 max-w-full" />
          <div className="-mx-1 w-44"><Segments label="Shown as" options={VIEW_WORDS} value={state.view} onChoose={(view) => void set({ view })} /></div>
          {!messages && <Select label="Order" value={state.sort} onChoose={(sort) => void set({ sort: SORTS.find((each) => each === sort) ?? null })} options={SORTS.map((sort) => ({ value: sort, label: SORT_WORDS[sort] }))} />}
          <StateFilter counts={messages ? null : newest.states} chosen={state.state} onChoose={(states) => void set({ state: states.join() === WAITING.join() ? null : [...states] })} />
        </div>
        <NamedFilters state={state} onDrop={(name) => void set({ [name]: null })} />
      </header>
      {list.error != null && (
        <p role="alert" className="border-b border-line bg-warn-soft px-4.5 py-1.5 text-warn">
          Not up to date: {problemOf(list.error).detail ?? problemOf(list.error).title}. <Button onClick={() => void list.refetch()}>Try again</Button>
        </p>
      )}
      {freshness.kind === 'stale' && freshness.why === 'collector' && list.error == null && (
        <p role="status" className="border-b border-line bg-warn-soft px-4.5 py-1.5 text-warn">Nothing is collected at the moment: dead letters that come now are not seen yet.</p>
      )}
      <div className="relative flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {messages ? (
            <LetterList key={lettersQuery(state)} query={lettersQuery(state)} filtered={filtered} clear={clear} />
          ) : groups.length === 0 ? (
            <NoGroups filtered={filtered} hidden={hidden} clear={clear} showAll={() => void set({ state: [...DEAD_LETTER_STATES] })} />
          ) : (
            <FailureList
              groups={groups}
              total={newest.total}
              more={{ has: list.hasNextPage, load, error: list.isFetchNextPageError ? list.error : null }}
              chosen={state.chosen}
              onChoose={choose}
              lookedAt={looked.at}
              trendWords={trendWords}
              busy={list.isPlaceholderData}
            />
          )}
        </div>
        {state.chosen !== null && !messages && <FailurePanel id={state.chosen} onClose={() => choose(null)} />}
      </div>
    </>
  );
}
