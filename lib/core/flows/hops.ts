import type { Copies } from '#lib/core/flows/copies.ts';
import type { Delivery } from '#lib/core/flows/deliveries.ts';
import { isReader } from '#lib/core/flows/span-roles.ts';
import { recordId, startOf, type FlowRecord, type FlowRecords, type Hop, type RecordIndex } from '#lib/core/flows/records.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { HopKind } from '#lib/core/flows/vocabulary.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { spanRefText } from '#lib/core/ids.ts';

/** What records say of each other, as edges with their evidence; each pair once, by the strongest. Waits are told when clocks are known (`waits.ts`). */
export function findHops(records: FlowRecords, deliveries: readonly Delivery[], index: RecordIndex, copies: Copies): Hop[] {
  const hops = new Hops();
  const read = Map.groupBy(deliveries, ({ event }) => event);
  const handed = Map.groupBy(deliveries, ({ span }) => span);
  for (const event of records.events) addOrigin(hops, event, index, copies, read);
  for (const { event, span, evidence } of deliveries) hops.add({ event }, { span }, 'deliver', evidence);
  for (const span of records.spans) addCallers(hops, span, index, handed.get(span) ?? []);
  return hops.list;
}

/** What sent or caused an event: the span that it names, else the message that it is a copy of, else the one that caused it. */
function addOrigin(hops: Hops, event: KnownEvent, index: RecordIndex, copies: Copies, read: ReadonlyMap<KnownEvent, readonly Delivery[]>): void {
  const { reading } = event;
  const copy = copies.from(event);
  const kind: HopKind = copy?.kind ?? (reading.role === 'normal' ? 'publish' : reading.role);
  if (copy?.kind === 'replay') hops.add(copy, { event }, 'replay', copy.evidence);
  const sender = reading.trace?.ref && !copies.hasForeignTrace(event) ? index.span(reading.trace.ref) : undefined;
  if (sender !== undefined) hops.add({ span: sender }, { event }, kind === 'replay' ? 'publish' : kind, 'trace-context');
  if (sender !== undefined || copy?.kind === 'replay') return;
  if (copy !== undefined) {
    const failed = failedOn(read.get(copy.event) ?? [], event);
    hops.add(failed === undefined ? { event: copy.event } : { span: failed }, { event }, kind, copy.evidence);
    return;
  }
  for (const cause of reading.causes) {
    const causing = index.byMessageKey(cause).filter((other) => other !== event);
    // Of copies of the causing message, the last one written before it.
    const nearest = causing.toSorted((a, b) => startOf({ event: a }) - startOf({ event: b })).findLast((other) => startOf({ event: other }) <= startOf({ event })) ?? causing[0];
    if (nearest !== undefined) hops.add({ event: nearest }, { event }, kind === 'publish' ? 'cause' : kind, 'causation-id');
  }
}

/** The reader whose failure made this copy: of the group that the headers tell, and where they tell none the only one that failed. */
function failedOn(deliveries: readonly Delivery[], { reading }: KnownEvent): TracedSpan | undefined {
  const failed = deliveries.filter(({ span, backedOff }) => span.span.status === 'error' && !backedOff);
  const group = reading.failure?.origin?.group ?? null;
  const own = failed.filter(({ span }) => group !== null && span.reading.group === group);
  const candidates = own.length > 0 ? own : failed.filter(({ span }) => group === null || span.reading.group === null);
  return new Set(candidates.map(({ span }) => span.span.service)).size === 1 ? candidates.at(-1)?.span : undefined;
}

/** What called a span, or handed it a message that is not itself in the flow. */
function addCallers(hops: Hops, traced: TracedSpan, index: RecordIndex, handed: readonly Delivery[]): void {
  const { span } = traced;
  const senders = new Set(handed.flatMap(({ event }) => (event.reading.trace?.ref ? [spanRefText(event.reading.trace.ref)] : [])));
  const parent = span.parentSpanId === null ? undefined : index.span({ traceId: span.traceId, spanId: span.parentSpanId });
  const half = index.span(span);
  const caller = half !== undefined && half !== traced && half.span.kind === 'client' ? half : parent;
  const add = (from: TracedSpan, otherwise: 'call' | 'cause', evidence: 'span-parent' | 'span-link'): void => {
    // The message stands between them: a line past it would tell the same again.
    if (senders.has(spanRefText(from.span))) return;
    if (!isReader(traced) || !isSender(from)) hops.add({ span: from }, { span: traced }, otherwise, evidence);
    else if (handed.length === 0) hops.add({ span: from }, { span: traced }, 'deliver', evidence);
  };
  if (caller !== undefined && caller !== traced) add(caller, 'call', 'span-parent');
  for (const link of span.links) {
    const linked = index.span(link);
    if (linked !== undefined && linked !== caller && linked !== traced) add(linked, 'cause', 'span-link');
  }
}

const isSender = ({ span, reading }: TracedSpan): boolean => span.kind === 'producer' || reading.operation === 'send' || reading.operation === 'create';

class Hops {
  readonly list: Hop[] = [];
  readonly #seen = new Set<string>();

  add(from: FlowRecord, to: FlowRecord, kind: Hop['kind'], evidence: Hop['evidence']): void {
    const [source, target] = [plain(from), plain(to)];
    const name = `${recordId(source)} ${recordId(target)}`;
    if (recordId(source) === recordId(target) || this.#seen.has(name)) return;
    this.#seen.add(name);
    this.list.push({ from: source, to: target, kind, evidence, waitMicros: null });
  }
}

const plain = (record: FlowRecord): FlowRecord => ('event' in record ? { event: record.event } : { span: record.span });
