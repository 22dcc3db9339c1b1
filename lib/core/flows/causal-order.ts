import { recordId, startOf, type FlowRecord, type FlowRecords, type Hop } from '#lib/core/flows/records.ts';

/**
 * The records in the order in which they can have happened: what leads to a record comes before it whatever the clocks say,
 * and among what is free to come next the earliest is taken. Circles, which only contradictory facts make, are opened at their earliest record.
 */
export function causalOrder(records: FlowRecords, hops: readonly Hop[]): FlowRecord[] {
  const all: FlowRecord[] = [...records.events.map((event) => ({ event })), ...records.spans.map((span) => ({ span }))];
  const byTime = all.toSorted((a, b) => startOf(a) - startOf(b) || (recordId(a) < recordId(b) ? -1 : 1));
  const rank = new Map(byTime.map((record, at) => [recordId(record), at]));
  const waitingFor = new Map<number, number>();
  const next = new Map<number, number[]>();
  for (const hop of hops) {
    const from = rank.get(recordId(hop.from));
    const to = rank.get(recordId(hop.to));
    if (from === undefined || to === undefined) continue;
    waitingFor.set(to, (waitingFor.get(to) ?? 0) + 1);
    const list = next.get(from);
    if (list === undefined) next.set(from, [to]);
    else list.push(to);
  }
  const free = new MinHeap();
  const done = new Set<number>();
  byTime.forEach((_, at) => {
    if (!waitingFor.has(at)) free.push(at);
  });
  const order: FlowRecord[] = [];
  let earliest = 0;
  while (order.length < byTime.length) {
    let at = free.pop();
    if (at === undefined) {
      while (done.has(earliest)) earliest += 1;
      at = earliest;
    }
    const record = byTime[at];
    if (done.has(at) || record === undefined) continue;
    done.add(at);
    order.push(record);
    for (const to of next.get(at) ?? []) {
      const left = (waitingFor.get(to) ?? 1) - 1;
      waitingFor.set(to, left);
      if (left === 0 && !done.has(to)) free.push(to);
    }
  }
  return order;
}

class MinHeap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((items[up] ?? 0) <= item) break;
      items[at] = items[up] ?? 0;
      at = up;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] ?? 0) < (items[child] ?? 0)) child += 1;
      if ((items[child] ?? 0) >= last) break;
      items[at] = items[child] ?? 0;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
