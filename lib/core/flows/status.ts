import type { Delivery } from '#lib/core/flows/deliveries.ts';
import { startOf, type FlowRecords } from '#lib/core/flows/records.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { FlowStatus } from '#lib/core/flows/vocabulary.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

/** How long nothing may come before a flow counts as completed. */
export const QUIET_PERIOD_MICROS = 30_000_000;

export interface Outcome {
  readonly status: FlowStatus;
  /** When an in-flight flow becomes completed if nothing comes; null for a failed one. */
  readonly settlesAt: Micros | null;
}

/**
 * Failed: a dead letter, or an error that nothing later resolved. In flight until nothing came for the quiet period, then completed.
 * @param observedAt when the last record arrived
 */
export function outcomeOf(records: FlowRecords, deliveries: readonly Delivery[], observedAt: Micros, now: Micros): Outcome {
  const failed = records.events.some((event) => event.reading.role === 'dead-letter') || unresolvedErrors(records, deliveries).length > 0;
  if (failed) return { status: 'failed', settlesAt: null };
  const settlesAt = brand<Micros>(observedAt + QUIET_PERIOD_MICROS);
  return settlesAt <= now ? { status: 'completed', settlesAt: null } : { status: 'in-flight', settlesAt };
}

/**
 * Spans in error after which the same work was not done well: the same service handled a message of that type again
 * (a retry comes over another topic, and its span has another name), or did the same operation again, without an error.
 */
export function unresolvedErrors({ spans }: FlowRecords, deliveries: readonly Delivery[]): TracedSpan[] {
  const types = new Map(deliveries.map(({ span, event }) => [span, event.reading.type]));
  const last = new Map<string, TracedSpan>();
  for (const traced of spans) {
    const work = workOf(traced, types.get(traced) ?? null);
    const known = last.get(work);
    if (known === undefined || isAfter(traced, known)) last.set(work, traced);
  }
  return spans.filter((traced) => traced.span.status === 'error' && last.get(workOf(traced, types.get(traced) ?? null))?.span.status === 'error');
}

const workOf = ({ span }: TracedSpan, type: string | null): string => `${span.service} ${type === null ? `${span.kind} ${span.name}` : `handles ${type}`}`;

function isAfter(a: TracedSpan, b: TracedSpan): boolean {
  const difference = startOf({ span: a }) - startOf({ span: b });
  return difference > 0 || (difference === 0 && a.span.spanId > b.span.spanId);
}
