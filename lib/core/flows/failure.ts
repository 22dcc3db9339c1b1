/** Whether a flow failed, and whether what it had done was undone. Of its records alone: neither the clock nor anything learned has a part in it. */
import type { ArrangedFlow } from '#lib/core/flows/arrange.ts';
import { isBackedOff } from '#lib/core/flows/backed-off.ts';
import type { FlowRecord } from '#lib/core/flows/records.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import { isUndoing } from '#lib/core/flows/undoing.ts';

/** Which type of event undoes which, besides those that their own name tells. */
export type Compensations = readonly { readonly type: string; readonly by: readonly string[] }[];

/**
 * `failed`: a dead letter that was not replayed, or an error that nothing later resolved.
 * `compensated`: the same, and an event that undoes followed; where types are paired by configuration, all that was done must have been undone.
 */
export function failureOf(flow: ArrangedFlow, compensations: Compensations): 'none' | 'failed' | 'compensated' {
  const failures: FlowRecord[] = [...openDeadLetters(flow), ...unresolvedErrors(flow).map((span) => ({ span }))];
  if (failures.length === 0) return 'none';
  const lastFailure = failures.reduce((latest, record) => Math.max(latest, flow.startOf(record)), -Infinity);
  return isCompensated(flow, compensations, lastFailure) ? 'compensated' : 'failed';
}

function openDeadLetters({ records, hops }: ArrangedFlow): FlowRecord[] {
  const replayed = new Set(hops.flatMap(({ kind, from }) => (kind === 'replay' && 'event' in from ? [from.event] : [])));
  return records.events.filter((event) => event.reading.role === 'dead-letter' && !replayed.has(event)).map((event) => ({ event }));
}

/**
 * Spans in error after which the same work was not done well: the same service handled a message of that type again
 * (a retry comes over another topic, and its span has another name), or did the same operation again, without an error.
 */
export function unresolvedErrors({ records: { spans }, deliveries, startOf }: Pick<ArrangedFlow, 'records' | 'deliveries' | 'startOf'>): TracedSpan[] {
  const types = new Map(deliveries.map(({ span, event }) => [span, event.reading.type]));
  const work = ({ span }: TracedSpan, type: string | null): string => `${span.service} ${type === null ? `${span.kind} ${span.name}` : `handles ${type}`}`;
  const last = new Map<string, TracedSpan>();
  const done = spans.filter(({ span }) => !isBackedOff(span));
  for (const traced of done) {
    const name = work(traced, types.get(traced) ?? null);
    const known = last.get(name);
    const difference = known === undefined ? 1 : startOf({ span: traced }) - startOf({ span: known });
    if (difference > 0 || (difference === 0 && known !== undefined && traced.span.spanId > known.span.spanId)) last.set(name, traced);
  }
  return done.filter((traced) => traced.span.status === 'error' && last.get(work(traced, types.get(traced) ?? null))?.span.status === 'error');
}

function isCompensated({ order, startOf }: ArrangedFlow, compensations: Compensations, lastFailure: number): boolean {
  const normal = order.flatMap((record) => ('event' in record && record.event.reading.role === 'normal' && record.event.reading.type !== null ? [{ type: record.event.reading.type, at: startOf(record) }] : []));
  const undoing = new Set(compensations.flatMap(({ by }) => by));
  if (!normal.some(({ type, at }) => at >= lastFailure && (undoing.has(type) || isUndoing(type)))) return false;
  const types = new Set(normal.map(({ type }) => type));
  return compensations.every(({ type, by }) => !types.has(type) || by.some((each) => types.has(each)));
}
