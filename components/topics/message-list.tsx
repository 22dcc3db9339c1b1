'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { gridColumns, HEADINGS } from '#components/topics/message-columns.ts';
import { MessageRow, rowId } from '#components/topics/message-row.tsx';
import { MessagesEnd } from '#components/topics/messages-end.tsx';
import { flowWithMessage } from '#components/topics/topic-path.ts';
import type { Messages } from '#components/topics/use-messages.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import type { TopicMessage } from '#lib/contracts/topics.ts';

const ROW = 28;
const FIRST_PAINT = { width: 1200, height: 700 };
const GROUP = { group: 'Messages' };

interface MessageListProps {
  messages: Messages;
  searching: boolean;
  /** The message that is unfolded. */
  open: string | null;
  onOpen: (id: string | null) => void;
  chosen: string | null;
  onChoose: (id: string | null) => void;
  scroller: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  renderMessage: (message: TopicMessage) => ReactNode;
}

/** The messages themselves: only those in view are drawn, and one unfolds in place. */
export function MessageList({ messages, searching, open, onOpen, chosen, onChoose, scroller, onScroll, renderMessage }: MessageListProps) {
  const router = useRouter();
  const { rows: state, loadOlder, olderError } = messages;
  const rows = state?.rows ?? [];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.id === open ? 400 : ROW),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
    initialRect: FIRST_PAINT,
    scrollPaddingStart: ROW,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  // A search that found a whole page goes on as one scrolls; one that has looked at 20,000 messages for less waits to be told.
  const goesOn = state !== null && state.nextCursor !== null && (!searching || state.lastWasFull);
  useEffect(() => {
    if (goesOn && lastShown >= rows.length - 20 && olderError === null) void loadOlder();
  }, [goesOn, lastShown, rows.length, loadOlder, olderError]);

  const at = chosen === null ? -1 : rows.findIndex(({ id }) => id === chosen);
  const step = (by: 1 | -1) => {
    let next = at < 0 ? Math.max(0, Math.floor((scroller.current?.scrollTop ?? 0) / ROW)) : at + by;
    while (rows[next]?.kind === 'gap') next += by;
    const row = rows[next];
    if (row === undefined) return;
    onChoose(row.id);
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  const turn = useCallback((id: string) => {
    onChoose(id);
    onOpen(id === open ? null : id);
  }, [open, onChoose, onOpen]);
  const onRows = () => document.activeElement === document.body || scroller.current?.contains(document.activeElement) === true;
  useShortcut('j', 'next message', () => step(1), GROUP);
  useShortcut('k', 'previous message', () => step(-1), GROUP);
  useShortcut('Enter', 'unfold or fold the chosen message', () => chosen !== null && turn(chosen), { ...GROUP, enabled: () => chosen !== null && (document.activeElement === document.body || document.activeElement === scroller.current) });
  useShortcut('o', 'open the flow of the chosen message', () => {
    const row = rows[at];
    if (row?.kind === 'message' && row.message.flow !== null) router.push(flowWithMessage(row.message.flow.id, row.message.coordinates));
  }, { ...GROUP, enabled: () => at >= 0 });
  useShortcut('Escape', 'fold it, let go of it', () => (open === null ? onChoose(null) : onOpen(null)), { ...GROUP, enabled: () => onRows() && (open !== null || chosen !== null) });
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || event.target !== event.currentTarget) return;
    event.preventDefault();
    step(event.key === 'ArrowDown' ? 1 : -1);
  };

  return (
    <div className="@container relative flex min-h-0 flex-1 flex-col">
      {messages.tailError !== null && (
        <p role="alert" className="border-b border-line bg-warn-soft px-4.5 py-1 text-sm text-warn">
          Not up to date: {problemOf(messages.tailError).detail ?? problemOf(messages.tailError).title}
        </p>
      )}
      <NewMessages count={state?.waitingCount ?? 0} onShow={() => {
        onOpen(null);
        onChoose(null);
        scroller.current?.scrollTo({ top: 0 });
        messages.release();
      }} />
      <div
        ref={scroller}
        role="grid"
        aria-label="Messages"
        aria-rowcount={state?.nextCursor === null ? rows.length + 1 : -1}
        aria-activedescendant={at >= 0 && chosen !== null ? rowId(chosen) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={onScroll}
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2 [overflow-anchor:none] [scrollbar-gutter:stable]"
      >
        <div role="rowgroup" className="sticky top-0 z-20 bg-bg">
          <div role="row" aria-rowindex={1} className={classes(gridColumns, 'h-row border-b border-line px-4.5')}>
            {HEADINGS.map(({ name, title, className }) => (
              <div key={name} role="columnheader" title={title} className={classes('text-xs font-medium text-muted', name === 'Flow' && 'text-right', className)}>
                {name}
              </div>
            ))}
          </div>
        </div>
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div key={row.id} ref={virtual.measureElement} data-index={index} role="rowgroup" style={{ transform: `translateY(${start}px)` }} className="absolute top-0 left-0 w-full">
                {row.kind === 'gap' ? (
                  <Gap skipped={row.skipped} index={index} onRead={messages.restart} />
                ) : (
                  <>
                    <MessageRow id={row.id} message={row.message} index={index} chosen={row.id === chosen} open={row.id === open} onTurn={turn} />
                    {row.id === open && (
                      <div role="row" className="border-b border-line bg-panel">
                        <div role="gridcell" aria-label={`Message ${row.id}`}>{renderMessage(row.message)}</div>
                      </div>
                    )}
                  </>
                )}
              </div>
            );
          })}
        </div>
        <div role="row">
          <div role="gridcell">
            <MessagesEnd messages={messages} searching={searching} waits={!goesOn} />
          </div>
        </div>
      </div>
    </div>
  );
}

/** What came while the reader was busy. Read out once, not at every count. */
function NewMessages({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <>
      <p role="status" className="sr-only">{count > 0 && 'New messages are waiting at the top'}</p>
      {count > 0 && (
        <button type="button" onClick={onShow} className={classes(buttonClasses({ look: 'primary' }), 'num absolute top-9 left-1/2 z-30 -translate-x-1/2 px-3.5 shadow-floating')}>
          {formatCount(count)} new
        </button>
      )}
    </>
  );
}

function Gap({ skipped, index, onRead }: { skipped: number; index: number; onRead: () => void }) {
  return (
    <div role="row" aria-rowindex={index + 2} className="border-b border-dashed border-line-strong bg-sunken">
      <div role="gridcell" className="num flex h-row items-center gap-3 px-4.5 text-sm text-muted">
        {formatCount(skipped)} more came than can be followed by eye: they are not drawn here.
        <Button look="quiet" className="h-5!" onClick={onRead}>Read them all</Button>
      </div>
    </div>
  );
}
