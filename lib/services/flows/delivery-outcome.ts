/** How the handling of a message ended, as the spans tell it. */
import { isReader } from '#lib/core/flows/span-roles.ts';
import { endOf, recordId, startOf, type Hop } from '#lib/core/flows/records.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';

/**
 * Of each consumer's span. Some clients (Brave) only note that a message arrived, and the work is spans below that begin when
 * this one is over: such a span says nothing of how the work ended, they do.
 */
export function deliveryOutcomes(hops: readonly Hop[]): (consumer: TracedSpan) => 'ok' | 'error' {
  const children = Map.groupBy(hops.filter(({ kind }) => kind === 'call'), ({ from }) => recordId(from));
  return (consumer) => {
    if (consumer.span.status === 'error') return 'error';
    const below = (children.get(recordId({ span: consumer })) ?? []).flatMap(({ to }) => ('span' in to && to.span.span.service === consumer.span.service && !isReader(to.span) ? [to.span] : []));
    const workCameAfter = below.every((span) => startOf({ span }) >= endOf({ span: consumer }));
    return workCameAfter && below.some(({ span }) => span.status === 'error') ? 'error' : 'ok';
  };
}
