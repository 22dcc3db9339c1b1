import { recordId, startOf, type FlowRecord, type FlowRecords, type Hop } from '#lib/core/flows/records.ts';

/** The records of a flow in the order in which they can have happened. */
export interface CausalOrder {
  readonly order: readonly FlowRecord[];
  /** When a record can have begun at the earliest: its own time, or that of what led to it where that is later (clocks differ). */
  readonly timeOf: (record: FlowRecord) => number;
}

/**
 * What leads to a record comes before it whatever the clocks say, and among what is free to come next the earliest is taken.
 * Circles, which only contradictory facts make, are opened at their earliest record.
 */
export function causalOrder(records: FlowRecords, hops: readonly Hop[]): CausalOrder {
  const all: FlowRecord[] = [...records.events.map((event) => ({ event })), ...records.spans.map((span) => ({ span }))];
  const nodes = all.map((record): Node => ({ record, id: recordId(record), time: startOf(record), waitsFor: 0, next: [], done: false }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const hop of hops) {
    const from = byId.get(recordId(hop.from));
    const to = byId.get(recordId(hop.to));
    if (from === undefined || to === undefined) continue;
    from.next.push(to);
    to.waitsFor += 1;
  }
  const byTime = nodes.toSorted(earlier);
  const free = new MinHeap(earlier);
  for (const node of byTime) if (node.waitsFor === 0) free.push(node);
  const order: FlowRecord[] = [];
  for (let at = 0; order.length < nodes.length; ) {
    const node = free.pop() ?? byTime[at++];
    if (node === undefined || node.done) continue;
    node.done = true;
    order.push(node.record);
    for (const next of node.next) {
      next.time = Math.max(next.time, node.time);
      next.waitsFor -= 1;
      if (next.waitsFor === 0 && !next.done) free.push(next);
    }
  }
  return { order, timeOf: (record) => byId.get(recordId(record))?.time ?? startOf(record) };
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

class MinHeap<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = items[up];
      if (parent === undefined || this.#compare(parent, item) <= 0) break;
      items[at] = parent;
      at = up;
    }
    items[at] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let smallest = items[child];
      if (smallest === undefined) break;
      const right = items[child + 1];
      if (right !== undefined && this.#compare(right, smallest) < 0) {
        child += 1;
        smallest = right;
      }
      if (this.#compare(smallest, last) >= 0) break;
      items[at] = smallest;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
