/** Of which other message a message says that it is a copy. */
import type { EventReading, MessageRef } from '#lib/core/conventions/reading.ts';
import { isOffset } from '#lib/core/ids.ts';

/** What a retry or a dead letter was, by its headers; null where they do not tell partition and offset. */
export function originOf({ failure }: Pick<EventReading, 'failure'>): MessageRef | null {
  const origin = failure?.origin ?? null;
  return origin === null || origin.partition === null || origin.offset === null || !isOffset(origin.offset) ? null : { topic: origin.topic, partition: origin.partition, offset: origin.offset };
}

/** The dead letter that a replay sent back: its coordinates, and the join text under which the two meet. Null where it is no replay, or does not tell. */
export function replayedOf({ replay }: EventReading): { readonly key: string; readonly message: MessageRef } | null {
  if (!replay?.of) return null;
  // A source may have a slash in its name, a topic cannot.
  const parts = /([^/]+)\/\d+\/(\d{1,9})\/(\d{1,19})$/.exec(replay.of);
  if (parts === null || !isOffset(BigInt(parts[3] ?? 0))) return null;
  return { key: `r:${replay.of}`, message: { topic: parts[1] ?? '', partition: Number(parts[2]), offset: BigInt(parts[3] ?? 0) } };
}
