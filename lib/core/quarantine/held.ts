/** What quarantined bytes are, so that they can be read again when the reason is mended. Kept beside them as JSON, in which bytes are base64: names of headers may be anything. */
import type { Coordinates } from '#lib/core/ids.ts';
import type { EventRecord, MaskedEvent } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';
import { brand } from '#lib/core/brand.ts';

/** `at.offset` is the first of what could not be read. */
interface HeldBatch {
  readonly kind: 'batch';
  readonly at: Coordinates;
  readonly last: bigint;
}

export type Held =
  /** A batch of a partition as the broker had it, compressed or not: KIP-98. */
  | HeldBatch
  /** An `ExportTraceServiceRequest`, protobuf or JSON. */
  | { readonly kind: 'spans' }
  /** Spans in Zipkin's JSON. */
  | { readonly kind: 'zipkin' }
  /** One event that was read and could not be stored: the bytes are its value. What is masked in it is masked already. */
  | { readonly kind: 'event'; readonly record: EventRecord }
  /** The same of a CloudEvent that was pushed. */
  | { readonly kind: 'pushed'; readonly identity: string; readonly record: EventRecord }
  /** One span that was read and could not be stored: the bytes are its `SpanRecord` as JSON, masked already. */
  | { readonly kind: 'span' };

/** Where its messages stood on the broker; null for what came by another way. */
export function heldPlace(held: Held): { readonly first: Coordinates; readonly last: bigint } | null {
  if (held.kind === 'batch') return { first: held.at, last: held.last };
  return held.kind === 'event' ? { first: held.record.at, last: held.record.at.offset } : null;
}

export function encodeHeld(held: Held): Uint8Array {
  return Buffer.from(JSON.stringify('record' in held ? { ...held, record: recordJson(held.record) } : held, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));
}

/** `value` is what the bytes beside it are. Throws on bytes that `encodeHeld` did not write. */
export function decodeHeld(bytes: Uint8Array, value: Uint8Array): Held {
  const held = JSON.parse(Buffer.from(bytes).toString('utf8')) as HeldJson;
  if (held.kind === 'batch') return { kind: 'batch', at: coordinates(held.at), last: BigInt(held.last) };
  if (held.kind === 'event') return { kind: 'event', record: record(held.record, value) };
  if (held.kind === 'pushed') return { kind: 'pushed', identity: held.identity, record: record(held.record, value) };
  return held;
}

type CoordinatesJson = Omit<Coordinates, 'offset'> & { readonly offset: string };

interface RecordJson {
  readonly at: CoordinatesJson;
  readonly timestamp: number | null;
  readonly timestampType: EventRecord['timestampType'];
  readonly key: string | null;
  readonly headers: readonly (readonly [name: string, value: string | null])[];
  /** A tombstone has none; the bytes are empty then, as they are of an empty value. */
  readonly hasValue: boolean;
  readonly masked: { readonly rules: readonly string[]; readonly payload: (Omit<NonNullable<MaskedEvent['payload']>, 'digest'> & { readonly digest: string }) | null } | null;
}

type HeldJson =
  | { readonly kind: 'batch'; readonly at: CoordinatesJson; readonly last: string }
  | { readonly kind: 'spans' | 'zipkin' | 'span' }
  | { readonly kind: 'event'; readonly record: RecordJson }
  | { readonly kind: 'pushed'; readonly identity: string; readonly record: RecordJson };

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'base64');

const recordJson = ({ at, timestamp, timestampType, key, headers, value, masked }: EventRecord): RecordJson => ({
  at: { ...at, offset: at.offset.toString() },
  timestamp,
  timestampType,
  key: key === null ? null : base64(key),
  headers: headers.map((header) => [base64(Buffer.from(header.name)), header.value === null ? null : base64(header.value)]),
  hasValue: value !== null,
  masked: masked === undefined ? null : { rules: masked.rules, payload: masked.payload === null ? null : { ...masked.payload, digest: base64(masked.payload.digest) } },
});

const record = ({ at, timestamp, timestampType, key, headers, hasValue, masked }: RecordJson, value: Uint8Array): EventRecord => ({
  at: coordinates(at),
  timestamp: timestamp === null ? null : brand<Micros>(timestamp),
  timestampType,
  key: key === null ? null : bytesOf(key),
  headers: headers.map(([name, of]) => ({ name: Buffer.from(name, 'base64').toString('utf8'), value: of === null ? null : bytesOf(of) })),
  value: hasValue ? value : null,
  ...(masked === null ? {} : { masked: { rules: masked.rules, payload: masked.payload === null ? null : { ...masked.payload, digest: bytesOf(masked.payload.digest) } } }),
});

const coordinates = (at: CoordinatesJson): Coordinates => ({ ...at, offset: BigInt(at.offset) });
