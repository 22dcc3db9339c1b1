/** The one place where masking is applied: to everything that any source hands over, before anything is read out of it, stored or said. */
import { textFromBytes } from '#lib/core/utf8.ts';
import { maskEvent } from '#lib/core/masking/mask-event.ts';
import { maskQuarantined } from '#lib/core/masking/mask-quarantined.ts';
import { maskSpans } from '#lib/core/masking/mask-span.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import type { PushedEvent, SourceBatch } from '#lib/sources/source.ts';

export function maskBatch(batch: SourceBatch, masking: Masking): SourceBatch {
  return {
    source: batch.source,
    slices: batch.slices?.map((slice) => ({ ...slice, events: slice.events.map((event) => maskEvent(event, masking)) })),
    pushed: batch.pushed?.map((pushed) => maskPushed(pushed, masking)),
    spans: batch.spans === undefined ? undefined : maskSpans(batch.spans, masking),
    quarantined: batch.quarantined?.map((quarantined) => maskQuarantined(quarantined, masking)),
  };
}

/** The topic of a CloudEvent is its type, and its identity is made of its source and id: each may hold something that is masked. */
function maskPushed({ identity, event }: PushedEvent, masking: Masking): PushedEvent {
  const masked = maskEvent(event, masking);
  const type = masked.headers.find(({ name }) => name === 'ce_type')?.value ?? null;
  const topic = (type === null ? null : textFromBytes(type)) ?? masking.text(event.at.topic);
  return { identity: masking.hash.identity(identity), event: { ...masked, at: { ...masked.at, topic } } };
}
