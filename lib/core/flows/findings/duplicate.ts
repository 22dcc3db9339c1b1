import { isReceive } from '#lib/core/flows/span-roles.ts';
import type { Finder, Finding } from '#lib/core/flows/findings/finding.ts';
import { duration, list, nameOf, placeOf, sentence, times } from '#lib/core/flows/findings/words.ts';
import { recordId, startOf } from '#lib/core/flows/records.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

/** The same message written more than once, and one message handled more than once by one group though it had succeeded. */
export const duplicate: Finder = (flow) => [...writtenTwice(flow.records.events), ...processedTwice(flow)];

/** Copies that a retry, a dead letter or a replay makes are no duplicates; the same id at several coordinates of one topic is. */
export function duplicatesOf(events: readonly KnownEvent[]): KnownEvent[][] {
  const groups = new Map<string, KnownEvent[]>();
  for (const event of events) {
    if (event.reading.role !== 'normal' || event.reading.messageId === null || event.reading.replay !== undefined) continue;
    const id = `${event.at.source}/${event.at.topic} ${event.reading.messageId}`;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [event]);
    else group.push(event);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function writtenTwice(events: readonly KnownEvent[]): Finding[] {
  return duplicatesOf(events).map((group) => {
    const sorted = group.toSorted((a, b) => startOf({ event: a }) - startOf({ event: b }) || (recordId({ event: a }) < recordId({ event: b }) ? -1 : 1));
    const [first, last] = [sorted[0], sorted.at(-1)];
    const [from, to] = [first?.timestamp ?? null, last?.timestamp ?? null];
    const within = from === null || to === null ? '' : ` within ${duration(to - from)}`;
    const what = first === undefined ? '' : `${nameOf(first)} was written ${times(group.length)} to ${first.at.topic} with the same message id${within}: at ${list(sorted.map((event) => `${event.at.partition} · ${event.at.offset}`))}`;
    return { kind: 'duplicate', message: sentence(what), records: sorted.map((event) => ({ event })) };
  });
}

function processedTwice({ deliveries }: Parameters<Finder>[0]): Finding[] {
  return deliveries.flatMap((delivery): Finding[] => {
    const { event, span, after, backedOff } = delivery;
    if (after === null || after.event !== event || backedOff || isReceive(span) || after.span.span.status === 'error') return [];
    const who = span.reading.group === null ? span.span.service : `Group ${span.reading.group} (${span.span.service})`;
    const apart = duration(Math.max(0, startOf({ span }) - startOf({ span: after.span })));
    return [{ kind: 'duplicate', message: sentence(`${who} processed ${nameOf(event)} (${placeOf(event)}) again ${apart} after it had done so without an error`), records: [{ span }, { span: after.span }, { event }] }];
  });
}
