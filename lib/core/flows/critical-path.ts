import type { ArrangedFlow } from '#lib/core/flows/arrange.ts';
import { isReceive } from '#lib/core/flows/span-roles.ts';
import type { PartKind, PathPart } from '#lib/core/flows/path-part.ts';
import { putOff, type Pause } from '#lib/core/flows/put-off.ts';
import { recordId, type FlowRecord, type Hop } from '#lib/core/flows/records.ts';
import type { TimedDelivery } from '#lib/core/flows/waits.ts';

export interface CriticalPath {
  /** The records that decided when the flow was over, in causal order. */
  readonly records: readonly FlowRecord[];
  /** From the first moment of the path to its last. */
  readonly parts: readonly PathPart[];
}

type Arranged = Pick<ArrangedFlow, 'records' | 'deliveries' | 'hops' | 'order' | 'startOf' | 'endOf' | 'extent'>;

/**
 * The chain that blocked the end of the flow, walked back from what ended last. Work was blocked by the call in it that returned last,
 * that by the call before, and so on (as in Uber's CRISP); work that a message began was blocked by the message, which waited in the
 * broker since it was written; a retry was put off since the attempt before had failed. Weak hops lead back only where nothing stronger
 * does. Each record is walked once, so circles from contradictory facts end.
 */
export function criticalPath(flow: Arranged): CriticalPath {
  const walk = new Walk(flow);
  const last = lastOf(flow);
  return last === undefined ? { records: [], parts: [] } : walk.back(last);
}

/** Of the flow's own records that end last the one that led to nothing later: parents end after their children did. */
function lastOf({ order, records, endOf, extent }: Arranged): FlowRecord | undefined {
  const own = order.filter((record) => !('span' in record && records.shared?.has(record.span)));
  return (own.length > 0 ? own : order).findLast((record) => endOf(record) === extent.to);
}

const pairOf = (from: FlowRecord, to: FlowRecord): string => `${recordId(from)} ${recordId(to)}`;

class Walk {
  readonly #flow: Arranged;
  readonly #into: ReadonlyMap<string, readonly Hop[]>;
  /** Calls of a span, those that returned last at the end. */
  readonly #calls = new Map<string, FlowRecord[]>();
  readonly #retriedAfter = new Map<string, TimedDelivery>();
  /** Deliveries across clocks that cannot be believed. */
  readonly #doubtful: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  readonly #records: FlowRecord[] = [];
  readonly #parts: PathPart[] = [];

  constructor(flow: Arranged) {
    this.#flow = flow;
    this.#into = Map.groupBy(flow.hops, ({ to }) => recordId(to));
    for (const [id, hops] of Map.groupBy(flow.hops.filter(({ kind, to }) => kind === 'call' && 'span' in to), ({ from }) => recordId(from))) {
      this.#calls.set(id, hops.map(({ to }) => to).toSorted((a, b) => flow.endOf(a) - flow.endOf(b) || (recordId(a) < recordId(b) ? -1 : 1)));
    }
    this.#doubtful = new Set(flow.deliveries.flatMap(({ event, span, skewMicros }) => (skewMicros === null ? [] : [pairOf({ event }, { span })])));
    for (const delivery of flow.deliveries) {
      if (delivery.after !== null && delivery.after.event === delivery.event && !delivery.backedOff && !isReceive(delivery.span)) this.#retriedAfter.set(recordId({ span: delivery.span }), delivery);
    }
  }

  back(last: FlowRecord): CriticalPath {
    const { startOf, endOf } = this.#flow;
    /** Spans that the walk left for a call within them, and comes back to. */
    const callers: FlowRecord[] = [];
    let at: FlowRecord | undefined = last;
    let cursor: number = endOf(last);
    this.#visit(last);
    while (at !== undefined) {
      const call = this.#lastCall(at, cursor);
      if (call !== undefined) {
        cursor = this.#add('processing', endOf(call), cursor);
        callers.push(at);
        at = call;
        continue;
      }
      if ('span' in at && !isReceive(at.span)) cursor = this.#add('processing', startOf(at), cursor);
      const caller = callers.pop();
      if (caller !== undefined) at = caller;
      else [at, cursor] = this.#before(at, cursor);
    }
    const walked = new Set(this.#records.map(recordId));
    return { records: this.#flow.order.filter((record) => walked.has(recordId(record))), parts: putOff(this.#parts.toReversed(), this.#pauses()) };
  }

  /** Where a retry was handed over before its time, and its reader held it until then. */
  #pauses(): Pause[] {
    const { startOf, endOf, deliveries } = this.#flow;
    return deliveries.flatMap(({ event, span }): Pause[] => {
      const { dueAt } = event.reading;
      if (dueAt === undefined || event.timestamp === null || isReceive(span)) return [];
      // By the clock of who wrote it.
      const due = dueAt - event.timestamp + startOf({ event });
      return this.#seen.has(recordId({ span })) && due > startOf({ span }) && due < endOf({ span }) ? [{ from: startOf({ span }), to: due }] : [];
    });
  }

  /** The call in a span that returned last before the cursor, and was not walked yet. */
  #lastCall(record: FlowRecord, cursor: number): FlowRecord | undefined {
    const calls = this.#calls.get(recordId(record)) ?? [];
    const { startOf, endOf } = this.#flow;
    while (calls.length > 0) {
      const call = calls.at(-1);
      if (call === undefined) return undefined;
      // What goes on after the cursor did not hold the span up: it ends by itself.
      calls.pop();
      if (endOf(call) > cursor || endOf(call) <= startOf(record) || !this.#visit(call)) continue;
      return call;
    }
    return undefined;
  }

  /** What led to a record, and since when: the walk goes on there. */
  #before(record: FlowRecord, cursor: number): [FlowRecord | undefined, number] {
    const { startOf, endOf } = this.#flow;
    const retry = 'span' in record ? this.#retriedAfter.get(recordId(record)) : undefined;
    if (retry?.after != null) {
      const failed = { span: retry.after.span };
      if (this.#visit(failed)) return [failed, this.#add('retry-delay', endOf(failed), cursor)];
    }
    const hop = this.#decisive(record);
    if (hop === undefined) return [undefined, cursor];
    this.#visit(hop.from);
    const since = 'event' in hop.from ? startOf(hop.from) : Math.min(endOf(hop.from), cursor);
    return [hop.from, this.#add(this.#gapOf(hop), since, cursor)];
  }

  /** A message is what a consumer waited for, whatever span polled it; of several the one that came last. */
  #decisive(record: FlowRecord): Hop | undefined {
    const open = (this.#into.get(recordId(record)) ?? []).filter(({ from }) => !this.#seen.has(recordId(from)));
    const delivered = open.filter(({ kind }) => kind === 'deliver');
    const strong = open.filter(({ kind }) => kind !== 'follows');
    const candidates = delivered.length > 0 ? delivered : strong.length > 0 ? strong : open;
    const since = ({ from }: Hop): number => ('event' in from ? this.#flow.startOf(from) : this.#flow.endOf(from));
    return candidates.toSorted((a, b) => since(a) - since(b) || (recordId(a.from) < recordId(b.from) ? -1 : 1)).at(-1);
  }

  #gapOf({ from, to, kind }: Hop): PartKind {
    if (kind === 'retry' && 'span' in from) return 'retry-delay';
    if (kind !== 'deliver') return 'unaccounted';
    if ('event' in from && from.event.reading.role === 'retry') return 'retry-delay';
    // Across clocks that cannot be believed nobody knows how long it waited.
    return this.#doubtful.has(pairOf(from, to)) ? 'unaccounted' : 'waiting';
  }

  /** False where the record was walked before. */
  #visit(record: FlowRecord): boolean {
    if (this.#seen.has(recordId(record))) return false;
    this.#seen.add(recordId(record));
    this.#records.push(record);
    return true;
  }

  #add(kind: PartKind, from: number, to: number): number {
    if (from >= to) return to;
    this.#parts.push({ kind, from, to });
    return from;
  }
}
