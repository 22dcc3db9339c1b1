'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { detailQuery, historyOf, type GroupName } from '#components/lag/api.ts';
import { HeatMap } from '#components/lag/heat-map.tsx';
import { useSampled } from '#components/lag/use-sampled.ts';
import { etaText, useWaiting, waitingPath } from '#components/lag/waiting-flows.tsx';
import { drainText, rateText, timeLagText, evidenceWord, percentText } from '#components/lag/words.ts';
import { bestKey } from '#components/ui/best-key.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { formatCount, formatDuration } from '#components/ui/format.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { LagChip } from '#components/ui/lag-chip.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { Words } from '#components/ui/words.tsx';

/** The library of the chart is large, and what one comes for is the list. */
const HistoryChart = dynamic(() => import('#components/lag/history-chart.tsx').then(({ HistoryChart: chart }) => chart), { ssr: false, loading: () => <Skeleton className="h-28 w-full" /> });

const ROWS = 12;
const FLOWS = 5;

/** One group beside the list: why, since when, where, and whose flows wait. Over the list where there is no room for both. */
export function GroupPanel({ name, onClose }: { name: GroupName; onClose: () => void }) {
  const detail = useQuery({ ...detailQuery(name), placeholderData: keepPreviousData });
  const history = useQuery({ ...historyOf(name, 'from=now-1h'), placeholderData: keepPreviousData });
  useSampled(() => Promise.all([detail.refetch(), history.refetch()]));
  const group = detail.data;
  return (
    <aside aria-label="Details" className="z-20 flex w-90 max-w-full shrink-0 flex-col border-l border-line bg-panel max-[1099px]:absolute max-[1099px]:inset-y-0 max-[1099px]:right-0 max-[1099px]:shadow-floating max-sm:w-full">
      <header className="flex flex-col gap-1.5 border-b border-line px-4 pt-3 pb-2.5">
        <div className="flex items-start gap-2">
          <h2 className="min-w-0 flex-1 text-base font-semibold wrap-anywhere"><Verbatim text={name.group} className="whitespace-pre-wrap" /></h2>
          {group && <LagChip status={group.status} />}
          <Button look="quiet" className="h-6 px-1.5" aria-label="Close details" title="Close (Esc)" onClick={onClose}>Close</Button>
        </div>
        {group && (
          <p className="text-muted">
            <Words text={group.reason} />
            {group.statusSince !== null && <span className="num text-faint"> So since <Time at={group.statusSince} />.</span>}
          </p>
        )}
        {detail.error != null && <p role="alert" className="text-warn">{group ? 'Not up to date: ' : ''}{problemOf(detail.error).detail ?? problemOf(detail.error).title}</p>}
      </header>
      <div tabIndex={0} role="group" aria-label="Details of the chosen group" className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto px-4 py-3 -outline-offset-2">
        <p className="flex flex-wrap gap-2">
          <Link href={groupPath(name)} className={buttonClasses({ look: 'primary' })}>Open group</Link>
          <Link href={`${groupPath(name)}?tab=what-if&times=2`} className={buttonClasses()}>What if 2× rate?</Link>
        </p>
        {group && (
          <dl className="num grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            <Fact word="Lag">{group.lag === null ? 'not known' : formatCount(group.lag)}{group.skew !== null && <span className="text-muted">, {percentText(group.skew)} of it in one partition</span>}</Fact>
            <Fact word="Time lag">{timeLagText(group)}{group.timeLagMs !== 0 && <span className="text-muted">, {evidenceWord[group.timeLagEvidence]}</span>}</Fact>
            <Fact word="In and out">{rateText(group.rateIn)}/s and {rateText(group.rateOut)}/s</Fact>
            <Fact word="Caught up in">{drainText(group)}</Fact>
            <Fact word="Members">{group.memberCount === null ? 'the broker does not tell' : formatCount(group.memberCount)}</Fact>
          </dl>
        )}
        <Part title="Lag, last hour">
          {history.data ? <HistoryChart history={history.data} status={group?.status ?? 'unknown'} series={['lag']} onZoom={null} onBack={() => undefined} /> : history.error ? <p className="text-sm text-warn">It could not be read: {problemOf(history.error).detail ?? problemOf(history.error).title}</p> : <Skeleton className="h-28 w-full" />}
        </Part>
        <Part title="By partition, last hour">{history.data ? <HeatMap heat={history.data.heat} most={ROWS} /> : <Skeleton className="h-20 w-full" />}</Part>
        <Part title="Waiting in this lag, oldest first">
          <Waiting name={name} />
        </Part>
      </div>
    </aside>
  );
}

function Waiting({ name }: { name: GroupName }) {
  const { data, error } = useWaiting(name, '', FLOWS);
  const flows = data?.pages[0]?.flows;
  if (flows === undefined) return error ? <p className="text-sm text-warn">It could not be read: {problemOf(error).detail ?? problemOf(error).title}</p> : <Skeleton className="h-16 w-full" />;
  if (flows.length === 0) return <p className="text-sm text-muted">No flow is known to wait here.</p>;
  return (
    <>
      <ul>
        {flows.map((waiting) => (
          <li key={waiting.flow.id} className="border-b border-line last:border-0">
            <Link href={waitingPath(waiting)} prefetch={false} title={`its turn: ${etaText(waiting.etaMs)}`} className="flex min-h-row items-center gap-2 text-sm hover:bg-sunken">
              <Verbatim text={bestKey(waiting.flow)?.value ?? waiting.flow.id} mono className="min-w-0 flex-1 truncate" />
              <Verbatim text={waiting.flow.kind} className="max-w-28 truncate text-faint" />
              <span className="num shrink-0">{formatDuration(waiting.waitedMs)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {data?.pages[0]?.nextCursor != null && <Link href={`${groupPath(name)}?tab=waiting`} className="inline-block pt-1 text-sm text-accent hover:underline">All that wait</Link>}
    </>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title}>
    <h3 className="pb-1.5 text-sm font-semibold">{title}</h3>
    {children}
  </section>
);

const Fact = ({ word, children }: { word: string; children: ReactNode }) => (
  <div className="contents">
    <dt className="text-muted">{word}</dt>
    <dd className="text-right">{children}</dd>
  </div>
);
