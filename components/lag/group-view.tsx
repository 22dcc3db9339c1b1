'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import { detailQuery, historyOf, type GroupName } from '#components/lag/api.ts';
import { DeadNotice } from '#components/lag/dead-notice.tsx';
import { EventsList } from '#components/lag/events-list.tsx';
import { GroupHeader } from '#components/lag/group-header.tsx';
import { HeatMap } from '#components/lag/heat-map.tsx';
import { MembersTable } from '#components/lag/members-table.tsx';
import { NoGroup } from '#components/lag/no-group.tsx';
import { PartitionTable } from '#components/lag/partition-table.tsx';
import { groupParsers, historyQuery, waitingQuery, type GroupState, type Tab } from '#components/lag/url-state.ts';
import { useSampled } from '#components/lag/use-sampled.ts';
import { WaitingFlows } from '#components/lag/waiting-flows.tsx';
import { WhatIf } from '#components/lag/what-if.tsx';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { PageTabs } from '#components/ui/page-tabs.tsx';
import { ProblemError, problemOf } from '#components/ui/problem.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { Skeleton, SkeletonPage } from '#components/ui/skeleton.tsx';
import { isAbsolute, RANGES } from '#components/ui/time-range.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { ConsumerGroupDetail, GroupHistory } from '#lib/contracts/lag.ts';

/** The library of the chart is large, and what one reads first is the sentence. */
const HistoryChart = dynamic(() => import('#components/lag/history-chart.tsx').then(({ HistoryChart: chart }) => chart), { ssr: false, loading: () => <Skeleton className="h-80 w-full" /> });

type SetGroup = (change: Partial<{ [K in keyof GroupState]: GroupState[K] | null }>, options?: { history: 'push' | 'replace' }) => void;

interface GroupViewProps {
  name: GroupName;
  /** What the server read for the first paint. */
  first: ConsumerGroupDetail | null;
}

/** One consumer group: why it is as it is, since when, where, and whose flows wait for it. */
export function GroupView({ name, first }: GroupViewProps) {
  const [state, setState] = useQueryStates(groupParsers, { history: 'push' });
  const set: SetGroup = useCallback((change, options) => void setState(change, options), [setState]);
  const query = historyQuery(state);
  const detail = useQuery({ ...detailQuery(name), initialData: first ?? undefined });
  const history = useQuery({ ...historyOf(name, query), placeholderData: keepPreviousData });
  useSampled(() => Promise.all([detail.refetch(), isAbsolute(state.range) ? null : history.refetch()]));
  const zoomOut = () => set({ range: state.was, was: null });
  useShortcut('Escape', 'back to the time before the zoom', zoomOut, { group: 'Group', enabled: state.was !== null });
  const group = detail.data;
  if (group === undefined) {
    if (detail.error instanceof ProblemError && detail.error.problem.status === 404) return <NoGroup source={name.source} group={name.group} reason={detail.error.message} />;
    return detail.error ? <ErrorState error={detail.error} what="The group cannot be read" retry={() => void detail.refetch()} /> : <SkeletonPage rows={12} label="Reading the group" />;
  }
  const at = state.topic === null || state.partition === null ? null : { topic: state.topic, partition: state.partition };
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto [scrollbar-gutter:stable]" tabIndex={0} role="region" aria-label="Consumer group">
      <DeadNotice samplings={[group.sampling]} error={detail.error} />
      <GroupHeader group={group} />
      <section aria-label="Over time" className="flex shrink-0 flex-col gap-1 px-4.5 pt-4 pb-2">
        <div className="flex min-h-7 flex-wrap items-center gap-2 text-sm text-muted">
          {at === null ? (
            <span>All partitions</span>
          ) : (
            <>
              <span>Partition {at.partition} of <Verbatim text={at.topic} mono className="text-ink" /></span>
              <Button look="quiet" className="h-6!" onClick={() => set({ topic: null, partition: null })}>All partitions</Button>
            </>
          )}
          {state.was !== null && <Button look="quiet" className="h-6! text-accent!" onClick={zoomOut}>← Back to {(RANGES.find(({ value }) => value === state.was)?.label ?? 'the time before').toLowerCase()}</Button>}
          {history.error != null && <span role="alert" className="text-warn">The history could not be read: {problemOf(history.error).detail ?? problemOf(history.error).title}</span>}
        </div>
        {history.data ? (
          <div className={classes('transition-opacity', history.isPlaceholderData && 'opacity-60')}>
            <HistoryChart history={history.data} status={at === null ? group.status : (group.partitions.find(({ topic, partition }) => topic === at.topic && partition === at.partition)?.status ?? group.status)} onZoom={(range) => set({ range, was: state.was ?? state.range })} onBack={() => state.was !== null && zoomOut()} />
          </div>
        ) : (
          <Skeleton className="h-80 w-full" />
        )}
      </section>
      <PageTabs
        className="sticky top-0 z-10 shrink-0 border-b border-line bg-bg px-4.5"
        words={TAB_WORDS}
        counts={{ partitions: group.partitions.length, members: group.memberCount, events: history.data?.marks.length }}
        tab={state.tab}
        onTab={(tab) => set({ tab })}
      />
      <section aria-label={TAB_WORDS[state.tab]} className="min-h-60 shrink-0 pb-6">
        <Shown group={group} name={name} history={history.data} state={state} set={set} />
      </section>
    </div>
  );
}

interface ShownProps {
  group: ConsumerGroupDetail;
  name: GroupName;
  history: GroupHistory | undefined;
  state: GroupState;
  set: SetGroup;
}

function Shown({ group, name, history, state, set }: ShownProps) {
  const at = state.topic === null || state.partition === null ? null : { topic: state.topic, partition: state.partition };
  switch (state.tab) {
    case 'partitions':
      return <PartitionTable partitions={group.partitions} sort={state.sort} onSort={(sort) => set({ sort })} chosen={at} onChoose={(chosen) => set({ topic: chosen?.topic ?? null, partition: chosen?.partition ?? null })} />;
    case 'heat':
      return <div className="px-4.5 py-3">{history ? <HeatMap heat={history.heat} onChoose={({ topic, partition }) => set({ topic, partition })} /> : <Skeleton className="h-40 w-full" />}</div>;
    case 'waiting':
      return <WaitingFlows name={name} query={waitingQuery(state)} lag={at === null ? group.lag : (group.partitions.find(({ topic, partition }) => topic === at.topic && partition === at.partition)?.lag ?? null)} />;
    case 'members':
      return <MembersTable members={group.members} memberCount={group.memberCount} state={group.state} status={group.status} />;
    case 'events':
      return history ? <EventsList marks={history.marks} /> : <Skeleton className="h-40 w-full" />;
    case 'what-if':
      return <WhatIf group={group} times={state.times ?? 2} more={state.more ?? 1} onTimes={(times) => set({ times }, { history: 'replace' })} onMore={(more) => set({ more }, { history: 'replace' })} />;
  }
}

const TAB_WORDS: Readonly<Record<Tab, string>> = { partitions: 'Partitions', heat: 'Heat map', waiting: 'Waiting flows', members: 'Members', events: 'What happened', 'what-if': 'What if' };
