import { formatDuration, formatPlural } from '#components/ui/format.ts';
import { Chip } from '#components/ui/chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { markNotes, missingWords, shortText, workedMs } from '#components/timeline/mark-words.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';
import type { Block, Drawn } from '#lib/core/timeline/visible.ts';

export interface Hovered {
  readonly on: Drawn | Block;
  /** Of the pointer, in the window. */
  readonly x: number;
  readonly y: number;
}

/** What floats beside the pointer. Everything it says stands in the details panel and the table too. */
export function HoverCard({ hovered, picture }: { hovered: Hovered; picture: Picture }) {
  const right = hovered.x > window.innerWidth - 360;
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed z-30 max-w-80 rounded-md border border-line-strong bg-panel px-2.5 py-2 text-sm shadow-floating"
      style={{ left: right ? undefined : hovered.x + 14, right: right ? window.innerWidth - hovered.x + 14 : undefined, top: Math.min(hovered.y + 14, window.innerHeight - 130) }}
    >
      {hovered.on.kind === 'block' ? <BlockWords block={hovered.on} /> : <MarkWords drawn={hovered.on} picture={picture} />}
    </div>
  );
}

function BlockWords({ block }: { block: Block }) {
  return (
    <>
      <b className="font-semibold">{formatPlural(block.count, 'record')}</b> within {formatDuration((block.to - block.from) / 1000)}
      {block.errors > 0 && <span className="text-bad">, {block.errors} failed</span>}
      <div className="text-muted">Click to zoom in.</div>
    </>
  );
}

function MarkWords({ drawn: { mark }, picture }: { drawn: Drawn; picture: Picture }) {
  const record = picture.graph.records[mark.record]!;
  const lane = picture.lanes[mark.lane]!;
  const title = mark.kind === 'missing' ? missingWords(mark) : mark.kind === 'road' ? (record.kind === 'event' && record.event.type !== null ? record.event.type : lane.name) : mark.label;
  const notes = markNotes(mark);
  const length = mark.kind === 'bar' ? `${formatDuration(workedMs(mark))} of work` : mark.kind === 'road' && mark.waitMs !== null ? `waited ${formatDuration(mark.waitMs)}` : null;
  return (
    <>
      <b className="font-semibold break-all">
        <bdi>{shortText(title)}</bdi>
      </b>
      <div className="text-muted">
        <bdi className={lane.kind === 'topic' ? 'font-mono text-xs' : undefined}>{shortText(lane.name)}</bdi>
        {record.kind === 'event' && <span className="num"> · {record.event.coordinates.partition} · {record.event.coordinates.offset}</span>}
      </div>
      <div className="num mt-1 flex flex-wrap gap-x-2 text-muted">
        <Time at={mark.from / 1000} style="millis" />
        {length !== null && <span className="text-ink">{length}</span>}
      </div>
      {record.kind === 'span' && record.span.statusMessage !== '' && <div className="mt-1 break-words text-bad">{shortText(record.span.statusMessage)}</div>}
      {notes.length > 0 && (
        <div className="mt-1.5 flex flex-wrap gap-1">
          {notes.map((note) => (
            <Chip key={note} tone={note === 'failed' || note === 'dead letter' ? 'bad' : note.startsWith('clock') || note === 'retry' ? 'warn' : 'idle'}>
              {note}
            </Chip>
          ))}
        </div>
      )}
    </>
  );
}
