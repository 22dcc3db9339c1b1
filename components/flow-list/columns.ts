/** The columns that the list can have. */
import type { Sort } from '#components/flow-list/sorts.ts';

export type ColumnId = 'status' | 'kind' | 'key' | 'services' | 'topics' | 'startedAt' | 'lastActivityAt' | 'duration' | 'events' | 'spans' | 'errors' | 'retries' | 'duplicates' | 'deadLetters';

export interface Column {
  readonly id: ColumnId;
  readonly name: string;
  readonly title: string;
  readonly right?: boolean;
  readonly sort?: Sort;
  /** As CSS has the tracks of a grid; the narrow one where there is less room. */
  readonly width: string;
  readonly narrow: string;
  /** Least width of the table, in pixels, at which the column is there by itself; one that was asked for is always there. */
  readonly from: 0 | 560 | 1020;
}

const count = (id: ColumnId, name: string, title: string, from: Column['from']): Column => ({ id, name, title, right: true, width: '46px', narrow: '42px', from });

export const COLUMNS: readonly Column[] = [
  { id: 'status', name: 'Status', title: 'what became of it', width: '104px', narrow: '100px', from: 0 },
  { id: 'kind', name: 'Kind', title: 'the type of the event that began it', width: 'minmax(104px,1fr)', narrow: 'minmax(98px,1fr)', from: 560 },
  { id: 'key', name: 'Key', title: 'the key by which people know it', width: 'minmax(152px,1fr)', narrow: 'minmax(146px,1.2fr)', from: 0 },
  { id: 'services', name: 'Services', title: 'that it reached, in the order in which it did', width: 'minmax(176px,2.4fr)', narrow: 'minmax(124px,1fr)', from: 560 },
  { id: 'topics', name: 'Topics', title: 'that it reached, in the order in which it did', width: 'minmax(150px,2fr)', narrow: 'minmax(100px,2fr)', from: 560 },
  { id: 'startedAt', name: 'Started', title: 'when its first record was made', right: true, sort: 'startedAt', width: '80px', narrow: '80px', from: 0 },
  { id: 'lastActivityAt', name: 'Last activity', title: 'when its last record was made', right: true, sort: 'lastActivityAt', width: '96px', narrow: '90px', from: 560 },
  { id: 'duration', name: 'Duration', title: 'from the first record to the last', right: true, sort: 'duration', width: '76px', narrow: '76px', from: 560 },
  count('events', 'Events', 'messages', 1020),
  count('spans', 'Spans', 'OpenTelemetry spans', 1020),
  count('errors', 'Errors', 'spans with an error', 560),
  count('retries', 'Retries', 'messages that were tried again', 1020),
  count('duplicates', 'Twice', 'messages that came more than once', 1020),
  count('deadLetters', 'Dead', 'dead letters', 560),
];

export const DEFAULT_COLUMNS: readonly ColumnId[] = ['status', 'kind', 'key', 'services', 'startedAt', 'duration', 'events', 'errors', 'retries', 'deadLetters'];

const byId = new Map<string, Column>(COLUMNS.map((column) => [column.id, column]));

/** `status,kind,duration`: names that are none are left out; null where nothing is left. */
export function parseColumns(text: string): readonly ColumnId[] | null {
  const ids = [...new Set(text.split(','))].flatMap((id) => byId.get(id)?.id ?? []);
  return ids.length > 0 ? ids : null;
}

export const sameColumns = (a: readonly ColumnId[], b: readonly ColumnId[]): boolean => a.join() === b.join();

/** The columns as they are laid out. The usual ones give way where it is narrow; chosen ones stay, and the table scrolls. */
export interface ColumnLayout {
  readonly columns: readonly Column[];
  readonly style: Readonly<Record<string, string>>;
  /** Least width of a row, in pixels. */
  readonly least: number;
}

const GAP = 10;
const PADDING = 36;

export function layOut(ids: readonly ColumnId[]): ColumnLayout {
  const fixed = !sameColumns(ids, DEFAULT_COLUMNS);
  const columns = ids.flatMap((id) => byId.get(id) ?? []).map((column): Column => (fixed ? { ...column, from: 0 } : column));
  const tracks = (width: number) => columns.filter(({ from }) => from <= width).map((column) => (width >= 1020 && !fixed ? column.width : column.narrow)).join(' ');
  const least = fixed ? columns.reduce((sum, { narrow }) => sum + leastOf(narrow) + GAP, PADDING - GAP) : 0;
  return { columns, style: { '--columns-s': tracks(0), '--columns-m': tracks(560), '--columns-l': tracks(1020) }, least };
}

const leastOf = (track: string): number => Number(/\d+/.exec(track)?.[0] ?? 0);

export const gridColumns = 'grid grid-cols-(--columns-s) @min-[560px]:grid-cols-(--columns-m) @min-[1020px]:grid-cols-(--columns-l) gap-x-2.5';

const shown = { 0: '', 560: 'hidden @min-[560px]:block', 1020: 'hidden @min-[1020px]:block' } as const;
export const whereShown = ({ from }: Column): string => shown[from];
