'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ColumnHeadings } from '#components/flow-list/column-headings.tsx';
import type { ColumnLayout } from '#components/flow-list/columns.ts';
import { FlowRow, rowId } from '#components/flow-list/flow-row.tsx';
import { NewFlows } from '#components/flow-list/new-flows.tsx';
import { NoFlows } from '#components/flow-list/no-flows.tsx';
import type { Sort } from '#components/flow-list/sorts.ts';
import { TableEnd } from '#components/flow-list/table-end.tsx';
import { useFlowRows } from '#components/flow-list/use-flow-rows.ts';
import { useHeld } from '#components/flow-list/use-held.ts';
import { useNameWidths } from '#components/flow-list/use-name-widths.ts';
import { useListKeys } from '#components/flow-list/use-list-keys.ts';
import { classes } from '#components/ui/classes.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { useTrailKeeper } from '#components/ui/list-trail.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import type { FlowList } from '#lib/contracts/flows.ts';

const ROW = 28;
const FIRST_PAINT = { width: 1200, height: 900 };

interface FlowTableProps {
  query: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  layout: ColumnLayout;
  initial: FlowList | null;
  /** Other flows are being read: these are the ones before. */
  busy: boolean;
}

/** The list for one set of filters; mount anew for another. */
export function FlowTable({ query, sort, onSort, layout, initial, busy }: FlowTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const headings = useRef<HTMLDivElement>(null);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const { held, handlers } = useHeld(scroller, chosenId !== null);
  const inView = useCallback(() => {
    const { scrollTop, clientHeight } = scroller.current ?? { scrollTop: 0, clientHeight: 0 };
    return { first: Math.floor(scrollTop / ROW), last: Math.ceil((scrollTop + clientHeight) / ROW) };
  }, []);
  const { rows, error, retry, release, loadMore, moreError, full } = useFlowRows(query, sort, initial, held, inView);
  const flows = rows?.flows ?? [];
  useTrailKeeper(flows);
  const widths = useNameWidths(headings, rows === null || flows.length === 0 ? null : layout);

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
  const onKeyDown = useListKeys({
    grid: scroller,
    chosen: chosenIndex,
    count: flows.length,
    page: inView,
    idAt: (index) => flows[index]?.id,
    choose: (index) => {
      setChosenId(flows[index]?.id ?? null);
      virtual.scrollToIndex(index, { align: 'auto' });
    },
    release: () => setChosenId(null),
  });

  if (!rows) return error ? <ErrorState error={error} what="The flows cannot be read" retry={retry} /> : <SkeletonRows rows={20} label="Reading flows" />;
  if (flows.length === 0) return <NoFlows />;
  return (
    <div className="@container relative flex min-h-0 min-w-0 flex-1 flex-col" aria-busy={busy}>
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
        style={layout.style}
        className={classes(
          'min-h-0 flex-1 overflow-y-auto -outline-offset-2 transition-opacity [overflow-anchor:none] [scrollbar-gutter:stable]',
          layout.least > 0 ? 'overflow-x-auto' : 'overflow-x-hidden',
          busy && 'opacity-60',
        )}
      >
        <div role="rowgroup" className="sticky top-0 z-20 bg-bg" style={{ minWidth: layout.least }}>
          <ColumnHeadings ref={headings} columns={layout.columns} sort={sort} onSort={onSort} />
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), minWidth: layout.least }}>
          {items.map(({ index, start }) => {
            const flow = flows[index];
            return flow && <FlowRow key={flow.id} flow={flow} columns={layout.columns} widths={widths} index={index} top={start} chosen={flow.id === chosenId} onChoose={setChosenId} />;
          })}
        </div>
      </div>
      {lastShown >= flows.length - 1 && <TableEnd shown={flows.length} more={rows.nextCursor !== null} full={full} error={moreError} onRetry={() => void loadMore()} />}
    </div>
  );
}
