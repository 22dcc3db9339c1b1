/** The messages that the page holds: pages of older ones at the end, and what comes meanwhile at the top, or waiting while the reader is busy. */
import type { TopicMessage, TopicMessages } from '#lib/contracts/topics.ts';

export type Row =
  | { readonly kind: 'message'; readonly id: string; readonly message: TopicMessage }
  /** More came than can be drawn: so many are left out here. */
  | { readonly kind: 'gap'; readonly id: string; readonly skipped: number };

export interface Rows {
  readonly rows: readonly Row[];
  /** Newest first; at most as many as `MOST_WAITING`. */
  readonly waiting: readonly Row[];
  /** How many messages wait, those that are not held included. */
  readonly waitingCount: number;
  readonly nextCursor: string | null;
  readonly tail: string;
  readonly searched: { readonly messages: number; readonly until: string | null };
  /** Whether the last page of older ones was full: then there are probably more. */
  readonly lastWasFull: boolean;
  /** Older rows were let go of, so that a list that stays open does not grow for ever. */
  readonly trimmed: boolean;
}

export const PAGE = 50;
/** A tail that is looked at for hours keeps so many. */
export const MOST_TAILED = 1000;
const MOST_WAITING = 200;
/** How far one scrolls. */
export const MOST_SCROLLED = 5000;

export const messageId = ({ coordinates: { partition, offset } }: TopicMessage): string => `${partition}/${offset}`;
const rowsOf = (messages: readonly TopicMessage[]): Row[] => messages.map((message) => ({ kind: 'message', id: messageId(message), message }));

export const startRows = (page: TopicMessages): Rows => ({
  rows: rowsOf(page.messages),
  waiting: [],
  waitingCount: 0,
  nextCursor: page.nextCursor,
  tail: page.tail,
  searched: page.searched,
  lastWasFull: page.messages.length >= PAGE,
  trimmed: false,
});

export function appendOlder(rows: Rows, page: TopicMessages): Rows {
  const known = new Set(rows.rows.map(({ id }) => id));
  return {
    ...rows,
    rows: [...rows.rows, ...rowsOf(page.messages).filter(({ id }) => !known.has(id))],
    nextCursor: page.nextCursor,
    searched: { messages: rows.searched.messages + page.searched.messages, until: page.searched.until ?? rows.searched.until },
    lastWasFull: page.messages.length >= PAGE,
  };
}

/** What came since the last look. */
export function addNewer(rows: Rows, page: TopicMessages, held: boolean): Rows {
  const skipped = Number(page.skipped);
  const fresh: Row[] = [...rowsOf(page.messages), ...(skipped > 0 ? [{ kind: 'gap' as const, id: `gap ${page.tail}`, skipped }] : [])];
  const next = { ...rows, tail: page.tail };
  if (fresh.length === 0) return next;
  if (held) return { ...next, ...wait(rows, fresh, page.messages.length + skipped) };
  return onTop(next, fresh);
}

function wait(rows: Rows, fresh: readonly Row[], count: number): Pick<Rows, 'waiting' | 'waitingCount'> {
  const all = [...fresh, ...rows.waiting];
  const waiting = all.length <= MOST_WAITING ? all : withGap(all.slice(0, MOST_WAITING), all.slice(MOST_WAITING));
  return { waiting, waitingCount: rows.waitingCount + count };
}

const countOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + (row.kind === 'gap' ? row.skipped : 1), 0);

/** One gap for all that is let go of. */
function withGap(kept: readonly Row[], dropped: readonly Row[]): Row[] {
  return [...kept, { kind: 'gap', id: `gap ${dropped[0]?.id ?? ''}`, skipped: countOf(dropped) }];
}

function onTop(rows: Rows, fresh: readonly Row[]): Rows {
  const all = [...fresh, ...rows.rows];
  if (all.length <= MOST_TAILED || rows.rows.length > MOST_TAILED) return { ...rows, rows: all };
  return { ...rows, rows: all.slice(0, MOST_TAILED), trimmed: true, nextCursor: null };
}

/** The same messages as they are now: their flows go on after they have come. */
export function refreshRows(rows: Rows, messages: readonly TopicMessage[]): Rows {
  const now = new Map(messages.map((message) => [messageId(message), message]));
  const renew = (row: Row): Row => {
    const message = row.kind === 'message' ? now.get(row.id) : undefined;
    if (row.kind !== 'message' || message === undefined) return row;
    return row.message.flow?.id === message.flow?.id && row.message.flow?.status === message.flow?.status ? row : { ...row, message: { ...message, found: row.message.found } };
  };
  return { ...rows, rows: rows.rows.map(renew), waiting: rows.waiting.map(renew) };
}

/** The reader is free again: what waited comes to the top. */
export const release = (rows: Rows): Rows => (rows.waiting.length === 0 ? rows : { ...onTop(rows, rows.waiting), waiting: [], waitingCount: 0 });
