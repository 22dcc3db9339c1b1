/** The one place where masking is applied: to everything that any source hands over, before anything is read out of it, stored or said. */
import { textFromBytes } from '#lib/core/utf8.ts';
import { maskEvent } from '#lib/core/masking/mask-event.ts';
import { maskQuarantined } from '#lib/core/masking/mask-quarantined.ts';
import { maskSpans } from '#lib/core/masking/mask-span.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import type { PartitionSlice, PushedEvent, Quarantined, SourceBatch } from '#lib/sources/source.ts';

/** What masking fails for is quarantined without its bytes: it must not be stored as it is, and must not hold up the others. */
export function maskBatch({ source, ...batch }: SourceBatch, masking: Masking): SourceBatch {
  const refused: Quarantined[] = [];
  /** The record masked; undefined where that failed. */
  const attempt = <T>(origin: string, mask: () => T): T | undefined => {
    try {
      return mask();
    } catch (error) {
      // Its message may quote what is to be masked.
      refused.push({ source, origin, reason: `it cannot be masked, so nothing of it is kept (${error instanceof Error ? error.name : typeof error})`, bytes: new Uint8Array() });
      return undefined;
    }
  };
  const maskSlice = (slice: PartitionSlice): PartitionSlice => {
    let { leftOut } = slice;
    const events = slice.events.flatMap((event) => {
      const { topic, partition, offset } = event.at;
      const masked = attempt(`${topic}/${partition}/${offset}`, () => maskEvent(event, masking));
      if (masked === undefined && (leftOut === undefined || leftOut < offset)) leftOut = offset;
      return masked ?? [];
    });
    return leftOut === undefined ? { ...slice, events } : { ...slice, events, leftOut };
  };
  const maskEachSpan = (spans: readonly SpanRecord[]): readonly SpanRecord[] => spans.flatMap((span) => attempt(`span ${span.traceId}/${span.spanId}`, () => maskSpans([span], masking)) ?? []);
  const slices = batch.slices?.map(maskSlice);
  const pushed = batch.pushed?.flatMap((event) => attempt(`CloudEvent ${masking.hash.identity(event.identity)}`, () => maskPushed(event, masking)) ?? []);
  const spans = batch.spans && (whole(() => maskSpans(batch.spans ?? [], masking)) ?? maskEachSpan(batch.spans));
  const quarantined = batch.quarantined?.flatMap((entry) => attempt(`what could not be read, of ${entry.bytes.length} bytes`, () => maskQuarantined(entry, masking)) ?? []);
  return { source, slices, pushed, spans, quarantined: refused.length === 0 ? quarantined : [...(quarantined ?? []), ...refused] };
}

/** Null where it fails for any of them. */
function whole<T>(mask: () => T): T | null {
  try {
    return mask();
  } catch {
    return null;
  }
}

/** The topic of a CloudEvent is its type, and its identity is made of its source and id: each may hold something that is masked. */
function maskPushed({ identity, event }: PushedEvent, masking: Masking): PushedEvent {
  const masked = maskEvent(event, masking);
  const type = masked.headers.find(({ name }) => name === 'ce_type')?.value ?? null;
  const topic = (type === null ? null : textFromBytes(type)) ?? masking.text(event.at.topic);
  return { identity: masking.hash.identity(identity), event: { ...masked, at: { ...masked.at, topic } } };
}
