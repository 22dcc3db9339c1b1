'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { Chip } from '#components/ui/chip.tsx';
import { formatDuration, formatPlural } from '#components/ui/format.ts';
import { ServiceDot } from '#components/ui/service-name.tsx';
import { Time } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

interface RecordTableProps {
  picture: Picture;
  selected: number | null;
  /** Records on the critical path, or null while it is not shown. */
  critical: ReadonlySet<number> | null;
  /** Records that a finding is about, or null while none is chosen. */
  marked: ReadonlySet<number> | null;
  onSelect: (record: number) => void;
}

const ROW = 28;
const COLUMNS = 'grid grid-cols-[156px_84px_minmax(110px,1fr)_minmax(140px,2.4fr)_104px_minmax(132px,1fr)] items-center gap-3 px-4.5';
const short = (text: string): string => visibleText(text.length > 160 ? `${text.slice(0, 160)}…` : text);

/** Every record in causal order, as rows: the same as the timeline says, for reading and for those who do not see pictures. */
export function RecordTable({ picture, selected, critical, marked, onSelect }: RecordTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { order } = picture.placement;
  const position = useMemo(() => (selected === null ? -1 : order.indexOf(selected)), [order, selected]);
  const rows = useVirtualizer({ count: order.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12 });

  const { scrollToIndex } = rows;
  useEffect(() => {
    if (position >= 0) scrollToIndex(position, { align: 'auto' });
  }, [position, scrollToIndex]);

  const press = (event: KeyboardEvent): void => {
    const step: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -order.length, End: order.length };
    const by = step[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = order[Math.min(Math.max(position === -1 ? 0 : position + by, 0), order.length - 1)];
    if (next !== undefined) onSelect(next);
  };
  return (
    <div ref={scroller} role="grid" aria-label="Records" aria-rowcount={order.length + 1} tabIndex={0} className="min-h-0 min-w-0 flex-1 overflow-auto outline-offset-[-2px]" onKeyDown={press}>
      <div role="row" aria-rowindex={1} className={`${COLUMNS} sticky top-0 z-10 h-7 border-b border-line bg-bg text-xs font-medium text-muted`}>
        {['Time', 'Since start', 'Where', 'What', 'Length', 'Notes'].map((title) => (
          <span key={title} role="columnheader" className={title === 'Length' || title === 'Since start' ? 'text-right' : undefined}>
            {title}
          </span>
        ))}
      </div>
      <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => (
          <Row key={item.key} picture={picture} record={order[item.index]!} index={item.index} top={item.start} selected={item.index === position} critical={critical?.has(order[item.index]!) ?? false} marked={marked?.has(order[item.index]!) ?? false} onSelect={onSelect} />
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  picture: Picture;
  record: number;
  index: number;
  top: number;
  selected: boolean;
  critical: boolean;
  marked: boolean;
  onSelect: (record: number) => void;
}

function Row({ picture, record, index, top, selected, critical, marked, onSelect }: RowProps) {
  const node = picture.graph.records[record]!;
  const mark = picture.marks[picture.markOf[record]!]!;
  const lane = picture.lanes[mark.lane]!;
  const beginning = picture.segments[0]?.from ?? mark.from;
  const what = node.kind === 'span' ? (mark.kind === 'bar' ? mark.label : node.span.name) : (node.event.type ?? node.event.coordinates.topic);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`${COLUMNS} absolute inset-x-0 h-row cursor-pointer border-b border-line ${selected ? 'bg-accent-soft' : marked ? 'bg-warn-soft' : 'hover:bg-sunken'} ${critical ? 'shadow-[inset_3px_0_0_var(--accent)]' : ''}`}
      style={{ top }}
      onClick={() => onSelect(record)}
    >
      <span role="gridcell" className="truncate">
        <Time at={node.rawAt / 1000} style="millis" />
      </span>
      <span role="gridcell" className="truncate text-right text-muted">
        +{formatDuration((mark.from - beginning) / 1000)}
      </span>
      <span role="gridcell" className="flex min-w-0 items-center gap-1.5">
        {lane.kind === 'topic' ? <span aria-hidden className="h-1 w-2.5 shrink-0 rounded-full bg-wait" /> : <ServiceDot name={lane.name} />}
        <bdi className={`truncate ${lane.kind === 'topic' ? 'font-mono text-sm text-muted' : ''}`}>{short(lane.name)}</bdi>
      </span>
      <span role="gridcell" className="truncate">
        <bdi>{short(what)}</bdi>
        {node.kind === 'span' && node.span.statusMessage !== '' && <bdi className="text-muted"> {short(node.span.statusMessage)}</bdi>}
        {node.kind === 'event' && (
          <span className="text-muted">
            {' '}
            {node.event.coordinates.partition} · {node.event.coordinates.offset}
          </span>
        )}
      </span>
      <span role="gridcell" className="truncate text-right">
        {node.kind === 'span' ? formatDuration(node.duration / 1000) : mark.kind === 'road' && mark.waitMs !== null ? <span className="text-muted">waited {formatDuration(mark.waitMs)}</span> : ''}
      </span>
      <span role="gridcell" className="flex min-w-0 gap-1 overflow-hidden">
        {mark.kind === 'road' && mark.deadLetter && <Chip tone="bad">dead letter</Chip>}
        {mark.kind === 'road' && mark.retry && <Chip tone="warn">retry</Chip>}
        {mark.kind === 'bar' && mark.error && <Chip tone="bad">failed</Chip>}
        {mark.skew > 0 && <Chip tone="warn">clock skew</Chip>}
        {marked && <Chip tone="warn">finding</Chip>}
        {critical && <Chip tone="idle">critical</Chip>}
        {mark.sharedWith > 0 && <Chip tone="idle">shared with {formatPlural(mark.sharedWith, 'flow')}</Chip>}
      </span>
    </div>
  );
}
