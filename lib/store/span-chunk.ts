/**
 * The spans of one trace as JSON, which lib/store/span-blocks.ts compresses with that of others.
 * It is canonical (spans in a fixed order; resources, scopes and services pulled out and numbered as they occur),
 * so that a repeated export has the same content hash and meets itself.
 */
import { hash } from 'node:crypto';
import type { Attributes, SpanKind, SpanRecord } from '#lib/core/record.ts';
import type { SpanId, TraceId } from '#lib/core/ids.ts';
import type { NanosText } from '#lib/core/time.ts';
import { packNumbers, unpackNumbers } from '#lib/store/odd-numbers.ts';
import { uuidOfHex } from '#lib/store/refs.ts';

/** A request has at most 20 MiB, and no byte of it becomes more than six characters of JSON. */
const LARGEST = 256 * 1024 * 1024;

const KINDS: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES: readonly SpanRecord['status'][] = ['unset', 'ok', 'error'];

type PackedSpan = [
  spanId: string,
  parentSpanId: string | null,
  name: string,
  kind: number,
  startNanos: string,
  endNanos: string,
  status: number,
  statusMessage: string,
  traceState: string,
  flags: number,
  service: number,
  resource: number,
  scope: number,
  droppedLinks: number,
  attributes: unknown,
  events: [name: string, timeNanos: string, attributes: unknown][],
  links: [traceId: string, spanId: string, attributes: unknown][],
];

interface Packed {
  readonly trace: string;
  readonly resources: unknown[];
  readonly scopes: string[];
  readonly services: string[];
  readonly spans: PackedSpan[];
}

export interface EncodedChunk {
  readonly data: Uint8Array;
  /** SHA-256 of the canonical JSON, cut to 128 bits, as a uuid. */
  readonly contentHash: string;
}

/** All spans must be of one trace. Throws a RangeError on none, on several traces, and on more than 256 MiB. */
export function encodeChunk(spans: readonly SpanRecord[]): EncodedChunk {
  const json = Buffer.from(JSON.stringify(pack(spans)), 'utf8');
  if (json.length > LARGEST) throw new RangeError(`The spans of one trace in one batch have ${json.length} bytes; at most ${LARGEST} can be kept.`);
  return { data: json, contentHash: uuidOfHex(hash('sha256', json).slice(0, 32)) };
}

/** In the canonical order. `resource` is one object for all spans that share it. Throws on bytes that `encodeChunk` did not write. */
export function decodeChunk(data: Uint8Array): SpanRecord[] {
  return unpack(JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')) as Packed);
}

function pack(spans: readonly SpanRecord[]): Packed {
  const trace = spans[0]?.traceId;
  if (trace === undefined || spans.some((span) => span.traceId !== trace)) throw new RangeError('A chunk holds the spans of exactly one trace.');
  const resources = new Numbering<Attributes, unknown>(packNumbers, (packed) => JSON.stringify(packed));
  const scopes = new Numbering<string, string>((scope) => scope, (scope) => scope);
  const services = new Numbering<string, string>((service) => service, (service) => service);
  const packed = spans.toSorted(inOrder).map((span): PackedSpan => [
    span.spanId,
    span.parentSpanId,
    span.name,
    KINDS.indexOf(span.kind),
    span.startNanos,
    span.endNanos,
    STATUSES.indexOf(span.status),
    span.statusMessage,
    span.traceState,
    span.flags,
    services.number(span.service),
    resources.number(span.resource),
    scopes.number(span.scope),
    span.droppedLinks,
    packNumbers(span.attributes),
    span.events.map((event) => [event.name, event.timeNanos, packNumbers(event.attributes)]),
    span.links.map((link) => [link.traceId, link.spanId, packNumbers(link.attributes)]),
  ]);
  return { trace, resources: resources.values, scopes: scopes.values, services: services.values, spans: packed };
}

function unpack(packed: Packed): SpanRecord[] {
  const resources = packed.resources.map(unpackNumbers);
  return packed.spans.map((span) => ({
    traceId: packed.trace as TraceId,
    spanId: span[0] as SpanId,
    parentSpanId: span[1] as SpanId | null,
    name: span[2],
    kind: KINDS[span[3]] ?? 'internal',
    startNanos: span[4] as NanosText,
    endNanos: span[5] as NanosText,
    status: STATUSES[span[6]] ?? 'unset',
    statusMessage: span[7],
    traceState: span[8],
    flags: span[9],
    service: packed.services[span[10]] ?? '',
    resource: resources[span[11]] ?? {},
    scope: packed.scopes[span[12]] ?? '',
    droppedLinks: span[13],
    attributes: unpackNumbers(span[14]),
    events: span[15].map(([name, timeNanos, attributes]) => ({ name, timeNanos: timeNanos as NanosText, attributes: unpackNumbers(attributes) })),
    links: span[16].map(([traceId, spanId, attributes]) => ({
      traceId: traceId as TraceId,
      spanId: spanId as SpanId,
      attributes: unpackNumbers(attributes),
    })),
  }));
}

const inOrder = (a: SpanRecord, b: SpanRecord): number =>
  compare(a.spanId, b.spanId) ||
  KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
  compareDigits(a.startNanos, b.startNanos) ||
  compareDigits(a.endNanos, b.endNanos);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compareDigits = (a: string, b: string): number => a.length - b.length || compare(a, b);

/** Numbers values as they occur; equal ones get one number, the same object without being compared again. */
class Numbering<T, Packed> {
  readonly values: Packed[] = [];
  readonly #numbers = new Map<T, number>();
  readonly #byText = new Map<string, number>();
  readonly #pack: (value: T) => Packed;
  readonly #text: (packed: Packed) => string;

  constructor(pack: (value: T) => Packed, text: (packed: Packed) => string) {
    this.#pack = pack;
    this.#text = text;
  }

  number(value: T): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const packed = this.#pack(value);
    const text = this.#text(packed);
    let number = this.#byText.get(text);
    if (number === undefined) {
      number = this.values.push(packed) - 1;
      this.#byText.set(text, number);
    }
    this.#numbers.set(value, number);
    return number;
  }
}
