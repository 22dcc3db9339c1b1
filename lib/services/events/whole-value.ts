/** A value of which only the beginning is kept, whole from its broker, and masked as everything is. */
import { createHash } from 'node:crypto';
import { maskEvent } from '#lib/core/masking/mask-event.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { EventPlace } from '#lib/services/events/find.ts';
import { storedValue, type StoredValue } from '#lib/services/events/stored-value.ts';
import type { ReadRecord } from '#lib/sources/kafka/read-record.ts';
import type { Store } from '#lib/store/store.ts';

/** Asks the broker of a source for one record; null where the source is no broker. */
export type ReadFromBroker = (stored: Pick<StoredValue, 'at' | 'kafkaId'>) => Promise<ReadRecord | null>;

/**
 * Throws `not-found` where no such event is kept, `gone` where the broker has it no longer or another message stands in its place,
 * `unavailable` where the broker cannot be asked, `forbidden` where masking lets nothing of it out.
 */
export async function wholeValue(store: Pick<Store, 'pool'>, place: EventPlace, masking: Masking | null, read: ReadFromBroker): Promise<Uint8Array | null> {
  const stored = await storedValue(store, place);
  const { at } = stored;
  if (masking?.isPayloadOff(at.topic)) throw hidden([`payloads of ${masking.text(at.topic)} are off`]);
  const answer = await read(stored);
  if (answer === null) throw new ServiceError('gone', `${at.source} is no broker that Throughline reads now: only what is kept here is left of the value.`);
  if (answer.state === 'unavailable') throw new ServiceError('unavailable', answer.reason, { retryAfterSeconds: 5 });
  if (answer.state === 'gone') throw new ServiceError('gone', `The broker has this message no longer: ${answer.reason}. What is kept here is all that is left of it.`);
  if (!isTheSame(answer.record.value, { ...stored, isTombstone: stored.value === null }, masking)) {
    throw new ServiceError('gone', 'The broker has another message at this offset now: its size or hash is not that of the one that was read. What is kept here is all that is left of it.');
  }
  const { value, masked } = masking === null ? answer.record : maskEvent(answer.record, masking);
  if (masked?.payload && masked.payload.state !== 'masked') throw hidden(masked.payload.rules);
  return value;
}

/** Compared with what was noted of the value before it was masked. */
export function isTheSame(value: Uint8Array | null, stored: Pick<StoredValue, 'size' | 'sha256' | 'masking'> & { readonly isTombstone: boolean }, masking: Masking | null): boolean {
  if (value === null || stored.isTombstone) return value === null && stored.isTombstone;
  if (value.length !== stored.size) return false;
  if (stored.masking !== null) return masking === null || hex(masking.hash.digest(value)) === stored.masking.digest;
  return stored.sha256 === null || createHash('sha256').update(value).digest('hex') === stored.sha256;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const hidden = (rules: readonly string[]): ServiceError => new ServiceError('forbidden', `Masking lets nothing of this payload out: ${rules.join(', ')}.`);
