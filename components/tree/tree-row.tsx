import { memo } from 'react';
import { TimeBar } from '#components/tree/time-bar.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatDuration, formatPlural } from '#components/ui/format.ts';
import { RecordNotes, rowLook } from '#components/ui/record-notes.tsx';
import { ServiceDot } from '#components/ui/service-name.tsx';
import { shortText } from '#components/ui/short-text.ts';
import type { RecordRow } from '#lib/core/record-rows/rows.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';
import type { TreeNode } from '#lib/core/tree/tree.ts';
import type { TreeRow } from '#lib/core/tree/visible.ts';

/** Where there is little room, names take that of the bars: the figures say the same. */
export const TREE_COLUMNS = 'grid grid-cols-[minmax(260px,4fr)_84px_66px_66px_160px_minmax(96px,1.1fr)] @max-[880px]:grid-cols-[minmax(260px,4fr)_84px_66px_66px_minmax(96px,1.1fr)] items-center gap-3 px-4.5';
export const WHEN_COLUMN = '@max-[880px]:hidden';

/** Deeper rows keep this indent, and say how deep they are. */
const INDENT = { step: 14, most: 18 };

export const rowKey = (row: TreeRow, { records }: RecordGraph): string => (row.kind === 'record' ? records[row.record]!.id : `${records[row.from]!.id} ${records[row.record]!.id}`);

interface TreeRowLineProps {
  row: TreeRow;
  index: number;
  top: number;
  rows: readonly RecordRow[];
  node: TreeNode;
  /** Microseconds: when it is drawn to begin. */
  from: number;
  span: { readonly x: (at: number) => number; readonly width: number };
  selected: boolean;
  critical: boolean;
  marked: boolean;
  onChoose: (index: number) => void;
  /** Null while a filter decides what is expanded. */
  onToggle: ((record: number) => void) | null;
  onJump: (record: number) => void;
}

export const TreeRowLine = memo(function TreeRowLine({ row, index, top, rows, node, from, span, selected, critical, marked, onChoose, onToggle, onJump }: TreeRowLineProps) {
  const record = rows[row.record]!;
  const reference = row.kind === 'reference';
  const expanded = row.kind === 'record' ? row.expanded : null;
  const depth = row.level - 1;
  return (
    <div
      role="row"
      id={`tree-row-${index}`}
      aria-rowindex={index + 2}
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.of}
      aria-expanded={expanded ?? undefined}
      aria-selected={selected}
      className={classes(TREE_COLUMNS, 'absolute inset-x-0 h-row cursor-pointer border-b border-line', rowLook(selected, marked && !reference, critical && !reference), row.kind === 'record' && row.passing && 'text-faint')}
      style={{ top }}
      onClick={() => onChoose(index)}
    >
      <span role="gridcell" className="flex min-w-0 items-center gap-1.5" style={{ paddingLeft: Math.min(depth, INDENT.most) * INDENT.step }}>
        {depth > INDENT.most && <span className="num shrink-0 text-xs text-faint" title="levels deep">{row.level}</span>}
        {expanded === null ? (
          <span aria-hidden className="w-4 shrink-0" />
        ) : (
          <button
            type="button"
            tabIndex={-1}
            disabled={onToggle === null}
            aria-label={`${expanded ? 'Collapse' : 'Expand'} ${shortText(record.name, 60)}`}
            className="size-4 shrink-0 rounded-sm text-muted hover:text-ink"
            onClick={(event) => {
              event.stopPropagation();
              onToggle?.(row.record);
            }}
          >
            <svg aria-hidden width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6">
              <path d={expanded ? 'M4 6l4 4 4-4' : 'M6 4l4 4-4 4'} />
            </svg>
          </button>
        )}
        <What record={record} reference={reference} weak={node.edge?.kind === 'follows'} />
        {expanded === false && <Inside node={node} />}
      </span>
      {reference ? (
        <span role="gridcell" aria-colspan={5} className="col-span-5 truncate text-sm">
          <button
            type="button"
            tabIndex={-1}
            className="text-accent hover:underline"
            onClick={(event) => {
              event.stopPropagation();
              onJump(row.record);
            }}
          >
            Show where it stands
          </button>
        </span>
      ) : (
        <>
          <span role="gridcell" className="num truncate text-right text-muted">
            +{formatDuration(record.sinceStart / 1000)}
          </span>
          <span role="gridcell" className="num truncate text-right text-muted">
            {record.waitMs === null ? '' : formatDuration(record.waitMs)}
          </span>
          <span role="gridcell" className="num truncate text-right">
            {record.duration === null ? '' : formatDuration(record.duration / 1000)}
          </span>
          <span role="gridcell" className={WHEN_COLUMN}>
            <TimeBar record={record} from={from} span={span} />
          </span>
          <span role="gridcell" className="flex min-w-0 items-center gap-1 overflow-hidden">
            <RecordNotes row={record} critical={critical} marked={marked} />
            <AlsoCausedBy node={node} rows={rows} onJump={onJump} />
          </span>
        </>
      )}
    </div>
  );
});

/** A message by its ring, work by its service's square; what only came after says so. */
function What({ record, reference, weak }: { record: RecordRow; reference: boolean; weak: boolean }) {
  const { kind, name, service, topic, attempt, marks } = record;
  const bad = marks.includes('failed') || marks.includes('dead-letter');
  return (
    <span className={classes('flex min-w-0 items-center gap-1.5', reference && 'text-muted')}>
      {reference && <span className="shrink-0 text-sm text-faint">also led to</span>}
      {kind === 'message' ? (
        <svg aria-hidden width="10" height="10" viewBox="0 0 10 10" className={classes('shrink-0', marks.includes('dead-letter') ? 'text-bad' : 'text-muted')}>
          <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray={weak ? '2 2' : undefined} />
          {marks.includes('dead-letter') && <path d="M3.2 3.2l3.6 3.6m0-3.6l-3.6 3.6" stroke="currentColor" strokeWidth="1.2" />}
        </svg>
      ) : (
        <ServiceDot name={service ?? ''} />
      )}
      <bdi className={classes('min-w-0 truncate', bad && 'text-bad')}>{shortText(name) || 'unnamed'}</bdi>
      {attempt > 1 && <span className="shrink-0 text-sm text-muted">attempt {attempt}</span>}
      {kind === 'message' ? topic !== name && <bdi className="min-w-0 shrink-20 truncate font-mono text-xs text-faint">{shortText(topic ?? '', 60)}</bdi> : <bdi className="min-w-0 shrink-20 truncate text-sm text-faint">{shortText(service ?? '', 60)}</bdi>}
    </span>
  );
}

function Inside({ node: { inside, errorsInside } }: { node: TreeNode }) {
  return (
    <span className="flex shrink-0 items-center gap-1.5 pl-1">
      {errorsInside > 0 && <Chip tone="bad">{formatPlural(errorsInside, 'error')} inside</Chip>}
      {inside > errorsInside && <span className="num text-xs text-faint">{formatPlural(inside, 'record')}</span>}
    </span>
  );
}

function AlsoCausedBy({ node: { alsoCausedBy }, rows, onJump }: { node: TreeNode; rows: readonly RecordRow[]; onJump: (record: number) => void }) {
  const first = alsoCausedBy[0];
  if (first === undefined) return null;
  return (
    <span className="flex min-w-0 items-center gap-1 text-sm text-muted">
      <span className="shrink-0">also caused by</span>
      <button
        type="button"
        tabIndex={-1}
        className="min-w-0 truncate text-accent hover:underline"
        onClick={(event) => {
          event.stopPropagation();
          onJump(first.from);
        }}
      >
        <bdi>{shortText(rows[first.from]!.name, 60) || 'unnamed'}</bdi>
      </button>
      {alsoCausedBy.length > 1 && <span className="num shrink-0">and {alsoCausedBy.length - 1} more</span>}
    </span>
  );
}
