/**
 * Zipkin v2 JSON into span records. https://zipkin.io/zipkin-api/#/default/post_spans
 * Status, scope and links to OpenTelemetry follow its specification's Zipkin exporter: the `error`, `otel.status_code` and `otel.scope.*` tags.
 */
import { brand } from '#lib/core/brand.ts';
import { parseSpanId, parseTraceId } from '#lib/core/ids.ts';
import type { Attributes, SpanEvent, SpanKind, SpanRecord } from '#lib/core/record.ts';
import type { NanosText } from '#lib/core/time.ts';
import { isObject, type JsonObject, listAt, objectAt, textAt, unsigned64At } from '#lib/sources/http/json-fields.ts';
import { parseJson } from '#lib/sources/http/json.ts';
import { type Fault, Malformed } from '#lib/sources/http/malformed.ts';
import { type MutableAttributes, setAttribute } from '#lib/sources/otlp/attribute-value.ts';
import { scopeText, serviceName } from '#lib/sources/otlp/span-draft.ts';

/** All of the list, or `Malformed` with the first faults: Zipkin's answer has no words for a part. */
export function decodeZipkin(body: Uint8Array): readonly SpanRecord[] {
  const list = parseJson(body);
  if (!Array.isArray(list)) throw new Malformed('the body must be a JSON list of spans');
  const faults: Fault[] = [];
  const spans: SpanRecord[] = [];
  for (const [index, entry] of list.entries()) {
    try {
      if (!isObject(entry)) throw new Malformed('must be an object');
      spans.push(readSpan(entry));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      faults.push({ path: `[${index}]`, message: error.message });
      if (faults.length === MAX_FAULTS) break;
    }
  }
  if (faults.length > 0) throw new Malformed('some spans are malformed, so none was taken', faults);
  return spans;
}

const MAX_FAULTS = 20;

function readSpan(span: JsonObject): SpanRecord {
  const traceId = parseTraceId(padded(span['traceId'], 'traceId', 32));
  if (traceId === null) throw new Malformed('traceId must be 1 to 32 hex digits, not all zero');
  const spanId = parseSpanId(padded(span['id'], 'id', 16));
  if (spanId === null) throw new Malformed('id must be 1 to 16 hex digits, not all zero');
  const parentText = textAt(span['parentId'], 'parentId');
  const parentSpanId = /^0*$/.test(parentText) ? null : parseSpanId(parentText.padStart(16, '0'));
  if (parentSpanId === null && !/^0*$/.test(parentText)) throw new Malformed('parentId must be 1 to 16 hex digits');
  const tags = readTags(span);
  const resource = readResource(span);
  const events = listAt(span['annotations'], 'annotations').map(readAnnotation);
  const start = microsAt(span['timestamp'], 'timestamp') ?? firstOf(events) ?? 0n;
  const duration = microsAt(span['duration'], 'duration') ?? 0n;
  return {
    traceId,
    spanId,
    parentSpanId,
    name: textAt(span['name'], 'name'),
    kind: kindAt(span['kind']),
    startNanos: nanos(start),
    endNanos: nanos(start + duration),
    ...statusOf(tags),
    traceState: '',
    flags: 1, // what was not sampled is not reported
    service: serviceName(resource),
    resource,
    scope: scopeText(tagText(tags, 'otel.scope.name'), tagText(tags, 'otel.scope.version')),
    attributes: tags,
    events,
    links: [],
    droppedLinks: 0,
  };
}

/** B3 ids may be written short. */
function padded(value: unknown, name: string, length: number): string {
  const text = textAt(value, name);
  return text === '' ? '' : text.padStart(length, '0');
}

function kindAt(value: unknown): SpanKind {
  const kind = textAt(value, 'kind');
  if (kind === '') return 'internal';
  const known = KINDS.get(kind.toUpperCase());
  if (known === undefined) throw new Malformed('kind must be CLIENT, SERVER, PRODUCER or CONSUMER');
  return known;
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ['CLIENT', 'client'],
  ['SERVER', 'server'],
  ['PRODUCER', 'producer'],
  ['CONSUMER', 'consumer'],
]);

/** Both halves of a shared span have one id and differ in kind; which half it is stays visible. */
function readTags(span: JsonObject): Attributes {
  const tags: MutableAttributes = {};
  for (const [name, value] of Object.entries(objectAt(span['tags'], 'tags') ?? {})) setAttribute(tags, name, textAt(value, `tags.${name}`));
  const remote = objectAt(span['remoteEndpoint'], 'remoteEndpoint');
  if (remote !== null) setEndpoint(tags, remote, 'remoteEndpoint', { service: 'peer.service', address: 'network.peer.address', port: 'network.peer.port' });
  if (span['shared'] === true) setAttribute(tags, 'zipkin.shared', true);
  return tags;
}

function tagText(tags: Attributes, name: string): string {
  const value = tags[name];
  return typeof value === 'string' ? value : '';
}

function readResource(span: JsonObject): Attributes {
  const resource: MutableAttributes = {};
  const local = objectAt(span['localEndpoint'], 'localEndpoint');
  if (local !== null) setEndpoint(resource, local, 'localEndpoint', { service: 'service.name', address: 'host.ip', port: 'host.port' });
  return resource;
}

function setEndpoint(into: MutableAttributes, endpoint: JsonObject, path: string, names: { service: string; address: string; port: string }): void {
  const service = textAt(endpoint['serviceName'], `${path}.serviceName`);
  const address = textAt(endpoint['ipv4'], `${path}.ipv4`) || textAt(endpoint['ipv6'], `${path}.ipv6`);
  if (service !== '') into[names.service] ??= service;
  if (address !== '') into[names.address] ??= address;
  if (typeof endpoint['port'] === 'number') into[names.port] ??= endpoint['port'];
}

function readAnnotation(value: unknown): SpanEvent {
  const annotation = objectAt(value, 'annotations');
  return { name: textAt(annotation?.['value'], 'annotations.value'), timeNanos: nanos(microsAt(annotation?.['timestamp'], 'annotations.timestamp') ?? 0n), attributes: {} };
}

function statusOf(tags: Attributes): Pick<SpanRecord, 'status' | 'statusMessage'> {
  const code = tags['otel.status_code'];
  const error = tags['error'];
  if (code === 'ERROR' || (error !== undefined && error !== 'false')) {
    const description = tags['otel.status_description'] ?? (error === 'true' ? '' : error);
    return { status: 'error', statusMessage: typeof description === 'string' ? description : '' };
  }
  return { status: code === 'OK' ? 'ok' : 'unset', statusMessage: '' };
}

/** Zipkin counts microseconds; 0 is "not known". */
function microsAt(value: unknown, name: string): bigint | null {
  const micros = BigInt(unsigned64At(value, name));
  if (micros > MAX_MICROS) throw new Malformed(`${name} must be microseconds`);
  return micros === 0n ? null : micros;
}

const MAX_MICROS = (2n ** 64n - 1n) / 2000n;

/** Half of a shared span may come without a timestamp; its annotations have some. */
function firstOf(events: readonly SpanEvent[]): bigint | null {
  const times = events.map(({ timeNanos }) => BigInt(timeNanos) / 1000n).filter((micros) => micros > 0n);
  return times.length === 0 ? null : times.reduce((first, time) => (time < first ? time : first));
}

const nanos = (micros: bigint): NanosText => brand<NanosText>(String(micros * 1000n));
