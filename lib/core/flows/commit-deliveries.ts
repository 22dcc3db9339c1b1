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

/** Readers that no span tells of. Where one of the same group does, it is the stronger evidence. */
export function commitDeliveries(events: readonly KnownEvent[], deliveries: readonly Delivery[], { commits = [] }: FlowContext): CommitDelivery[] {
  const name = (event: string, group: string): string => JSON.stringify([event, group]);
  const byCoordinates = new Map(events.map((event) => [coordinatesText(event.at), event]));
  const known = new Set(deliveries.map(({ event, span }) => name(coordinatesText(event.at), readerGroup(span))));
  const found = new Map<string, CommitDelivery>();
  for (const commit of commits) {
    const at = coordinatesText(commit.event);
    const event = byCoordinates.get(at);
    const key = name(at, commit.group);
    const before = found.get(key);
    if (event !== undefined && !known.has(key) && (before === undefined || commit.by < before.commit.by)) found.set(key, { event, commit });
  }
  return [...found.values()].toSorted((a, b) => a.commit.by - b.commit.by || (coordinatesText(a.event.at) < coordinatesText(b.event.at) ? -1 : coordinatesText(a.event.at) > coordinatesText(b.event.at) ? 1 : a.commit.group < b.commit.group ? -1 : 1));
}
