import type { FlowContext, PassingCommit } from '#lib/core/flows/context.ts';
import type { Delivery } from '#lib/core/flows/deliveries.ts';
import { readerGroup } from '#lib/core/flows/reader-group.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { coordinatesText } from '#lib/core/ids.ts';

/** A group that read an event, known from its committed offset alone: what became of it there is not known, nor when exactly. */
export interface CommitDelivery {
  readonly event: KnownEvent;
  readonly commit: PassingCommit;
}

/**
 * Readers that no span tells of. Where a span of the same group does, it is the stronger evidence; and where so many services read the event
 * whose spans name no group (kafkajs's do not) as there are groups left, these are theirs, though nobody says which is whose.
 */
export function commitDeliveries(events: readonly KnownEvent[], deliveries: readonly Delivery[], { commits = [] }: FlowContext): CommitDelivery[] {
  const read = Map.groupBy(deliveries, ({ event }) => event);
  const passed = Map.groupBy(commits, ({ event }) => coordinatesText(event));
  return events.flatMap((event) => {
    const first = new Map<string, PassingCommit>();
    for (const commit of passed.get(coordinatesText(event.at)) ?? []) if (commit.by < (first.get(commit.group)?.by ?? Infinity)) first.set(commit.group, commit);
    const spans = (read.get(event) ?? []).map(({ span }) => span);
    const rest = [...first.values()].filter(({ group }) => !spans.some((span) => readerGroup(span) === group));
    const nameless = new Set(spans.flatMap((span) => (span.reading.group === null && !first.has(span.span.service) ? [span.span.service] : [])));
    if (rest.length <= nameless.size) return [];
    return rest.toSorted((a, b) => a.by - b.by || (a.group < b.group ? -1 : 1)).map((commit) => ({ event, commit }));
  });
}
