'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { gridColumns, headings, whereWide } from '#components/flow-list/columns.ts';
import { FlowRow, flowPath, rowId } from '#components/flow-list/flow-row.tsx';
import { NewFlows } from '#components/flow-list/new-flows.tsx';
import { NoFlows } from '#components/flow-list/no-flows.tsx';
import { TableEnd } from '#components/flow-list/table-end.tsx';
import { useFlowRows } from '#components/flow-list/use-flow-rows.ts';
import { useHeld } from '#components/flow-list/use-held.ts';
import { classes } from '#components/ui/classes.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import type { FlowList } from '#lib/contracts/flows.ts';

const ROW = 28;
const LISTED = { group: 'Flows' };
const FIRST_PAINT = { width: 1200, height: 900 };

/** The list for one set of filters; mount anew for another. */
export function FlowTable({ query, initial }: { query: string; initial: FlowList | null }) {
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const { held, handlers } = useHeld(scroller, chosenId !== null);
  const inView = useCallback(() => {
    const { scrollTop, clientHeight } = scroller.current ?? { scrollTop: 0, clientHeight: 0 };
    return { first: Math.floor(scrollTop / ROW), last: Math.ceil((scrollTop + clientHeight) / ROW) };
  }, []);
  const { rows, error, retry, release, loadMore, moreError, full } = useFlowRows(query, initial, held, inView);
  const flows = rows?.flows ?? [];

  const virtual = useVirtualizer({
    count: flows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    initialRect: FIRST_PAINT,
    scrollPaddingStart: ROW,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastShown >= 0 && lastShown >= flows.length - 30 && moreError === null) void loadMore();
  }, [lastShown, flows.length, loadMore, moreError]);

  const chosenIndex = chosenId === null ? -1 : flows.findIndex(({ id }) => id === chosenId);
  const step = (by: 1 | -1) => {
    const next = chosenIndex < 0 ? inView().first : Math.min(Math.max(chosenIndex + by, 0), flows.length - 1);
    const flow = flows[next];
    if (!flow) return;
    setChosenId(flow.id);
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  const open = () => {
    if (chosenIndex >= 0 && chosenId !== null) router.push(flowPath(chosenId));
  };
  useShortcut('j', 'next flow', () => step(1), LISTED);
  useShortcut('ArrowDown', 'next flow', null, LISTED);
  useShortcut('k', 'previous flow', () => step(-1), LISTED);
  useShortcut('ArrowUp', 'previous flow', null, LISTED);
  useShortcut('Enter', 'open the chosen flow', open, { ...LISTED, enabled: () => document.activeElement === document.body || document.activeElement === scroller.current });
  useShortcut('Escape', 'let go of the chosen flow', () => setChosenId(null), { ...LISTED, enabled: chosenId !== null });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    step(event.key === 'ArrowDown' ? 1 : -1);
  };

  if (!rows) return error ? <ErrorState error={error} what="The flows cannot be read" retry={retry} /> : <SkeletonRows rows={20} label="Reading flows" />;
  if (flows.length === 0) return <NoFlows />;
  return (
    <div className="@container relative flex min-h-0 flex-1 flex-col">
      {error && (
        <p role="alert" className="border-b border-line bg-warn-soft px-4.5 py-1 text-sm text-warn">
          Not up to date: {problemOf(error).detail ?? problemOf(error).title}
        </p>
      )}
      <NewFlows
        waiting={rows.waiting}
        gap={rows.gap}
        onShow={() => {
          setChosenId(null);
          scroller.current?.scrollTo({ top: 0 });
          release();
        }}
      />
      <div
        ref={scroller}
        role="grid"
        aria-label="Flows"
        aria-rowcount={rows.nextCursor === null ? flows.length + 1 : -1}
        aria-activedescendant={chosenIndex >= 0 ? rowId(chosenId ?? '') : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...handlers}
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2 [overflow-anchor:none] [scrollbar-gutter:stable]"
      >
        <div role="rowgroup" className="sticky top-0 z-20 bg-bg">
          <div role="row" aria-rowindex={1} className={classes(gridColumns, 'h-row items-center border-b border-line px-4.5')}>
            {headings.map(({ name, title, right, wide }) => (
              <div key={name} role="columnheader" title={title} className={classes('text-xs font-medium text-muted', right && 'text-right', wide && whereWide)}>
                {name}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const flow = flows[index];
            return flow && <FlowRow key={flow.id} flow={flow} index={index} top={start} chosen={flow.id === chosenId} onChoose={setChosenId} />;
          })}
        </div>
      </div>
      {lastShown >= flows.length - 1 && <TableEnd shown={flows.length} more={rows.nextCursor !== null} full={full} error={moreError} onRetry={() => void loadMore()} />}
    </div>
  );
}
