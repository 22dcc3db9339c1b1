'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { failureColumns, FailureRow, fromBroad, fromMiddle } from '#components/dead-letters/failure-row.tsx';
import { groupHref } from '#components/dead-letters/paths.ts';
import { newsOf } from '#components/dead-letters/seen.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useOpenedRows } from '#components/ui/use-opened-rows.ts';
import type { FailureGroup } from '#lib/contracts/dead-letters.ts';

const ROW = 76;
const FIRST_PAINT = { width: 1200, height: 800 };
const PAGE = 8;

interface FailureListProps {
  groups: readonly FailureGroup[];
  total: number;
  more: { readonly has: boolean; readonly load: () => void; readonly error: unknown };
  chosen: string | null;
  onChoose: (id: string | null) => void;
  /** When one looked before. */
  lookedAt: string | null;
  trendWords: string;
  busy: boolean;
}

const rowId = (index: number): string => `failure-${index}`;

/** The failure groups: only those in view are drawn, and more are read as one scrolls. */
export function FailureList({ groups, total, more, chosen, onChoose, lookedAt, trendWords, busy }: FailureListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const sources = useMemo(() => new Set(groups.flatMap((group) => group.sources)).size > 1, [groups]);
  const keys = useMemo(() => groups.map(({ id }) => id), [groups]);
  const virtual = useVirtualizer({
    count: groups.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => keys[index] ?? index,
    overscan: 8,
    initialRect: FIRST_PAINT,
    scrollPaddingStart: 28,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  const { has, load, error } = more;
  useEffect(() => {
    if (has && error === null && lastShown >= groups.length - 30) load();
  }, [has, error, lastShown, groups.length, load]);

  const { at, onKeyDown } = useOpenedRows({
    grid: scroller, keys, chosen, onChoose, page: PAGE, group: 'Failure groups', noun: 'failure group',
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    href: (index) => groupHref(groups[index]!.id),
  });

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Failure groups"
      aria-rowcount={has ? total + 1 : groups.length + 1}
      aria-activedescendant={at >= 0 ? rowId(at) : undefined}
      aria-busy={busy}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className={classes('@container min-h-0 flex-1 overflow-y-auto -outline-offset-2 transition-opacity [overflow-anchor:none] [scrollbar-gutter:stable]', busy && 'opacity-60')}
    >
      <div role="rowgroup" className="sticky top-0 z-20 bg-bg">
        <div role="row" aria-rowindex={1} className={classes(failureColumns, 'h-row items-center border-b border-line px-4.5 text-xs font-medium text-muted')}>
          <div role="columnheader">Cause</div>
          <div role="columnheader" className={fromMiddle} title={trendWords}>Trend</div>
          <div role="columnheader" className="text-right">Messages</div>
          <div role="columnheader" className={classes(fromBroad, 'text-right')}>Flows</div>
        </div>
      </div>
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const group = groups[index];
          return (
            group !== undefined && (
              <div key={key} ref={virtual.measureElement} data-index={index} role="rowgroup" style={{ transform: `translateY(${start}px)` }} className="absolute top-0 left-0 w-full">
                <FailureRow id={rowId(index)} group={group} index={index} chosen={group.id === chosen} news={newsOf(group, lookedAt)} sources={sources} trendWords={trendWords} onChoose={onChoose} />
              </div>
            )
          );
        })}
      </div>
      {has && (
        <div role="row">
          <div role="gridcell" className="num flex items-center gap-3 px-4.5 py-3 text-muted">
            {formatCount(groups.length)} of {formatCount(total)} are read.
            {error ? <> The next could not be: {problemOf(error).detail ?? problemOf(error).title}. <Button onClick={load}>Try again</Button></> : ' The next are being read.'}
          </div>
        </div>
      )}
    </div>
  );
}
