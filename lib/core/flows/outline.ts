/**
 * What the status of a flow depends on besides the clock: its steps, what failed, what is still open.
 * It is made once from the records and stored with the flow, so that a flow at rest is judged again, and learned from, without its facts.
 */
import type { ArrangedFlow } from '#lib/core/flows/arrange.ts';
import { failureOf, type Compensations } from '#lib/core/flows/failure.ts';
import { readerGroup } from '#lib/core/flows/reader-group.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import type { Micros } from '#lib/core/time.ts';

/** Events of one type on one topic. That is what a step is: it needs no spans, and where there are some they say who made it. */
export interface OutlineStep {
  readonly topic: string;
  readonly type: string | null;
  /** Who wrote it, and the group whose delivery it was written for, where spans tell. */
  readonly service: string | null;
  readonly group: string | null;
  /** From the beginning of the flow until the first of them, clocks put right. */
  readonly afterMicros: number;
  /** When the last of them was observed: what does not follow is late since then. */
  readonly seenAt: Micros;
  /** The last of them. */
  readonly event: string;
}

export interface Outline {
  readonly failure: 'none' | 'failed' | 'compensated';
  /** A span was received that has begun and not ended. */
  readonly open: boolean;
  /** In the order in which they first happened, retries and dead letters left out; at most `MOST_STEPS`. */
  readonly steps: readonly OutlineStep[];
  /** The flow has more steps than are kept, so nothing can be said to be missing. */
  readonly cut: boolean;
  /** Events that a span of a group handled: `[event, group, …]` with places in `groups`, at most `MOST_HANDLED`. What a span handled need not be committed to be consumed. */
  readonly groups: readonly string[];
  readonly handled: readonly (readonly [event: string, ...groups: number[]])[];
}

const MOST_STEPS = 64;
const MOST_HANDLED = 2000;
const LONGEST_TYPE = 200;
/** Spans above one that sent a message, to the delivery that it was sent for. */
const MOST_ABOVE = 50;

export const stepName = ({ topic, type }: Pick<OutlineStep, 'topic' | 'type'>): string => JSON.stringify([topic, type]);

export function outlineOf(flow: ArrangedFlow, compensations: Compensations): Outline {
  const began = flow.extent.from;
  const steps = new Map<string, OutlineStep>();
  let cut = false;
  for (const record of flow.order) {
    if (!('event' in record) || record.event.reading.role !== 'normal') continue;
    const { event } = record;
    const step = { topic: event.at.topic, type: event.reading.type?.slice(0, LONGEST_TYPE) ?? null };
    const name = stepName(step);
    const known = steps.get(name);
    if (known !== undefined) steps.set(name, { ...known, ...(event.observedAt >= known.seenAt ? { seenAt: event.observedAt, event: event.ref } : {}) });
    else if (steps.size < MOST_STEPS) steps.set(name, { ...step, ...makerOf(flow, event), afterMicros: Math.max(0, Math.round(flow.startOf(record) - began)), seenAt: event.observedAt, event: event.ref });
    else cut = true;
  }
  return { failure: failureOf(flow, compensations), open: flow.records.spans.some(isOpen), steps: [...steps.values()], cut, ...handledOf(flow) };
}

/** Exporters that send a span before it ends leave its end at 0. */
const isOpen = ({ span }: TracedSpan): boolean => /^0*$/.test(span.endNanos);

function makerOf({ index }: ArrangedFlow, { reading }: KnownEvent): Pick<OutlineStep, 'service' | 'group'> {
  let span = reading.trace?.ref == null ? undefined : index.span(reading.trace.ref);
  const service = span?.span.service ?? null;
  for (let above = 0; span !== undefined && above < MOST_ABOVE; above += 1) {
    if (span.reading.group !== null || span.span.kind === 'consumer') return { service, group: readerGroup(span) };
    const { traceId, parentSpanId } = span.span;
    span = parentSpanId === null ? undefined : index.span({ traceId, spanId: parentSpanId });
  }
  return { service, group: null };
}

function handledOf({ deliveries }: ArrangedFlow): Pick<Outline, 'groups' | 'handled'> {
  const groups = new Map<string, number>();
  const handled = new Map<string, Set<number>>();
  for (const { event, span, backedOff } of deliveries) {
    if (backedOff) continue;
    const group = readerGroup(span);
    if (!groups.has(group)) groups.set(group, groups.size);
    handled.set(event.ref, (handled.get(event.ref) ?? new Set()).add(groups.get(group) ?? 0));
  }
  return { groups: [...groups.keys()], handled: [...handled].slice(0, MOST_HANDLED).map(([event, by]) => [event, ...by]) };
}

