'use client';
import Link from 'next/link';
import { memo, type ReactNode } from 'react';
import { bestKey } from '#components/flow-list/best-key.ts';
import { gridColumns, nameWhereWide, whereWide } from '#components/flow-list/columns.ts';
import { classes } from '#components/ui/classes.ts';
import { Copy } from '#components/ui/copy.tsx';
import { Duration } from '#components/ui/duration.tsx';
import { formatCompact } from '#components/ui/format.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { FlowSummary } from '#lib/contracts/flows.ts';

interface FlowRowProps {
  flow: FlowSummary;
  /** From 0; said as the second row of the grid, whose first are the headings. */
  index: number;
  top: number;
  chosen: boolean;
  onChoose: (id: string) => void;
}

export const rowId = (id: string): string => `flow-${id}`;
export const flowPath = (id: string): string => `/flows/${encodeURIComponent(id)}`;

export const FlowRow = memo(function FlowRow({ flow, index, top, chosen, onChoose }: FlowRowProps) {
  const key = bestKey(flow);
  const { counts } = flow;
  return (
    <div
      role="row"
      id={rowId(flow.id)}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      onFocus={() => onChoose(flow.id)}
      style={{ transform: `translateY(${top}px)` }}
      className={classes(gridColumns, 'group absolute top-0 left-0 h-row w-full items-center border-b border-line px-4.5', chosen ? 'bg-accent-soft' : 'hover:bg-sunken')}
    >
      <Cell>
        <StatusChip status={flow.status} />
      </Cell>
      <Cell className="truncate font-medium">
        <Link href={flowPath(flow.id)} prefetch={false} tabIndex={-1} className="outline-none after:absolute after:inset-0">
          <Verbatim text={flow.kind} />
        </Link>
      </Cell>
      <Cell className="relative truncate">
        <span className="font-mono text-sm" title={key?.value ?? flow.id}>
          {key && key.kind !== 'correlation' && <span className="pr-1.5 text-faint">{key.name ?? key.kind}</span>}
          {key ? <Verbatim text={key.value} /> : <span className="text-faint">{flow.id}</span>}
        </span>
        <Copy text={key?.value ?? flow.id} label={key ? `${key.name ?? key.kind} ${key.value}` : `flow id ${flow.id}`} tabIndex={-1} className="absolute inset-y-0 right-0 z-10 bg-sunken opacity-0 group-hover:opacity-100 group-aria-selected:bg-accent-soft" />
      </Cell>
      <Cell className="fade-end flex items-center gap-1.5 overflow-hidden text-muted @min-[960px]:gap-3" title={flow.services.join(', ')}>
        {flow.services.length === 0 ? <span className="text-faint">none known</span> : flow.services.map((service) => <ServiceName key={service} name={service} nameClass={nameWhereWide} />)}
      </Cell>
      <Cell className="text-right whitespace-nowrap text-muted">
        <Time at={flow.startedAt} style="compact" />
      </Cell>
      <Cell className="text-right whitespace-nowrap">
        <Duration ms={flow.durationMs} />
      </Cell>
      <Count count={counts.events} />
      <Count count={counts.spans} className={whereWide} />
      <Count count={counts.errors} tone="text-bad" />
      <Count count={counts.retries} tone="text-warn" className={whereWide} />
      <Count count={counts.deadLetters} tone="text-bad" />
    </div>
  );
});

function Cell({ className, title, children }: { className?: string; title?: string; children: ReactNode }) {
  return (
    <div role="gridcell" title={title} className={classes('min-w-0', className)}>
      {children}
    </div>
  );
}

function Count({ count, tone, className }: { count: number; tone?: string; className?: string }) {
  return (
    <Cell className={classes('text-right', count === 0 ? 'text-faint' : tone && `${tone} font-semibold`, className)} title={count >= 10_000 ? String(count) : undefined}>
      {formatCompact(count)}
    </Cell>
  );
}
