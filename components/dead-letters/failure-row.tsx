'use client';
import Link from 'next/link';
import { memo, type MouseEvent } from 'react';
import { groupHref } from '#components/dead-letters/paths.ts';
import type { News } from '#components/dead-letters/seen.ts';
import { Trend } from '#components/dead-letters/trend.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { classes } from '#components/ui/classes.ts';
import { DeadLetterChip } from '#components/ui/dead-letter-chip.tsx';
import { formatCompact, formatCount } from '#components/ui/format.ts';
import { Ago, Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { FailureGroup } from '#lib/contracts/dead-letters.ts';

/** What gives way where it is narrow stands in the panel and on the page of the group. */
export const failureColumns = 'grid gap-x-4 grid-cols-[minmax(0,1fr)_64px] @min-[620px]:grid-cols-[minmax(0,1fr)_112px_76px] @min-[760px]:grid-cols-[minmax(0,1fr)_112px_76px_76px]';
export const fromMiddle = 'hidden @min-[620px]:block';
export const fromBroad = 'hidden @min-[760px]:block';

interface FailureRowProps {
  id: string;
  group: FailureGroup;
  /** From 0. */
  index: number;
  chosen: boolean;
  news: News;
  /** Whether there are several sources, so that a topic alone says too little. */
  sources: boolean;
  trendWords: string;
  onChoose: (id: string) => void;
}

/** One cause: a click anywhere shows it beside the list, its title leads to its page. */
export const FailureRow = memo(function FailureRow({ id, group, index, chosen, news, sources, trendWords, onChoose }: FailureRowProps) {
  const faint = chosen ? 'text-muted' : 'text-faint';
  const choose = (event: MouseEvent<HTMLElement>) => {
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest('a,button') !== null)) return;
    onChoose(group.id);
  };
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      onClick={choose}
      className={classes(failureColumns, 'cursor-pointer items-center border-b border-line px-4.5 py-2.5', chosen ? 'bg-accent-soft shadow-[inset_3px_0_var(--accent)]' : 'hover:bg-sunken')}
    >
      <div role="gridcell" className="min-w-0">
        <div className="flex min-w-0 items-center gap-2">
          <Link href={groupHref(group.id)} prefetch={false} tabIndex={-1} className="min-w-0 truncate font-semibold hover:underline">
            <Verbatim text={group.title} />
          </Link>
          {group.state !== 'open' && <DeadLetterChip state={group.state} of="group" />}
          {news === 'new' && <Chip tone="bad" title="nobody knew it when you last looked">new</Chip>}
          {news === 'more' && <Chip tone="warn" title="more came since you last looked">more</Chip>}
        </div>
        <div className={classes('mt-px truncate font-mono text-xs', chosen ? 'text-ink' : 'text-muted')}>
          {group.exceptionType === null && group.message === null ? <span className="font-sans">no header says what failed</span> : <Verbatim text={[shortType(group.exceptionType), group.message?.slice(0, 300)].filter(Boolean).join(': ')} />}
        </div>
        <div className={classes('mt-px flex flex-wrap gap-x-1.5 text-sm', faint)}>
          <span className="min-w-0 truncate">
            {group.consumerGroup === null ? 'group not told' : <>group <Verbatim text={group.consumerGroup} mono className="text-xs" /></>}
            {' on '}
            {group.originTopic === null ? 'a topic that nothing tells' : <Verbatim text={group.originTopic} mono className="text-xs" />}
            {sources && group.sources.length > 0 && <> of <Verbatim text={group.sources.join(', ')} /></>}
          </span>
          <span className="whitespace-nowrap">· first <Time at={group.firstSeenAt} style="compact" /> · last <Ago at={group.lastSeenAt} /></span>
          <span className="truncate">· {group.owner === null ? 'nobody owns it' : <>owned by <Verbatim text={group.owner} /></>}</span>
          {group.notes.length > 0 && <span className="whitespace-nowrap">· {group.notes.length === 1 ? 'one note' : `${group.notes.length} notes`}</span>}
        </div>
      </div>
      <div role="gridcell" className={fromMiddle}>
        <Trend counts={group.trend} words={trendWords} />
      </div>
      <div role="gridcell" className="num text-right" title={`${formatCount(group.open)} of ${formatCount(group.count)} are open`}>
        <span className={classes('block text-lg leading-tight font-semibold', group.open === 0 && faint)}>{formatCompact(group.open)}</span>
        <span className={classes('block text-xs', faint)}>{group.open === group.count ? 'open' : `open of ${formatCompact(group.count)}`}</span>
      </div>
      <div role="gridcell" className={classes(fromBroad, 'num text-right text-sm', faint)} title="flows that its open dead letters stopped">
        {group.flows === 0 ? 'no flow' : group.flows === 1 ? 'one flow' : `${formatCompact(group.flows)} flows`}
        <span className="block text-xs">{group.flows === 0 ? 'is stopped' : 'stopped'}</span>
      </div>
    </div>
  );
});

const shortType = (type: string | null): string => type?.split(/[.$:/\\]/).at(-1) ?? '';
