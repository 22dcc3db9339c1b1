/**
 * OTLP/JSON into span records: protobuf's JSON mapping with the specification's exceptions (ids in hex, enumerations as numbers).
 * Names of enumerations and 64-bit integers as bare numbers are taken too; unknown fields are ignored.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { brand } from '#lib/core/brand.ts';
import type { SpanEvent } from '#lib/core/record.ts';
import type { NanosText } from '#lib/core/time.ts';
import { isObject, countAt, type JsonObject, listAt, objectAt, textAt, unsigned64At } from '#lib/sources/http/json-fields.ts';
import { parseJson } from '#lib/sources/http/json.ts';
import { Malformed } from '#lib/sources/http/malformed.ts';
import { SpanRefused } from '#lib/sources/otlp/attribute-value.ts';
import { type DecodedTraces, TracesBuilder } from '#lib/sources/otlp/decoded-traces.ts';
import { attributesAt } from '#lib/sources/otlp/json-attributes.ts';
import { type LinkDraft, scopeText, serviceName, type SpanDraft } from '#lib/sources/otlp/span-draft.ts';

/** An `ExportTraceServiceRequest`. Throws `Malformed` where it is none. */
export function decodeTracesJson(body: Uint8Array): DecodedTraces {
  const request = parseJson(body);
  if (!isObject(request)) throw new Malformed('the body must be a JSON object with resourceSpans');
  const traces = new TracesBuilder();
  for (const group of objects(request['resourceSpans'], 'resourceSpans')) {
    traces.part();
    const resource = sharedAttributes(objectAt(group['resource'], 'resource')?.['attributes']);
    const service = serviceName(resource);
    for (const scopeSpans of objects(group['scopeSpans'], 'scopeSpans')) {
      traces.part();
      const scope = objectAt(scopeSpans['scope'], 'scope');
      const context = { service, resource, scope: scopeText(textAt(scope?.['name'], 'scope.name'), textAt(scope?.['version'], 'scope.version')) };
      for (const span of objects(scopeSpans['spans'], 'spans')) traces.span(context, () => readSpan(span));
    }
  }
  return traces.finish();
}

/** A resource that cannot be taken leaves none of its spans readable. */
function sharedAttributes(value: unknown) {
  try {
    return attributesAt(value, 'resource.attributes');
  } catch (error) {
    throw error instanceof SpanRefused ? new Malformed(`resource.attributes: ${error.message}`) : error;
  }
}

function readSpan(span: JsonObject): SpanDraft {
  const status = objectAt(span['status'], 'status');
  return {
    traceId: textAt(span['traceId'], 'traceId'),
    spanId: textAt(span['spanId'], 'spanId'),
    parentSpanId: textAt(span['parentSpanId'], 'parentSpanId'),
    traceState: textAt(span['traceState'], 'traceState'),
    flags: countAt(span['flags'], 'flags'),
    name: textAt(span['name'], 'name'),
    kind: enumeration(span['kind'], KIND_NAMES, 'kind'),
    startNanos: nanosAt(span['startTimeUnixNano'], 'startTimeUnixNano'),
    endNanos: nanosAt(span['endTimeUnixNano'], 'endTimeUnixNano'),
    attributes: attributesAt(span['attributes'], 'attributes'),
    events: objects(span['events'], 'events').map(readEvent),
    links: objects(span['links'], 'links').map(readLink),
    droppedLinks: countAt(span['droppedLinksCount'], 'droppedLinksCount'),
    statusMessage: textAt(status?.['message'], 'status.message'),
    statusCode: enumeration(status?.['code'], STATUS_NAMES, 'status.code'),
  };
}

const readEvent = (event: JsonObject): SpanEvent => ({
  name: textAt(event['name'], 'events.name'),
  timeNanos: nanosAt(event['timeUnixNano'], 'events.timeUnixNano'),
  attributes: attributesAt(event['attributes'], 'events.attributes'),
});

const readLink = (link: JsonObject): LinkDraft => ({
  traceId: textAt(link['traceId'], 'links.traceId'),
  spanId: textAt(link['spanId'], 'links.spanId'),
  attributes: attributesAt(link['attributes'], 'links.attributes'),
});

const nanosAt = (value: unknown, name: string): NanosText => brand<NanosText>(unsigned64At(value, name));

function objects(value: unknown, name: string): readonly JsonObject[] {
  return listAt(value, name).map((entry) => {
    if (!isObject(entry)) throw new Malformed(`${name} must be a list of objects`);
    return entry;
  });
}

/** An unknown number is kept, as protobuf does: a newer enumeration is no error. */
function enumeration(value: unknown, names: readonly string[], name: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  const index = typeof value === 'string' ? names.indexOf(value) : -1;
  if (index < 0) throw new Malformed(`${name} must be a number, or one of ${names.join(', ')}`);
  return index;
}

const KIND_NAMES = ['SPAN_KIND_UNSPECIFIED', 'SPAN_KIND_INTERNAL', 'SPAN_KIND_SERVER', 'SPAN_KIND_CLIENT', 'SPAN_KIND_PRODUCER', 'SPAN_KIND_CONSUMER'];
const STATUS_NAMES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];
