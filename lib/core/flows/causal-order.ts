import { isReceive } from '#lib/core/flows/span-roles.ts';
import { knownOf, recordId, type FlowRecord, type FlowRecords, type Hop } from '#lib/core/flows/records.ts';
import { MinHeap } from '#lib/core/flows/min-heap.ts';

/** The records of a flow in the order in which they can have happened. Times in microseconds. */
export interface CausalOrder {
  readonly order: readonly FlowRecord[];
  /** When a record can have begun at the earliest: its own time with its clock put right, or that of what led to it where that is later. */
  readonly timeOf: (record: FlowRecord) => number;
}

/**
 * What leads to a record comes before it whatever the clocks say, and among what is free to come next the earliest is taken.
 * Circles, which only contradictory facts make, are opened at their earliest record.
 * @param timeAt when a record began, as far as its own clock is known
 */
export function causalOrder(records: FlowRecords, hops: readonly Hop[], timeAt: (record: FlowRecord) => number): CausalOrder {
  const all: FlowRecord[] = [...records.events.map((event) => ({ event })), ...records.spans.map((span) => ({ span }))];
  const nodes = all.map((record): Node => ({ record, id: recordId(record), time: timeAt(record), waitsFor: 0, next: [], done: false }));
  const byRecord = new Map(nodes.map((node) => [knownOf(node.record), node]));
  for (const hop of hops) {
    const from = byRecord.get(knownOf(hop.from));
    const to = byRecord.get(knownOf(hop.to));
    if (from === undefined || to === undefined) continue;
    from.next.push(to);
    to.waitsFor += 1;
  }
  const timeOf = (record: FlowRecord): number => byRecord.get(knownOf(record))?.time ?? timeAt(record);
  const byTime = nodes.toSorted(earlier);
  if (hops.length === 0) return { order: byTime.map(({ record }) => record), timeOf };
  const free = new MinHeap(earlier);
  for (const node of byTime) if (node.waitsFor === 0) free.push(node);
  const order: FlowRecord[] = [];
  for (let at = 0; order.length < nodes.length; ) {
    const node = free.pop() ?? byTime[at++];
    if (node === undefined || node.done) continue;
    node.done = true;
    order.push(node.record);
    for (const next of node.next) {
      // What polls was there before the message that it waited for.
      if (!next.done && !('span' in next.record && isReceive(next.record.span))) next.time = Math.max(next.time, node.time);
      next.waitsFor -= 1;
      if (next.waitsFor === 0 && !next.done) free.push(next);
    }
  }
  return { order, timeOf };
}

interface Node {
  readonly record: FlowRecord;
  readonly id: string;
  time: number;
  waitsFor: number;
  readonly next: Node[];
  done: boolean;
}

const earlier = (a: Node, b: Node): number => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
