'use client';
import { useQueryStates } from 'nuqs';
import { useCallback, useMemo, type ReactNode } from 'react';
import { DeadNotice } from '#components/lag/dead-notice.tsx';
import { GroupList } from '#components/lag/group-list.tsx';
import { GroupPanel } from '#components/lag/group-panel.tsx';
import { NoGroups } from '#components/lag/no-groups.tsx';
import { deadSamplings, newestSample } from '#components/lag/sampling.ts';
import { lagSentence } from '#components/lag/sentence.ts';
import { StatusFilter } from '#components/lag/status-filter.tsx';
import { lagListParsers, listQuery, parseGroupKey } from '#components/lag/url-state.ts';
import { distinct, useGroups, type FirstGroups } from '#components/lag/use-groups.ts';
import { useNow } from '#components/ui/clock.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Select } from '#components/ui/select.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Ago } from '#components/ui/time.tsx';
import { TypedField } from '#components/ui/typed-field.tsx';
import { visibleText } from '#components/ui/visible-text.ts';

/** Every consumer group, the worst first: what matters in a sentence, the groups below it, and the chosen one beside them. */
export function LagView({ first }: { first: FirstGroups | null }) {
  const [state, set] = useQueryStates(lagListParsers, { history: 'push' });
  const query = listQuery(state);
  const list = useGroups(query, first);
  const now = useNow(5000);
  const pages = list.data?.pages;
  const groups = useMemo(() => distinct(pages ?? []), [pages]);
  const { fetchNextPage, isFetchingNextPage } = list;
  const load = useCallback(() => void (isFetchingNextPage || fetchNextPage()), [fetchNextPage, isFetchingNextPage]);
  const choose = useCallback((group: string | null) => void set({ group }, { history: 'replace' }), [set]);
  if (pages === undefined) return list.error ? <ErrorState error={list.error} what="The consumer groups cannot be read" retry={() => void list.refetch()} /> : <SkeletonRows rows={14} label="Reading consumer groups" />;
  // What is true of all groups comes with every page: the newest answer says it.
  const { counts, samplings, total } = pages[0] ?? { counts: {}, samplings: [], total: 0 };
  const sampledAt = newestSample(samplings);
  const filtered = state.status !== null || state.q !== null || state.source !== null;
  const name = state.group === null ? null : parseGroupKey(state.group);
  const dead = new Set(deadSamplings(samplings, now).map(({ source }) => source));
  return (
    <>
      <header className="flex flex-col gap-2.5 border-b border-line px-4.5 pt-4 pb-3">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <h1>Consumer lag</h1>
          <p className="num min-w-0 text-muted wrap-anywhere">
            <Sentence>{visibleText(lagSentence(counts, groups))}</Sentence>
            {sampledAt !== null && dead.size === 0 && <> Sampled <Ago at={sampledAt} />.</>}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <TypedField label="Search groups, topics, members" text={state.q ?? ''} onText={(q) => void set({ q: q || null }, { history: 'replace' })} className="w-64 max-w-full" />
          {samplings.length > 1 && (
            <Select
              label="Source"
              value={state.source ?? ''}
              onChoose={(source) => void set({ source: source || null })}
              options={[{ value: '', label: 'All sources' }, ...samplings.map(({ source }) => ({ value: source, label: visibleText(source) }))]}
            />
          )}
          <StatusFilter counts={counts} chosen={state.status} onChoose={(status) => void set({ status: status === null ? null : [...status] })} />
        </div>
      </header>
      <DeadNotice samplings={samplings} error={list.error} />
      <div className="relative flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {groups.length === 0 ? (
            <NoGroups filtered={filtered} sampled={sampledAt !== null} clear={() => void set({ status: null, q: null, source: null })} />
          ) : (
            <GroupList
              groups={groups}
              total={total}
              more={{ has: list.hasNextPage, load, error: list.isFetchNextPageError ? list.error : null }}
              sort={state.sort}
              onSort={(sort) => void set({ sort })}
              chosen={state.group}
              onChoose={choose}
              dead={dead}
              sources={samplings.length > 1}
              busy={list.isPlaceholderData}
            />
          )}
        </div>
        {name !== null && <GroupPanel key={state.group} name={name} onClose={() => choose(null)} />}
      </div>
    </>
  );
}

const Sentence = ({ children }: { children: ReactNode }) => <span className="text-ink">{children}</span>;
