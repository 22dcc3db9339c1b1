/** The records of one flow, and how they are named and timed while it is assembled. */
import { append } from '#lib/core/append.ts';
import type { Evidence, HopKind } from '#lib/core/flows/vocabulary.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { spanRefText, type Coordinates, type SpanRef } from '#lib/core/ids.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromNanos, type Micros } from '#lib/core/time.ts';

export interface FlowRecords {
  readonly events: readonly KnownEvent[];
  /** Each span once (span id and kind), shared ones included. */
  readonly spans: readonly TracedSpan[];
  /** Those of the spans that other flows show too. */
  readonly shared?: ReadonlySet<TracedSpan>;
}

export type FlowRecord = { readonly event: KnownEvent } | { readonly span: TracedSpan };

/** A directed edge between two records. `waitMicros`: the time a message spent in the broker, never negative; null where it is not known or makes no sense. */
export interface Hop {
  readonly from: FlowRecord;
  readonly to: FlowRecord;
  readonly kind: HopKind;
  readonly evidence: Evidence;
  readonly waitMicros: number | null;
}

/**
 * The same whatever the order in which the store came to know the record. Ids of one partition sort as its offsets do:
 * of messages of the same millisecond, the broker's order is the true one.
 */
export function recordId(record: FlowRecord): string {
  const known: Named = 'event' in record ? record.event : record.span;
  return known[NAME] ?? nameOf(known, 'event' in record ? eventRecordId(record.event.at) : `s:${spanRefText(record.span.span)}/${record.span.span.kind}`);
}

/** A picture asks for each many times, so it is kept on what it names, where nobody sees it: a WeakMap of thousands costs more than all else of a picture. */
const NAME = Symbol('record id');
type Named = (KnownEvent | TracedSpan) & { readonly [NAME]?: string };

function nameOf(known: Named, id: string): string {
  Object.defineProperty(known, NAME, { value: id });
  return id;
}

const eventRecordId = ({ source, topic, incarnation, partition, offset }: Coordinates): string =>
  `e:${source}/${topic}/${incarnation}/${String(partition).padStart(10, '0')}/${String(offset).padStart(20, '0')}`;

/** The event or the span itself: one object however often it is wrapped, and the quickest name of a record within one picture. */
export const knownOf = (record: FlowRecord): KnownEvent | TracedSpan => ('event' in record ? record.event : record.span);

/** The records in one order, whatever the order in which they were read: what is made of them is then the same too. */
export const inFixedOrder = ({ events, spans, shared }: FlowRecords): FlowRecords => ({
  events: events.toSorted((a, b) => compare(recordId({ event: a }), recordId({ event: b }))),
  spans: spans.toSorted((a, b) => compare(recordId({ span: a }), recordId({ span: b }))),
  ...(shared === undefined ? {} : { shared }),
});

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** When a record began, as its own clock says. An event without a timestamp counts from when it was seen. */
export const startOf = (record: FlowRecord): Micros => ('event' in record ? (record.event.timestamp ?? record.event.observedAt) : microsFromNanos(record.span.span.startNanos));

/** When a record ended; never before it began. */
export function endOf(record: FlowRecord): Micros {
  const start = startOf(record);
  return 'event' in record ? start : brand<Micros>(Math.max(start, microsFromNanos(record.span.span.endNanos)));
}

/** Finds the records of a flow by what other records call them. */
export class RecordIndex {
  readonly #spans = new Map<string, TracedSpan>();
  readonly #sent = new Map<string, KnownEvent[]>();
  readonly #byMessageKey = new Map<string, KnownEvent[]>();

  constructor(records: FlowRecords) {
    for (const traced of records.spans) {
      const ref = spanRefText(traced.span);
      const known = this.#spans.get(ref);
      // Of two halves that share an id, children hang below the server's.
      if (known === undefined || traced.span.kind === 'server') this.#spans.set(ref, traced);
    }
    for (const event of records.events) {
      const ref = event.reading.trace?.ref;
      if (ref) append(this.#sent, spanRefText(ref), event);
      for (const key of event.reading.keys) if (key.kind === 'message' && key.join !== null) append(this.#byMessageKey, key.join, event);
    }
  }

  span(ref: SpanRef): TracedSpan | undefined {
    return this.#spans.get(spanRefText(ref));
  }

  sentBy(ref: SpanRef): readonly KnownEvent[] {
    return this.#sent.get(spanRefText(ref)) ?? [];
  }

  byMessageKey(join: string): readonly KnownEvent[] {
    return this.#byMessageKey.get(join) ?? [];
  }
}
