import type { ReactNode } from 'react';
import { formatDuration } from '#components/ui/format.ts';
import { ServiceDot } from '#components/ui/service-name.tsx';
import { shortText } from '#components/ui/short-text.ts';
import { Time } from '#components/ui/time.tsx';
import { usePhone } from '#components/ui/use-phone.ts';
import type { SortColumn } from '#lib/core/record-rows/choose.ts';
import type { RecordRow } from '#lib/core/record-rows/rows.ts';

export const COLUMNS = ['time', 'start', 'kind', 'where', 'what', 'service', 'topic', 'offset', 'key', 'groups', 'wait', 'length', 'attempt', 'notes', 'id'] as const;
export type ColumnName = (typeof COLUMNS)[number];
const USUAL: readonly ColumnName[] = ['time', 'start', 'where', 'what', 'wait', 'length', 'notes'];
/** What fits on a phone without moving the table; a press on a row tells the rest. */
const ON_PHONE: readonly ColumnName[] = ['where', 'what', 'length'];

/** What is shown where nobody chose. */
export const useUsualColumns = (): readonly ColumnName[] => (usePhone() ? ON_PHONE : USUAL);

export interface Column {
  readonly title: string;
  /** Of the grid's template. */
  readonly width: string;
  /** Pixels. */
  readonly narrowest: number;
  readonly right?: boolean;
  readonly sort?: SortColumn;
  readonly hint?: string;
  /** Null: the row makes it itself. */
  readonly cell: ((row: RecordRow) => ReactNode) | null;
}

const plain = (text: string | null): ReactNode => (text === null ? '' : <bdi>{shortText(text)}</bdi>);
const mono = (text: string | null): ReactNode => (text === null ? '' : <bdi className="font-mono text-sm text-muted">{shortText(text)}</bdi>);
const column = (title: string, narrowest: number, share: number | null, cell: Column['cell'], more: Pick<Column, 'right' | 'sort' | 'hint'> = {}): Column => ({
  title,
  narrowest,
  width: share === null ? `${narrowest}px` : `minmax(${narrowest}px,${share}fr)`,
  cell,
  ...more,
});

export const COLUMN: Record<ColumnName, Column> = {
  time: column('Time', 140, null, ({ rawAt }) => <Time at={rawAt / 1000} style="millis" />, { sort: 'time', hint: 'as its clock said' }),
  start: column('Since start', 80, null, ({ sinceStart }) => <span className="text-muted">+{formatDuration(sinceStart / 1000)}</span>, { right: true, sort: 'sinceStart', hint: 'since the first record, with clocks put right' }),
  kind: column('Kind', 70, null, ({ kind }) => kind, { sort: 'kind' }),
  where: column('Where', 92, 1, (row) => <Where row={row} />, { sort: 'where', hint: 'the topic of a message, the service of a span' }),
  what: column('What', 160, 2.8, (row) => <What row={row} />, { sort: 'name' }),
  service: column('Service', 100, 1, ({ service }) => plain(service), { sort: 'service', hint: 'who wrote the message, or did the work' }),
  topic: column('Topic', 100, 1, ({ topic }) => mono(topic), { sort: 'topic' }),
  offset: column('Offset', 84, null, ({ offset }) => offset ?? '', { right: true, sort: 'offset' }),
  key: column('Key', 90, 0.8, ({ key }) => mono(key), { hint: 'of the message' }),
  groups: column('Read by', 100, 1, ({ groups }) => plain(groups.length === 0 ? null : groups.join(', '))),
  wait: column('Waited', 64, null, ({ waitMs }) => (waitMs === null ? '' : formatDuration(waitMs)), { right: true, sort: 'wait', hint: 'the longest of its readers' }),
  length: column('Length', 64, null, ({ duration }) => (duration === null ? '' : formatDuration(duration / 1000)), { right: true, sort: 'duration', hint: 'of the work' }),
  attempt: column('Attempt', 70, null, ({ attempt }) => attempt, { right: true, sort: 'attempt' }),
  notes: column('Notes', 100, 1, null),
  id: column('Id', 160, 1.2, ({ id }) => mono(id), { hint: 'as in the address of this page' }),
};

function Where({ row: { kind, service, topic } }: { row: RecordRow }) {
  return kind === 'message' ? (
    <span className="flex min-w-0 items-center gap-1.5">
      <span aria-hidden className="h-1 w-2.5 shrink-0 rounded-full bg-wait" />
      <bdi className="truncate font-mono text-sm text-muted">{shortText(topic ?? '')}</bdi>
    </span>
  ) : (
    <span className="flex min-w-0 items-center gap-1.5">
      <ServiceDot name={service ?? ''} />
      <bdi className="truncate">{shortText(service ?? '')}</bdi>
    </span>
  );
}

function What({ row: { name, attempt, kind, failure, partition, offset } }: { row: RecordRow }) {
  return (
    <>
      <bdi>{shortText(name)}</bdi>
      {attempt > 1 && ` · attempt ${attempt}`}
      {failure !== '' && <bdi className="text-muted"> {shortText(failure)}</bdi>}
      {kind === 'message' && (
        <span className="text-muted">
          {' '}
          {partition} · {offset}
        </span>
      )}
    </>
  );
}
