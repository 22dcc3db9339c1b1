/**
 * The rows of the list, and how news comes into them without anything jumping under the reader's eye.
 *
 * The newest flows (the *head*) are read again whenever something changed. While the reader is busy with the list
 * (*held*), known rows change where they stand and new ones wait; else the head simply becomes the top of the list.
 */
import { compareBy, type Sort } from '#components/flow-list/sorts.ts';
import type { FlowList, FlowSummary } from '#lib/contracts/flows.ts';

export interface Rows {
  readonly sort: Sort;
  /** Shown, in that order. */
  readonly flows: readonly FlowSummary[];
  /** Where older ones go on; null where there are none. */
  readonly nextCursor: string | null;
  /** As last read; what waits is in it. */
  readonly head: FlowList;
  /** Flows of the head that are not shown. */
  readonly waiting: number;
  /** The head does not reach down to the rows: more waits than is counted, and letting it in starts over. */
  readonly gap: boolean;
}

/** A list that grew past this while it was watched starts over from the head; older rows are read again when they are scrolled to. */
export const MOST_WATCHED = 2000;
/** As far as a list can be scrolled; beyond it a narrower question is of more use. */
export const MOST_SCROLLED = 10_000;

export const startRows = (list: FlowList, sort: Sort = 'startedAt'): Rows => ({ sort, flows: list.flows, nextCursor: list.nextCursor, head: list, waiting: 0, gap: false });

/** The page below the rows. What moved up meanwhile is there already and keeps its place. */
export function appendPage(rows: Rows, page: FlowList): Rows {
  const shown = idsOf(rows.flows);
  return { ...rows, flows: [...rows.flows, ...page.flows.filter(({ id }) => !shown.has(id))], nextCursor: page.nextCursor };
}

/** Known rows change where they stand: nothing comes, goes or moves. */
export function refreshRows(rows: Rows, fresh: readonly FlowSummary[]): Rows {
  const byId = new Map(fresh.map((flow) => [flow.id, flow]));
  return { ...rows, flows: rows.flows.map((flow) => byId.get(flow.id) ?? flow) };
}

/** The newest flows, as just read. */
export function mergeHead(rows: Rows, head: FlowList, held: boolean): Rows {
  return held ? holdHead(rows, head) : showHead(rows, head);
}

/** Lets in what waits. */
export const release = (rows: Rows): Rows => showHead(rows, rows.head);

function holdHead(rows: Rows, head: FlowList): Rows {
  const shown = idsOf(rows.flows);
  const waiting = head.flows.filter(({ id }) => !shown.has(id)).length;
  return { ...refreshRows(rows, head.flows), head, waiting, gap: waiting > 0 && !reaches(rows, head) };
}

/** The head replaces all that it covers, so that a flow which no longer belongs there (joined to another, or not matching any more) goes. */
function showHead(rows: Rows, head: FlowList): Rows {
  const compare = compareBy(rows.sort);
  if (!reaches(rows, head) || head.nextCursor === null) return startRows(head, rows.sort);
  const covered = idsOf(head.flows);
  const last = head.flows.at(-1);
  const below = rows.flows.filter((flow) => !covered.has(flow.id) && last !== undefined && compare(last, flow) < 0);
  if (head.flows.length + below.length > MOST_WATCHED) return startRows(head, rows.sort);
  return { ...startRows(head, rows.sort), flows: [...head.flows, ...below], nextCursor: below.length > 0 ? rows.nextCursor : head.nextCursor };
}

/** Whether nothing can lie between the head and the rows. */
function reaches({ flows, sort }: Rows, head: FlowList): boolean {
  const [last, first] = [head.flows.at(-1), flows[0]];
  return head.nextCursor === null || last === undefined || (first !== undefined && compareBy(sort)(last, first) >= 0);
}

const idsOf = (flows: readonly FlowSummary[]): Set<string> => new Set(flows.map(({ id }) => id));
