'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { memo, type MouseEvent } from 'react';
import { bestKey } from '#components/ui/best-key.ts';
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

/** One flow. All of the row is the link to it; what is written stands above the link, so that it can be selected and has its titles. */
export const FlowRow = memo(function FlowRow({ flow, columns, widths, index, top, chosen, onChoose }: FlowRowProps) {
  const router = useRouter();
  const key = bestKey(flow);
  const path = flowPath(flow.id);
  const open = (event: MouseEvent<HTMLElement>) => {
    const onControl = event.target instanceof Element && event.target.closest('a, button') !== null;
    if (onControl || event.defaultPrevented || document.getSelection()?.isCollapsed === false) return;
    if (event.ctrlKey || event.metaKey || event.button === 1) window.open(path, '_blank', 'noopener');
    else if (event.button === 0) router.push(path);
  };
  return (
    <div
      role="row"
      id={rowId(flow.id)}
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      onFocus={() => onChoose(flow.id)}
      onClick={open}
      onAuxClick={open}
      style={{ transform: `translateY(${top}px)` }}
      className={classes(
        gridColumns,
        'group absolute top-0 left-0 h-row w-full cursor-pointer items-center border-b border-line px-4.5 outline-none',
        chosen ? 'bg-accent-soft shadow-[inset_3px_0_var(--accent)]' : 'hover:bg-sunken',
      )}
    >
      {columns.map((column, place) => (
        <div key={column.id} role="gridcell" className={classes('min-w-0 truncate', column.right && 'text-right', whereShown(column))}>
          {place === 0 && (
            <Link href={path} prefetch={false} tabIndex={-1} className="absolute inset-0 outline-none">
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
