'use client';
import Link from 'next/link';
import { memo } from 'react';
import { bestKey } from '#components/flow-list/best-key.ts';
import { CellContent, type NameWidths } from '#components/flow-list/cells.tsx';
import { gridColumns, whereShown, type Column } from '#components/flow-list/columns.ts';
import { classes } from '#components/ui/classes.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { FlowSummary } from '#lib/contracts/flows.ts';

interface FlowRowProps {
  flow: FlowSummary;
  columns: readonly Column[];
  widths: NameWidths;
  /** From 0; said as the second row of the grid, whose first are the headings. */
  index: number;
  top: number;
  chosen: boolean;
  onChoose: (id: string) => void;
}

export const rowId = (id: string): string => `flow-${id}`;
export const flowPath = (id: string): string => `/flows/${encodeURIComponent(id)}`;

/** One flow; all of the row is the link to it. */
export const FlowRow = memo(function FlowRow({ flow, columns, widths, index, top, chosen, onChoose }: FlowRowProps) {
  const key = bestKey(flow);
  return (
    <div
      role="row"
      id={rowId(flow.id)}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      onFocus={() => onChoose(flow.id)}
      style={{ transform: `translateY(${top}px)` }}
      className={classes(
        gridColumns,
        'group absolute top-0 left-0 h-row w-full items-center border-b border-line px-4.5',
        chosen ? 'bg-accent-soft shadow-[inset_3px_0_var(--accent)]' : 'hover:bg-sunken',
      )}
    >
      {columns.map((column, place) => (
        <div key={column.id} role="gridcell" className={classes('min-w-0 truncate', column.id === 'key' && 'relative', column.right && 'text-right', whereShown(column))}>
          {place === 0 && (
            <Link href={flowPath(flow.id)} prefetch={false} tabIndex={-1} className="outline-none after:absolute after:inset-0">
              <span className="sr-only">
                Flow <Verbatim text={`${flow.kind} ${key?.value ?? flow.id}`} />
              </span>
            </Link>
          )}
          <CellContent id={column.id} flow={flow} widths={widths} />
        </div>
      ))}
    </div>
  );
});
