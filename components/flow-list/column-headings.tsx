'use client';
import type { Ref } from 'react';
import { gridColumns, whereShown, type Column } from '#components/flow-list/columns.ts';
import type { Sort } from '#components/flow-list/sorts.ts';
import { classes } from '#components/ui/classes.ts';
import { useZone } from '#components/ui/clock.tsx';

interface ColumnHeadingsProps {
  columns: readonly Column[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  ref: Ref<HTMLDivElement>;
}

/** The names of the columns; those that can put the list in order are buttons. */
export function ColumnHeadings({ columns, sort, onSort, ref }: ColumnHeadingsProps) {
  const zone = useZone();
  return (
    <div ref={ref} role="row" aria-rowindex={1} className={classes(gridColumns, 'h-row items-center border-b border-line px-4.5')}>
      {columns.map((column) => {
        const { id, name, right, sort: by } = column;
        const title = by === 'startedAt' || by === 'lastActivityAt' ? `${column.title}; times in ${zone}` : column.title;
        const sorted = by !== undefined && by === sort;
        return (
          <div
            key={id}
            data-column={id}
            role="columnheader"
            title={title}
            aria-sort={sorted ? 'descending' : undefined}
            className={classes('min-w-0 truncate text-xs font-medium text-muted', right && 'text-right', whereShown(column))}
          >
            {by === undefined ? (
              name
            ) : (
              <button type="button" onClick={() => onSort(by)} className={classes('-mx-1 rounded-sm px-1 hover:text-ink', sorted && 'text-ink')}>
                {name}
                <span aria-hidden className={sorted ? 'pl-0.5' : 'sr-only'}>
                  ↓
                </span>
                {!sorted && <span className="sr-only">: put the greatest first</span>}
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}
