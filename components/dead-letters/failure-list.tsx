'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { failureColumns, FailureRow, fromBroad, fromMiddle } from '#components/dead-letters/failure-row.tsx';
import { groupHref } from '#components/dead-letters/paths.ts';
import { newsOf } from '#components/dead-letters/seen.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import type { FailureGroup } from '#lib/contracts/dead-letters.ts';

const ROW = 76;
const FIRST_PAINT = { width: 1200, height: 800 };
const PAGE = 8;
const CAUSE = { group: 'Failure groups' };

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
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const sources = useMemo(() => new Set(groups.flatMap((group) => group.sources)).size > 1, [groups]);
  const virtual = useVirtualizer({
    count: groups.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => groups[index]?.id ?? index,
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

  const at = chosen === null ? -1 : groups.findIndex(({ id }) => id === chosen);
  const go = (index: number) => {
    const next = Math.min(Math.max(index, 0), groups.length - 1);
    const group = groups[next];
    if (group === undefined) return;
    onChoose(group.id);
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  const step = (by: number) => go(at < 0 ? (by > 0 ? 0 : groups.length - 1) : at + by);
  const open = (beside: boolean) => {
    const group = groups[at];
    if (group === undefined) return;
    if (beside) window.open(groupHref(group.id), '_blank', 'noopener');
    else router.push(groupHref(group.id));
  };
  const here = () => at >= 0 && (document.activeElement === document.body || document.activeElement === scroller.current);
  useShortcut('j', 'next failure group', () => step(1), CAUSE);
  useShortcut('k', 'previous failure group', () => step(-1), CAUSE);
  useShortcut(['ArrowDown', 'ArrowUp'], 'next or previous failure group', null, CAUSE);
  useShortcut(['Enter', 'o'], 'open the chosen failure group', () => open(false), { ...CAUSE, enabled: here });
  useShortcut(['shift+Enter', 'shift+o'], 'open it in a new tab', () => open(true), { ...CAUSE, enabled: here });
  useShortcut('Escape', 'let go of the chosen failure group', () => onChoose(null), { ...CAUSE, enabled: chosen !== null });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Readonly<Record<string, () => void>> = { ArrowDown: () => step(1), ArrowUp: () => step(-1), PageDown: () => step(PAGE), PageUp: () => step(-PAGE), Home: () => go(0), End: () => go(groups.length - 1) };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };

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
