'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { parseAsBoolean, parseAsString, throttle, useQueryStates } from 'nuqs';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { TREE_COLUMNS, TreeRowLine, WHEN_COLUMN, rowKey } from '#components/tree/tree-row.tsx';
import { TreeBar } from '#components/tree/tree-bar.tsx';
import { useCollapsed } from '#components/tree/use-collapsed.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { useRowKeys } from '#components/ui/use-row-keys.ts';
import { isFiltering, NO_FILTER, rowTest } from '#lib/core/record-rows/choose.ts';
import { isError, recordRows } from '#lib/core/record-rows/rows.ts';
import { drawnLength, makeScale } from '#lib/core/timeline/scale.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';
import { buildTree } from '#lib/core/tree/tree.ts';
import { treeRows } from '#lib/core/tree/visible.ts';

interface TreeViewProps {
  picture: Picture;
  selected: number | null;
  critical: ReadonlySet<number> | null;
  /** Records that a finding is about, or null while none is chosen. */
  marked: ReadonlySet<number> | null;
  onSelect: (record: number) => void;
}

const ROW = 28;
/** Pixels of the column that shows when each was, and of a folded pause in it. */
const BAR = { width: 160, fold: 6 };

const parsers = { find: parseAsString.withDefault(''), errors: parseAsBoolean.withDefault(false) };

/** What caused what, across services and topics, as an indented tree. */
export function TreeView({ picture, selected, critical, marked, onSelect }: TreeViewProps) {
  const { graph, placement, segments } = picture;
  const [state, setState] = useQueryStates(parsers, { limitUrlUpdates: throttle(300) });
  const rows = useMemo(() => recordRows(graph, placement), [graph, placement]);
  const tree = useMemo(() => buildTree(graph, placement, (record) => isError(rows[record]!)), [graph, placement, rows]);
  const { find, errors } = useDeferredValue(state);
  const found = useMemo(() => {
    const filter = { ...NO_FILTER, text: find, errorsOnly: errors };
    return isFiltering(filter) ? new Set(rows.filter(rowTest(filter)).map(({ record }) => record)) : null;
  }, [rows, find, errors]);
  const folding = useCollapsed(tree, rows, selected);
  const shown = useMemo(() => treeRows(tree, folding.collapsed, found), [tree, folding.collapsed, found]);
  const scale = useMemo(() => makeScale(segments, BAR.width / Math.max(drawnLength(segments), 1), BAR.fold), [segments]);
  const span = useMemo(() => ({ x: (at: number) => (BAR.width * scale.x(at)) / Math.max(scale.width, 1), width: BAR.width }), [scale]);

  // A reference is a row of its own, though it names a record that stands elsewhere.
  const [cursor, setCursor] = useState<string | null>(null);
  const position = useMemo(() => {
    if (selected === null) return -1;
    const at = cursor === null ? -1 : shown.findIndex((row) => row.record === selected && rowKey(row, graph) === cursor);
    return at >= 0 ? at : shown.findIndex((row) => row.kind === 'record' && row.record === selected);
  }, [shown, selected, cursor, graph]);

  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: shown.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12, scrollPaddingStart: ROW, getItemKey: (index) => (shown[index] === undefined ? index : rowKey(shown[index], graph)) });
  const items = virtual.getVirtualItems();
  const { scrollToIndex } = virtual;
  const latest = useRef(position);
  useEffect(() => {
    latest.current = position;
  });
  const selectedId = selected === null ? null : graph.records[selected]!.id;
  useEffect(() => {
    // Only a new selection moves the view: a flow that grows must not.
    if (selectedId !== null && latest.current >= 0) scrollToIndex(latest.current, { align: 'auto' });
  }, [selectedId, cursor, found, scrollToIndex]);

  const choose = (at: number): void => {
    const row = shown[at];
    if (row === undefined) return;
    setCursor(rowKey(row, graph));
    onSelect(row.record);
  };
  const jump = (record: number): void => {
    setCursor(graph.records[record]!.id);
    folding.reveal(record);
    onSelect(record);
  };
  const move = useRowKeys(shown.length, position, choose, 'Tree');
  const press = (event: KeyboardEvent): void => {
    const row = shown[position];
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || row === undefined) {
      move(event);
      return;
    }
    const expanded = row.kind === 'record' ? row.expanded : null;
    if (event.key === 'ArrowRight') {
      event.preventDefault();
      if (expanded === false) folding.toggle(row.record);
      else if (expanded === true) choose(position + 1);
    } else if (event.key === 'ArrowLeft') {
      event.preventDefault();
      if (expanded === true && found === null) folding.toggle(row.record);
      else if (row.kind === 'reference') jump(row.from);
      else if (tree.nodes[row.record]!.parent !== null) jump(tree.nodes[row.record]!.parent!);
    } else if (event.key === 'Enter' && row.kind === 'reference') {
      event.preventDefault();
      jump(row.record);
    } else move(event);
  };

  return (
    <section aria-label="Tree" className="flex min-h-0 min-w-0 flex-1 flex-col">
      <TreeBar
        find={state.find}
        errors={state.errors}
        onFind={(text) => void setState({ find: text || null })}
        onErrors={(on) => void setState({ errors: on || null })}
        folding={folding}
        errorCount={rows.filter(isError).length}
        shown={found === null ? null : found.size}
        total={rows.length}
      />
      <div
        ref={scroller}
        role="treegrid"
        aria-label="What caused what"
        aria-rowcount={shown.length + 1}
        aria-activedescendant={items.some(({ index }) => index === position) ? `tree-row-${position}` : undefined}
        tabIndex={0}
        className="@container min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
        onKeyDown={press}
      >
        <div role="rowgroup" className="sticky top-0 z-10 min-w-[620px] bg-bg">
          <div role="row" aria-rowindex={1} className={`${TREE_COLUMNS} h-7 border-b border-line text-xs font-medium text-muted`}>
            <span role="columnheader">What caused what</span>
            <span role="columnheader" className="text-right" title="since the first record">
              Since start
            </span>
            <span role="columnheader" className="text-right" title="how long a message waited for its slowest reader">
              Waited
            </span>
            <span role="columnheader" className="text-right">
              Length
            </span>
            <span role="columnheader" className={WHEN_COLUMN} title="within the whole flow; long pauses are folded where the timeline folds them">
              When
            </span>
            <span role="columnheader">Notes</span>
          </div>
        </div>
        <div role="rowgroup" className="relative min-w-[620px]" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const row = shown[index];
            return (
              row && (
                <TreeRowLine
                  key={key}
                  row={row}
                  index={index}
                  top={start}
                  rows={rows}
                  node={tree.nodes[row.record]!}
                  from={placement.at[row.record]!}
                  span={span}
                  selected={index === position}
                  critical={critical?.has(row.record) ?? false}
                  marked={marked?.has(row.record) ?? false}
                  onChoose={choose}
                  onToggle={found === null ? folding.toggle : null}
                  onJump={jump}
                />
              )
            );
          })}
        </div>
        {shown.length === 0 && found !== null && (
          <EmptyState title="No record fits">
            <p>Take some of the text away, or show more than errors.</p>
          </EmptyState>
        )}
      </div>
    </section>
  );
}
