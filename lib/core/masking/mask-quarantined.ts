import { textFromBytes } from '#lib/core/utf8.ts';
import type { Held } from '#lib/core/quarantine/held.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import { applyEdits, findEdits } from '#lib/core/masking/mask-text.ts';

export interface Quarantined {
  readonly source: string;
  /** Where it came from: `orders/0/17`, `POST /v1/traces`. */
  readonly origin: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
  readonly held?: Held;
}

/**
 * What could not be read, as it may be kept. Patterns find something in bytes that nobody could decode; a rule that names a part does not,
 * and what is compressed shows nothing to either: then the bytes are not kept, only their size and keyed hash.
 * Where a byte was replaced nothing is said of what they are: what would be read again is not what came.
 */
export function maskQuarantined<Q extends Quarantined>(quarantined: Q, masking: Masking): Q {
  const { bytes } = quarantined;
  const [origin, reason] = [masking.text(quarantined.origin), masking.text(quarantined.reason)];
  const why = withheld(quarantined, masking);
  if (why !== null) {
    const hash = Buffer.from(masking.hash.digest(bytes)).toString('hex').slice(0, 20);
    return { ...quarantined, held: undefined, origin, reason: `${reason} (masking keeps none of its ${bytes.length} bytes, since ${why}; their keyed hash begins ${hash})`, bytes: new Uint8Array() };
  }
  const kept = maskBytes(bytes, masking);
  return { ...quarantined, origin, reason, bytes: kept, held: kept === bytes ? quarantined.held : undefined };
}

function withheld({ origin, bytes }: Quarantined, { namesParts, hasPayloadOff, isPayloadOff, patterns }: Masking): string | null {
  if (bytes.length === 0) return null;
  const topic = /^(.+)\/\d+\/\d+$/s.exec(origin)?.[1] ?? null;
  if (topic === null ? hasPayloadOff : isPayloadOff(topic)) return topic === null ? 'it may hold payloads that are not to be kept' : 'payloads of its topic are not to be kept';
  if (namesParts) return 'what cannot be read may hold parts that are masked';
  return patterns.length > 0 && isCompressedBatch(bytes) ? 'it is compressed' : null;
}

/** A batch of Kafka records (format 2) whose attributes name a codec. */
const isCompressedBatch = (bytes: Uint8Array): boolean => bytes.length > 23 && bytes[16] === 2 && (bytes[22]! & 0x07) !== 0;

function maskBytes(bytes: Uint8Array, { patterns, hash }: Masking): Uint8Array {
  const text = textFromBytes(bytes);
  const characters = text ?? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const edits = findEdits(characters, patterns, hash, text === null);
  return edits.length === 0 ? bytes : Buffer.from(applyEdits(characters, edits), text === null ? 'latin1' : 'utf8');
}
