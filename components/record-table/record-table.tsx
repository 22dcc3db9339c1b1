'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { throttle, useQueryStates } from 'nuqs';
import { memo, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { COLUMN, useUsualColumns, type ColumnName } from '#components/record-table/columns.tsx';
import { TableBar, type TableChange } from '#components/record-table/table-bar.tsx';
import { filterOf, NO_FILTERS, nextSort, tableParsers } from '#components/record-table/url-state.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { Exportable } from '#components/ui/export-menu.tsx';
import { formatPlural } from '#components/ui/format.ts';
import { RecordNotes, rowLook } from '#components/ui/record-notes.tsx';
import { useRowKeys } from '#components/ui/use-row-keys.ts';
import { fileName, recordsCsv, recordsJson } from '#lib/core/export/records.ts';
import { chooseRows, isFiltering, valuesOf, type RowSort } from '#lib/core/record-rows/choose.ts';
import { recordRows, type RecordRow } from '#lib/core/record-rows/rows.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

interface RecordTableProps {
  picture: Picture;
  /** The flow's own id, for the names of files. */
  flow: string;
  selected: number | null;
  /** Records on the critical path, or null while it is not shown. */
  critical: ReadonlySet<number> | null;
  /** Records that a finding is about, or null while none is chosen. */
  marked: ReadonlySet<number> | null;
  onSelect: (record: number) => void;
}

const ROW = 28;
const GAP = 12;

/** Every record as a row, in causal order or by a column: the same as the timeline says, for reading, sorting and taking along. */
export function RecordTable({ picture, flow, selected, critical, marked, onSelect }: RecordTableProps) {
  const { graph, placement } = picture;
  const [state, setState] = useQueryStates(tableParsers, { limitUrlUpdates: throttle(300) });
  const rows = useMemo(() => recordRows(graph, placement), [graph, placement]);
  const values = useMemo(() => valuesOf(rows, placement.order), [rows, placement]);
  const { find, only, service, topic, errors, sort } = useDeferredValue(state);
  const filter = useMemo(() => filterOf({ find, only, service, topic, errors }), [find, only, service, topic, errors]);
  const chosen = useMemo(() => chooseRows(rows, placement.order, filter, sort), [rows, placement, filter, sort]);
  const position = useMemo(() => (selected === null ? -1 : chosen.indexOf(selected)), [chosen, selected]);

  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: chosen.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12, scrollPaddingStart: ROW, getItemKey: (index) => graph.records[chosen[index]!]?.id ?? index });
  const latest = useRef(position);
  useEffect(() => {
    latest.current = position;
  });
  const { scrollToIndex } = virtual;
  const selectedId = selected === null ? null : graph.records[selected]!.id;
  useEffect(() => {
    // Only a new selection or order moves the view: a flow that grows must not.
    if (selectedId !== null && latest.current >= 0) scrollToIndex(latest.current, { align: 'auto' });
  }, [selectedId, sort, filter, scrollToIndex]);

  const press = useRowKeys(chosen.length, position, (row) => chosen[row] !== undefined && onSelect(chosen[row]), 'Table');
  const items = virtual.getVirtualItems();
  const usual = useUsualColumns();
  const columns = state.columns ?? usual;
  const template = columns.map((name) => COLUMN[name].width).join(' ');
  const narrowest = columns.reduce((sum, name) => sum + COLUMN[name].narrowest + GAP, 36);
  const change = (next: TableChange) => void setState(next);
  const filtered = isFiltering(filter);
  const exports = useMemo(() => exportsOf({ picture, rows, chosen, flow, filtered }), [picture, rows, chosen, flow, filtered]);

  return (
    <section aria-label="Table" className="flex min-h-0 min-w-0 flex-1 flex-col">
      <TableBar state={state} onChange={change} values={values} shown={chosen.length} total={rows.length} exports={exports} />
      <div
        ref={scroller}
        role="grid"
        aria-label="Records"
        aria-rowcount={chosen.length + 1}
        aria-activedescendant={items.some(({ index }) => index === position) ? `record-row-${position}` : undefined}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
        onKeyDown={press}
      >
        <div role="rowgroup" className="sticky top-0 z-10 bg-bg" style={{ minWidth: narrowest }}>
          <div role="row" aria-rowindex={1} className="grid h-7 items-center gap-3 border-b border-line px-4.5 text-xs font-medium text-muted" style={{ gridTemplateColumns: template }}>
            {columns.map((name) => (
              <Heading key={name} name={name} sort={state.sort} onSort={(next) => change({ sort: next })} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), minWidth: narrowest }}>
          {items.map(({ index, start, key }) => {
            const record = chosen[index];
            const row = record === undefined ? undefined : rows[record];
            return row && <Row key={key} row={row} index={index} top={start} columns={columns} template={template} selected={row.record === selected} critical={critical?.has(row.record) ?? false} marked={marked?.has(row.record) ?? false} onSelect={onSelect} />;
          })}
        </div>
        {chosen.length === 0 && filtered && (
          <EmptyState title="No record fits these filters">
            <p>There are {formatPlural(rows.length, 'record')} in this flow.</p>
            <Button className="self-start" onClick={() => change(NO_FILTERS)}>
              Clear filters
            </Button>
          </EmptyState>
        )}
      </div>
    </section>
  );
}

interface Exporting {
  picture: Picture;
  rows: readonly RecordRow[];
  chosen: readonly number[];
  flow: string;
  filtered: boolean;
}

function exportsOf({ picture: { graph, placement }, rows, chosen, flow, filtered }: Exporting): Exportable[] {
  const both = (records: readonly number[], words: string, name: string): Exportable[] => [
    { format: 'CSV', words, file: fileName(flow, name, 'csv'), type: 'text/csv;charset=utf-8', make: () => recordsCsv(graph, rows, records) },
    { format: 'JSON', words, file: fileName(flow, name, 'json'), type: 'application/json', make: () => recordsJson(graph, records, flow) },
  ];
  const whole = both(placement.order, `all ${formatPlural(rows.length, 'record')}`, 'records');
  return filtered ? [...both(chosen, `the ${formatPlural(chosen.length, 'record')} shown`, 'records-filtered'), ...whole] : whole;
}

function Heading({ name, sort, onSort }: { name: ColumnName; sort: RowSort | null; onSort: (next: RowSort | null) => void }) {
  const { title, right, sort: by, hint } = COLUMN[name];
  const on = by !== undefined && sort?.by === by;
  return (
    <div role="columnheader" title={hint} aria-sort={on ? (sort.descending ? 'descending' : 'ascending') : undefined} className={right ? 'text-right' : undefined}>
      {by === undefined ? (
        title
      ) : (
        <button type="button" className={classes('rounded-sm hover:text-ink', on && 'text-ink')} onClick={() => onSort(nextSort(sort, by))}>
          {title}
          <span aria-hidden>{on ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
        </button>
      )}
    </div>
  );
}

interface RowProps {
  row: RecordRow;
  index: number;
  top: number;
  columns: readonly ColumnName[];
  template: string;
  selected: boolean;
  critical: boolean;
  marked: boolean;
  onSelect: (record: number) => void;
}

const Row = memo(function Row({ row, index, top, columns, template, selected, critical, marked, onSelect }: RowProps) {
  return (
    <div
      role="row"
      id={`record-row-${index}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classes('absolute inset-x-0 grid h-row cursor-pointer items-center gap-3 border-b border-line px-4.5', rowLook(selected, marked, critical), row.marks.includes('weak') && 'text-muted')}
      style={{ top, gridTemplateColumns: template }}
      onClick={() => onSelect(row.record)}
    >
      {columns.map((name) => {
        const { cell, right } = COLUMN[name];
        return (
          <span key={name} role="gridcell" className={classes('min-w-0', cell === null ? 'flex gap-1 overflow-hidden' : 'truncate', right && 'text-right')}>
            {cell === null ? <RecordNotes row={row} critical={critical} marked={marked} /> : cell(row)}
          </span>
        );
      })}
    </div>
  );
});
