'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { gridColumns, HEADINGS } from '#components/lag/columns.ts';
import { GroupRow, hasReason } from '#components/lag/group-row.tsx';
import { groupKey, type LagListState } from '#components/lag/url-state.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import type { ConsumerGroup } from '#lib/contracts/lag.ts';

const ROW = 47;
const REASON = 20;
const FIRST_PAINT = { width: 1200, height: 800 };
const PAGE = 12;
const GROUP = { group: 'Groups' };

interface GroupListProps {
  groups: readonly ConsumerGroup[];
  total: number;
  more: { readonly has: boolean; readonly load: () => void; readonly error: unknown };
  sort: LagListState['sort'];
  onSort: (sort: LagListState['sort']) => void;
  /** As `groupKey` writes it. */
  chosen: string | null;
  onChoose: (key: string | null) => void;
  /** Sources whose figures are old. */
  dead: ReadonlySet<string>;
  sources: boolean;
  busy: boolean;
}

const rowId = (index: number): string => `group-${index}`;

/** The groups: only those in view are drawn, and more are read as one scrolls. */
export function GroupList({ groups, total, more, sort, onSort, chosen, onChoose, dead, sources, busy }: GroupListProps) {
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const keys = useMemo(() => groups.map(groupKey), [groups]);
  const virtual = useVirtualizer({
    count: groups.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ROW + (groups[index] && hasReason(groups[index]) ? REASON : 0),
    getItemKey: (index) => keys[index] ?? index,
    overscan: 10,
    initialRect: FIRST_PAINT,
    scrollPaddingStart: 28,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  const { has, load, error } = more;
  useEffect(() => {
    if (has && error === null && lastShown >= groups.length - 30) load();
  }, [has, error, lastShown, groups.length, load]);

  const at = chosen === null ? -1 : keys.indexOf(chosen);
  const go = (index: number) => {
    const next = Math.min(Math.max(index, 0), groups.length - 1);
    const key = keys[next];
    if (key === undefined) return;
    onChoose(key);
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  const step = (by: number) => go(at < 0 ? (by > 0 ? 0 : groups.length - 1) : at + by);
  const open = (beside: boolean) => {
    const group = groups[at];
    if (group === undefined) return;
    if (beside) window.open(groupPath(group), '_blank', 'noopener');
    else router.push(groupPath(group));
  };
  const here = () => at >= 0 && (document.activeElement === document.body || document.activeElement === scroller.current);
  useShortcut('j', 'next group', () => step(1), GROUP);
  useShortcut('k', 'previous group', () => step(-1), GROUP);
  useShortcut(['ArrowDown', 'ArrowUp'], 'next or previous group', null, GROUP);
  useShortcut(['Enter', 'o'], 'open the chosen group', () => open(false), { ...GROUP, enabled: here });
  useShortcut(['shift+Enter', 'shift+o'], 'open it in a new tab', () => open(true), { ...GROUP, enabled: here });
  useShortcut('Escape', 'let go of the chosen group', () => onChoose(null), { ...GROUP, enabled: chosen !== null });
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
      aria-label="Consumer groups"
      aria-rowcount={has ? total + 1 : groups.length + 1}
      aria-activedescendant={at >= 0 ? rowId(at) : undefined}
      aria-busy={busy}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className={classes('@container min-h-0 flex-1 overflow-y-auto -outline-offset-2 transition-opacity [overflow-anchor:none] [scrollbar-gutter:stable]', busy && 'opacity-60')}
    >
      <div role="rowgroup" className="sticky top-0 z-20 bg-bg">
        <div role="row" aria-rowindex={1} className={classes(gridColumns, 'h-row items-center border-b border-line px-4.5')}>
          {HEADINGS.map(({ name, title, sort: by, right, className }) => (
            <div key={name} role="columnheader" title={title} aria-sort={by === sort ? (by === 'name' ? 'ascending' : 'descending') : undefined} className={classes('text-xs font-medium whitespace-nowrap text-muted', right && 'text-right', className)}>
              {by === undefined ? (
                name
              ) : (
                <button type="button" onClick={() => onSort(by)} className={classes('h-6 hover:text-ink', by === sort && 'text-ink')}>
                  {name}
                  <span aria-hidden>{by === sort ? (by === 'name' ? ' ↑' : ' ↓') : ''}</span>
                </button>
              )}
            </div>
          ))}
        </div>
      </div>
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const group = groups[index];
          const rowKey = keys[index];
          return (
            group !== undefined &&
            rowKey !== undefined && (
              <div key={key} ref={virtual.measureElement} data-index={index} role="rowgroup" style={{ transform: `translateY(${start}px)` }} className="absolute top-0 left-0 w-full">
                <GroupRow id={rowId(index)} rowKey={rowKey} group={group} index={index} chosen={rowKey === chosen} sources={sources} dead={dead.has(group.source)} onChoose={onChoose} />
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
