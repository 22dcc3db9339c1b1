'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { DiscardLetters } from '#components/dead-letters/discard-letters.tsx';
import { fromMiddle, fromNarrow, fromWide, letterColumns, LetterRow } from '#components/dead-letters/letter-row.tsx';
import { letterHref, planHref } from '#components/dead-letters/paths.ts';
import { distinctLetters, useLetters } from '#components/dead-letters/use-letters.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { useTrailKeeper } from '#components/ui/list-trail.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { useRowKeys } from '#components/ui/use-row-keys.ts';

const ROW = 28;
const FIRST_PAINT = { width: 1200, height: 800 };
/** Ids in an address: more are better selected by a filter. */
const MOST_PICKED = 50;

const rowId = (index: number): string => `letter-${index}`;

interface LetterListProps {
  /** As the API takes it; it names what a replay of all that is listed would take. */
  query: string;
  filtered: boolean;
  clear: () => void;
}

/** Dead letters, of which only those in view are drawn; some can be picked and replayed together. */
export function LetterList({ query, filtered, clear }: LetterListProps) {
  const router = useRouter();
  const list = useLetters(query);
  const pages = list.data?.pages;
  const letters = useMemo(() => distinctLetters(pages ?? []), [pages]);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState(-1);
  const scroller = useRef<HTMLDivElement>(null);
  useTrailKeeper(letters);
  const virtual = useVirtualizer({ count: letters.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, getItemKey: (index) => letters[index]?.id ?? index, overscan: 12, initialRect: FIRST_PAINT, scrollPaddingStart: ROW });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && lastShown >= letters.length - 40) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, lastShown, letters.length]);
  const pick = useCallback((id: string, on: boolean) => setPicked((now) => new Set(on ? [...now, id] : [...now].filter((each) => each !== id))), []);
  const move = (row: number) => {
    setAt(row);
    virtual.scrollToIndex(row, { align: 'auto' });
  };
  const onKeyDown = useRowKeys(letters.length, at, move, 'Dead letters');
  const current = letters[at];
  const here = () => current !== undefined && (document.activeElement === document.body || document.activeElement === scroller.current);
  useShortcut(['Enter', 'o'], 'open the dead letter', () => current && router.push(letterHref(current.id)), { group: 'Dead letters', enabled: here });
  useShortcut('Space', 'choose it, or not', () => current && pick(current.id, !picked.has(current.id)), { group: 'Dead letters', enabled: here });
  if (pages === undefined) return list.error ? <ErrorState error={list.error} what="The dead letters cannot be read" retry={() => void list.refetch()} /> : <SkeletonRows rows={10} label="Reading dead letters" />;
  const first = pages[0];
  if (first === undefined || letters.length === 0) {
    return (
      <EmptyState title={filtered ? 'No dead letter fits' : 'No dead letter is kept here'}>
        <p>{filtered ? 'Ids and keys are searched for as a whole, exceptions, topics and groups for a part of them.' : 'What was settled goes with the retention of its day.'}</p>
        {filtered && <Button className="self-start" onClick={clear}>Clear the filters</Button>}
      </EmptyState>
    );
  }
  const tooMany = picked.size > MOST_PICKED;
  return (
    <>
      <div className="num flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4.5 py-1 text-sm text-muted">
        <span aria-live="polite">{picked.size > 0 ? <b className="font-medium text-ink">{formatCount(picked.size)} chosen.</b> : <>{first.totalIsMore ? 'More than ' : ''}{formatPlural(first.total, 'dead letter')}.</>}</span>
        {picked.size > 0 ? (
          <>
            {tooMany ? <span>At most {MOST_PICKED} can be replayed by choosing; more by their filter.</span> : <Link href={planHref({ ids: [...picked].join(',') })} prefetch={false} className={buttonClasses()}>Replay the chosen…</Link>}
            <DiscardLetters ids={[...picked]} name="Discard the chosen" group="Dead letters" done={() => setPicked(new Set())} />
            <Button look="quiet" onClick={() => setPicked(new Set())}>Choose none</Button>
          </>
        ) : (
          filtered && <Link href={`/replays/new?${query}`} prefetch={false} className={buttonClasses()}>Replay what fits…</Link>
        )}
        {list.error != null && <span role="alert" className="text-warn">Not up to date: {problemOf(list.error).detail ?? problemOf(list.error).title}.</span>}
      </div>
      <div
        ref={scroller}
        role="grid"
        aria-label="Dead letters"
        aria-rowcount={first.totalIsMore ? -1 : first.total + 1}
        aria-activedescendant={at >= 0 ? rowId(at) : undefined}
        aria-busy={list.isPlaceholderData}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className={classes('@container min-h-40 flex-1 overflow-y-auto -outline-offset-2 [overflow-anchor:none] [scrollbar-gutter:stable]', list.isPlaceholderData && 'opacity-60')}
      >
        <div role="rowgroup" className="sticky top-0 z-10 bg-bg">
          <div role="row" aria-rowindex={1} className={classes(letterColumns, 'h-row items-center border-b border-line px-4.5 text-xs font-medium text-muted')}>
            <span role="columnheader"><span className="sr-only">Chosen</span></span>
            <span role="columnheader">State</span>
            <span role="columnheader" className={fromNarrow}>Seen</span>
            <span role="columnheader">Key</span>
            <span role="columnheader" className={fromWide}>Type</span>
            <span role="columnheader" className={fromNarrow}>What failed</span>
            <span role="columnheader" className={classes(fromMiddle, 'text-right')} title="All that were made, those after replays included">Attempts</span>
            <span role="columnheader" className={fromMiddle}>Came from</span>
            <span role="columnheader" className={classes(fromWide, 'text-right')}>Flow</span>
          </div>
        </div>
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const letter = letters[index];
            return (
              letter !== undefined && (
                <div key={key} role="rowgroup" style={{ transform: `translateY(${start}px)` }} className="absolute top-0 left-0 w-full">
                  <LetterRow id={rowId(index)} letter={letter} index={index} current={index === at} picked={picked.has(letter.id)} onPick={pick} />
                </div>
              )
            );
          })}
        </div>
        {isFetchNextPageError && (
          <div role="row">
            <div role="gridcell" className="flex items-center gap-3 px-4.5 py-3 text-warn">The next could not be read. <Button onClick={() => void fetchNextPage()}>Try again</Button></div>
          </div>
        )}
      </div>
    </>
  );
}
