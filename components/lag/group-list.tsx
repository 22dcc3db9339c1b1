'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { gridColumns, HEADINGS } from '#components/lag/columns.ts';
import { GroupRow, hasReason } from '#components/lag/group-row.tsx';
import { groupKey, type LagListState } from '#components/lag/url-state.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useOpenedRows } from '#components/ui/use-opened-rows.ts';
import type { ConsumerGroup } from '#lib/contracts/lag.ts';

const ROW = 47;
const REASON = 20;
const FIRST_PAINT = { width: 1200, height: 800 };
const PAGE = 12;

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

  const { at, onKeyDown } = useOpenedRows({
    grid: scroller, keys, chosen, onChoose, page: PAGE, group: 'Groups', noun: 'group',
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    href: (index) => groupPath(groups[index]!),
  });

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
