'use client';
import Link from 'next/link';
import { memo, type ReactNode } from 'react';
import { gridColumns, whereMiddle, whereWide } from '#components/topics/message-columns.ts';
import { flowWithMessage } from '#components/topics/topic-path.ts';
import { classes } from '#components/ui/classes.ts';
import { formatBytes, formatCount } from '#components/ui/format.ts';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { TopicMessage } from '#lib/contracts/topics.ts';

interface MessageRowProps {
  id: string;
  message: TopicMessage;
  /** From 0. */
  index: number;
  chosen: boolean;
  open: boolean;
  onTurn: (id: string) => void;
}

export const rowId = (id: string): string => `message-${id.replace('/', '-')}`;

/** One message in a line; the whole line unfolds it, its flow's status leads to the flow. */
export const MessageRow = memo(function MessageRow({ id, message, index, chosen, open, onTurn }: MessageRowProps) {
  const { coordinates, at, key, type, role, attempt, size, headers, flow, found } = message;
  return (
    <div role="row" id={rowId(id)} aria-rowindex={index + 2} aria-selected={chosen} className={classes(gridColumns, 'group relative h-row border-b border-line px-4.5', chosen || open ? 'bg-accent-soft' : 'hover:bg-sunken')}>
      <Cell className="whitespace-nowrap">
        <button type="button" tabIndex={-1} aria-expanded={open} aria-label={`${open ? 'Fold' : 'Unfold'} message ${id}`} onClick={() => onTurn(id)} className="outline-none after:absolute after:inset-0">
          <Time at={at} style="millis" className="hidden @min-[620px]:inline" />
          <Time at={at} style="seconds" className="@min-[620px]:hidden" />
        </button>
      </Cell>
      <Cell className={classes(whereMiddle, 'num truncate text-right')} title={`partition ${coordinates.partition}, offset ${coordinates.offset}`}>
        <span className="text-faint">{coordinates.partition} · </span>
        {formatCount(coordinates.offset)}
      </Cell>
      <Cell className="truncate font-mono text-sm">
        {key === null ? <span className="font-sans text-faint">no key</span> : <Verbatim text={key.encoding === 'hex' ? `0x${key.text}` : key.text} />}
      </Cell>
      <Cell className={classes(whereMiddle, 'truncate')}>
        {role !== 'normal' && <span className={classes('pr-1.5 text-xs font-medium', role === 'dead-letter' ? 'text-bad' : 'text-warn')}>{role === 'dead-letter' ? 'dead' : attempt > 1 ? `attempt ${attempt}` : 'retry'}</span>}
        {type === null ? <span className="text-faint">no type</span> : <Verbatim text={type} />}
      </Cell>
      <Cell className={classes(whereWide, 'text-right whitespace-nowrap')}>{size === null ? <span className="text-faint">–</span> : shortBytes(size)}</Cell>
      <Cell className={classes(whereWide, 'text-right', headers === 0 && 'text-faint')}>{headers}</Cell>
      <Cell className={classes(whereMiddle, 'fade-end overflow-hidden font-mono text-sm whitespace-nowrap text-muted')}>
        {found.length > 0 && <span className="mr-1.5 rounded-sm bg-accent-soft px-1 font-sans text-xs text-accent">in {found[0]?.slice(0, 40)}{found.length > 1 && ` and ${found.length - 1} more`}</span>}
        <Preview preview={message.preview} />
      </Cell>
      <Cell className="flex justify-end">
        {flow === null ? (
          <span className="text-xs text-faint" title="The flow that it belongs to is not derived yet">not yet</span>
        ) : (
          <Link href={flowWithMessage(flow.id, coordinates)} prefetch={false} tabIndex={-1} aria-label={`Flow of message ${id}: ${flow.status}`} className="relative z-10 rounded-[5px] hover:ring-1 hover:ring-current">
            <StatusChip status={flow.status} />
          </Link>
        )}
      </Cell>
    </div>
  );
});

const shortBytes = (size: number): string => formatBytes(size).replace(/ bytes?$/, ' B');

function Preview({ preview: { encoding, text, truncated } }: Pick<TopicMessage, 'preview'>) {
  if (encoding === 'tombstone') return <span className="font-sans text-faint">tombstone: deletes its key</span>;
  if (encoding === 'none') return <span className="font-sans text-faint">masking keeps nothing of it</span>;
  if (text === '') return <span className="font-sans text-faint">empty</span>;
  return <Verbatim text={`${encoding === 'hex' ? '0x' : ''}${text.slice(0, 300)}${truncated || text.length > 300 ? '…' : ''}`} />;
}

function Cell({ className, title, children }: { className?: string; title?: string; children: ReactNode }) {
  return (
    <div role="gridcell" title={title} className={classes('min-w-0', className)}>
      {children}
    </div>
  );
}
