'use client';
import type { Messages } from '#components/topics/use-messages.ts';
import { Button } from '#components/ui/button.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Time } from '#components/ui/time.tsx';

interface MessagesEndProps {
  messages: Messages;
  searching: boolean;
  /** Nothing more is read unless it is asked for. */
  waits: boolean;
}

/** What stands below the last row: how far was looked, and how to go on. */
export function MessagesEnd({ messages, searching, waits }: MessagesEndProps) {
  const { rows, loadOlder, loadingOlder, olderError, full, restart } = messages;
  if (rows === null) return null;
  const more = rows.nextCursor !== null;
  const shown = rows.rows.length;
  return (
    <div role="status" className="num flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 px-4.5 py-1.5 text-sm text-muted">
      {olderError !== null && (
        <>
          <span className="text-bad">Older messages cannot be read: {problemOf(olderError).detail ?? problemOf(olderError).title}</span>
          <Button onClick={() => void loadOlder()}>Try again</Button>
        </>
      )}
      {olderError === null && searching && <Searched rows={rows} />}
      {olderError === null && full && `${formatCount(shown)} messages are shown, which is as far as this list goes: go to a time or an offset for older ones.`}
      {olderError === null && !full && more && waits && (
        <Button onClick={() => void loadOlder()} disabled={loadingOlder}>{loadingOlder ? 'Searching…' : 'Go on searching'}</Button>
      )}
      {olderError === null && !full && more && !waits && 'Reading older messages…'}
      {olderError === null && !more && rows.trimmed && (
        <>
          <span>Older rows were let go of while new ones came.</span>
          <Button onClick={restart}>Read again from the newest</Button>
        </>
      )}
      {olderError === null && !more && !rows.trimmed && !searching && shown > 0 && 'These are all messages that are kept.'}
    </div>
  );
}

function Searched({ rows: { searched, nextCursor, rows, trimmed } }: { rows: NonNullable<Messages['rows']> }) {
  const found = rows.filter(({ kind }) => kind === 'message').length;
  return (
    <span>
      {formatPlural(found, 'message')} found: {nextCursor === null && !trimmed ? `all ${formatCount(searched.messages)} of this choice were searched` : <>searched the {formatCount(searched.messages)} newest{searched.until !== null && <> back to <Time at={searched.until} style="seconds" /></>}</>}.
    </span>
  );
}
