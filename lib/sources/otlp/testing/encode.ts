/** Writes one export in both encodings of OTLP, independently of the decoders, for tests. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

const { Varint: VARINT, LengthDelimited: LENGTH, Bit64: BITS_64, Bit32: BITS_32 } = WireType;

export type WireValue =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'list'; readonly value: readonly WireValue[] }
  | { readonly kind: 'map'; readonly value: readonly WireAttribute[] }
  | { readonly kind: 'empty' };

export interface WireAttribute {
  readonly key: string;
  readonly value: WireValue;
}

interface WireSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: readonly WireAttribute[];
  readonly events: readonly { readonly time: bigint; readonly name: string; readonly attributes: readonly WireAttribute[] }[];
  readonly links: readonly { readonly traceId: Uint8Array; readonly spanId: Uint8Array; readonly attributes: readonly WireAttribute[] }[];
  readonly droppedLinks: number;
  readonly status: { readonly code: number; readonly message: string };
}

export interface WireExport {
  readonly resource: readonly WireAttribute[];
  readonly scope: { readonly name: string; readonly version: string };
  readonly spans: readonly WireSpan[];
}

/** A span that is valid; the changes make it what a test needs. */
export const wireSpan = (changes: Partial<WireSpan> = {}): WireSpan => ({
  traceId: Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex'),
  spanId: Buffer.from('b7ad6b7169203331', 'hex'),
  parentSpanId: new Uint8Array(0),
  traceState: '',
  flags: 0x101,
  name: 'orders send',
  kind: 4,
  start: 1_700_000_000_000_000_001n,
  end: 1_700_000_000_005_000_002n,
  attributes: [{ key: 'messaging.destination.name', value: { kind: 'string', value: 'orders' } }],
  events: [],
  links: [],
  droppedLinks: 0,
  status: { code: 0, message: '' },
  ...changes,
});

export const wireExport = (spans: readonly WireSpan[] = [wireSpan()], resource: readonly WireAttribute[] = [{ key: 'service.name', value: { kind: 'string', value: 'orders' } }]): WireExport => ({
  resource,
  scope: { name: 'kafkajs', version: '0.32.0' },
  spans,
});

export function toProtobuf(exports: readonly WireExport[]): Uint8Array {
  const w = new BinaryWriter();
  for (const { resource, scope, spans } of exports) {
    w.tag(1, LENGTH).fork();
    w.tag(2, LENGTH).fork(); // the spans stand before their resource and scope here, as the format allows
    for (const span of spans) writeSpan(w, span);
    w.tag(1, LENGTH).fork().tag(1, LENGTH).string(scope.name).tag(2, LENGTH).string(scope.version).join();
    w.join();
    w.tag(1, LENGTH).fork();
    writeAttributes(w, 1, resource);
    w.join();
    w.join();
  }
  return w.finish();
}

function writeSpan(w: BinaryWriter, span: WireSpan): void {
  w.tag(2, LENGTH).fork();
  w.tag(1, LENGTH).bytes(span.traceId).tag(2, LENGTH).bytes(span.spanId).tag(3, LENGTH).string(span.traceState).tag(4, LENGTH).bytes(span.parentSpanId);
  w.tag(99, LENGTH).string('a field of a later version').tag(5, LENGTH).string(span.name).tag(6, VARINT).int32(span.kind).tag(7, BITS_64).fixed64(span.start).tag(8, BITS_64).fixed64(span.end);
  writeAttributes(w, 9, span.attributes);
  for (const event of span.events) {
    w.tag(11, LENGTH).fork().tag(1, BITS_64).fixed64(event.time).tag(2, LENGTH).string(event.name);
    writeAttributes(w, 3, event.attributes);
    w.join();
  }
  for (const link of span.links) {
    w.tag(13, LENGTH).fork().tag(1, LENGTH).bytes(link.traceId).tag(2, LENGTH).bytes(link.spanId);
    writeAttributes(w, 4, link.attributes);
    w.join();
  }
  w.tag(14, VARINT).uint32(span.droppedLinks);
  w.tag(15, LENGTH).fork().tag(2, LENGTH).string(span.status.message).tag(3, VARINT).int32(span.status.code).join();
  w.tag(16, BITS_32).fixed32(span.flags);
  w.join();
}

function writeAttributes(w: BinaryWriter, field: number, attributes: readonly WireAttribute[]): void {
  for (const { key, value } of attributes) {
    w.tag(field, LENGTH).fork().tag(1, LENGTH).string(key).tag(2, LENGTH).fork();
    writeValue(w, value);
    w.join().join();
  }
}

function writeValue(w: BinaryWriter, any: WireValue): void {
  if (any.kind === 'string') w.tag(1, LENGTH).string(any.value);
  else if (any.kind === 'bool') w.tag(2, VARINT).bool(any.value);
  else if (any.kind === 'int') w.tag(3, VARINT).int64(any.value);
  else if (any.kind === 'double') w.tag(4, BITS_64).double(any.value);
  else if (any.kind === 'bytes') w.tag(7, LENGTH).bytes(any.value);
  else if (any.kind === 'map') {
    w.tag(6, LENGTH).fork();
    writeAttributes(w, 1, any.value);
    w.join();
  } else if (any.kind === 'list') {
    w.tag(5, LENGTH).fork();
    for (const value of any.value) {
      w.tag(1, LENGTH).fork();
      writeValue(w, value);
      w.join();
    }
    w.join();
  }
}

export function toJson(exports: readonly WireExport[]): Uint8Array {
  const resourceSpans = exports.map(({ resource, scope, spans }) => ({
    resource: { attributes: jsonAttributes(resource) },
    scopeSpans: [{ scope, spans: spans.map(jsonSpan), schemaUrl: 'unknown to the decoder' }],
  }));
  return Buffer.from(JSON.stringify({ resourceSpans, aLaterField: { any: ['thing'] } }));
}

const jsonSpan = (span: WireSpan) => ({
  traceId: hex(span.traceId).toUpperCase(),
  spanId: hex(span.spanId),
  parentSpanId: hex(span.parentSpanId),
  traceState: span.traceState,
  flags: span.flags,
  name: span.name,
  kind: span.kind,
  startTimeUnixNano: String(span.start),
  endTimeUnixNano: String(span.end),
  attributes: jsonAttributes(span.attributes),
  events: span.events.map(({ time, name, attributes }) => ({ timeUnixNano: String(time), name, attributes: jsonAttributes(attributes) })),
  links: span.links.map(({ traceId, spanId, attributes }) => ({ traceId: hex(traceId), spanId: hex(spanId), attributes: jsonAttributes(attributes) })),
  droppedLinksCount: span.droppedLinks,
  status: span.status,
});

const jsonAttributes = (attributes: readonly WireAttribute[]) => attributes.map(({ key, value }) => ({ key, value: jsonValue(value) }));

function jsonValue(any: WireValue): unknown {
  if (any.kind === 'string') return { stringValue: any.value };
  if (any.kind === 'bool') return { boolValue: any.value };
  if (any.kind === 'int') return { intValue: String(any.value) };
  if (any.kind === 'double') return { doubleValue: Number.isFinite(any.value) ? any.value : String(any.value) };
  if (any.kind === 'bytes') return { bytesValue: Buffer.from(any.value).toString('base64') };
  if (any.kind === 'list') return { arrayValue: { values: any.value.map(jsonValue) } };
  if (any.kind === 'map') return { kvlistValue: { values: jsonAttributes(any.value) } };
  return {};
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
