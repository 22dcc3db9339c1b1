import type { Delivery } from '#lib/core/flows/deliveries.ts';
import { causalOrder } from '#lib/core/flows/causal-order.ts';
import { endOf, recordId, startOf, type FlowRecord, type FlowRecords, type Hop, type RecordIndex } from '#lib/core/flows/records.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { HopKind } from '#lib/core/flows/vocabulary.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

/** The edges of a flow with their evidence. A record that nothing but a key ties to the flow gets a weak `follows` from the one before it. */
export function findHops(records: FlowRecords, deliveries: readonly Delivery[], index: RecordIndex): Hop[] {
  const hops = new Hops();
  for (const event of records.events) addOrigin(hops, event, index);
  for (const { event, span, evidence, waitMicros } of deliveries) hops.add({ from: { event }, to: { span }, kind: 'deliver', evidence, waitMicros });
  for (const span of records.spans) addCallers(hops, span, index);
  addFollows(hops, records);
  return hops.list;
}

/** What sent or caused an event. */
function addOrigin(hops: Hops, event: KnownEvent, index: RecordIndex): void {
  const { reading } = event;
  const sender = reading.trace?.ref ? index.span(reading.trace.ref) : undefined;
  const kind: HopKind = reading.role === 'dead-letter' ? 'dead-letter' : reading.role === 'retry' ? 'retry' : 'publish';
  if (sender !== undefined) {
    hops.add({ from: { span: sender }, to: { event }, kind, evidence: 'trace-context', waitMicros: null });
    return;
  }
  for (const cause of reading.causes) {
    const causing = index.byMessageKey(cause).filter((other) => other !== event);
    // Of copies of the causing message, the last one written before it.
    const nearest = causing.toSorted((a, b) => startOf({ event: a }) - startOf({ event: b })).findLast((other) => startOf({ event: other }) <= startOf({ event })) ?? causing[0];
    if (nearest !== undefined) hops.add({ from: { event: nearest }, to: { event }, kind: kind === 'publish' ? 'cause' : kind, evidence: 'causation-id', waitMicros: null });
  }
}

/** What called a span, or handed it a message that is not itself in the flow. */
function addCallers(hops: Hops, traced: TracedSpan, index: RecordIndex): void {
  const { span } = traced;
  const delivered = hops.isReached({ span: traced });
  const parent = span.parentSpanId === null ? undefined : index.span({ traceId: span.traceId, spanId: span.parentSpanId });
  const half = index.span(span);
  const caller = half !== undefined && half !== traced && half.span.kind === 'client' ? half : parent;
  if (caller !== undefined && caller !== traced) {
    const handed = caller.span.kind === 'producer' && span.kind === 'consumer';
    if (!handed) hops.add({ from: { span: caller }, to: { span: traced }, kind: 'call', evidence: 'span-parent', waitMicros: null });
    else if (!delivered) hops.add({ from: { span: caller }, to: { span: traced }, kind: 'deliver', evidence: 'span-parent', waitMicros: waitBetween(caller, traced) });
  }
  for (const link of span.links) {
    const linked = index.span(link);
    if (linked === undefined || linked === caller || linked === traced) continue;
    const handed = linked.span.kind === 'producer';
    if (handed && delivered) continue;
    hops.add({ from: { span: linked }, to: { span: traced }, kind: handed ? 'deliver' : 'cause', evidence: 'span-link', waitMicros: handed ? waitBetween(linked, traced) : null });
  }
}

const waitBetween = (from: TracedSpan, to: TracedSpan): number => Math.max(0, startOf({ span: to }) - endOf({ span: from }));

function addFollows(hops: Hops, records: FlowRecords): void {
  // By causal time: a consumer whose clock is behind must not seem to come before what led to it.
  const { order, timeOf } = causalOrder(records, hops.list);
  const byTime = order.toSorted((a, b) => timeOf(a) - timeOf(b));
  const below = hops.descendants();
  byTime.forEach((record, at) => {
    // A poll is tied to the flow by what it was handed, not by coming after something.
    if (hops.isReached(record) || ('span' in record && record.span.reading.operation === 'receive')) return;
    const before = byTime.slice(Math.max(0, at - LOOK_BACK), at).findLast((other) => !below(record, other));
    if (before !== undefined) hops.add({ from: before, to: record, kind: 'follows', evidence: 'correlation-id', waitMicros: null });
  });
}

/** A record that led to this many others by the same moment is rare, and a weak hop is not worth looking further. */
const LOOK_BACK = 50;

class Hops {
  readonly list: Hop[] = [];
  readonly #seen = new Set<string>();
  readonly #reached = new Set<string>();
  readonly #next = new Map<string, FlowRecord[]>();

  add(hop: Hop): void {
    const from = recordId(hop.from);
    const to = recordId(hop.to);
    const name = `${from} ${to}`;
    if (from === to || this.#seen.has(name)) return;
    this.#seen.add(name);
    this.#reached.add(to);
    const next = this.#next.get(from);
    if (next === undefined) this.#next.set(from, [hop.to]);
    else next.push(hop.to);
    this.list.push(hop);
  }

  isReached(record: FlowRecord): boolean {
    return this.#reached.has(recordId(record));
  }

  /** Whether the second hangs below the first; what was found for one record is kept. */
  descendants(): (above: FlowRecord, record: FlowRecord) => boolean {
    const known = new Map<string, Set<string>>();
    return (above, record) => {
      const id = recordId(above);
      let below = known.get(id);
      if (below === undefined) {
        below = new Set([id]);
        const queue = [above];
        for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
          for (const child of this.#next.get(recordId(next)) ?? []) {
            if (below.has(recordId(child))) continue;
            below.add(recordId(child));
            queue.push(child);
          }
        }
        known.set(id, below);
      }
      return below.has(recordId(record));
    };
  }
}
