/**
 * OTLP's protobuf encoding straight into span records: no message objects between, unknown fields are skipped.
 * Field numbers: opentelemetry-proto 1.x, `collector/trace/v1`, `trace/v1`, `common/v1`, `resource/v1`.
 * A `case` is a whole tag (field number << 3 | wire type), so that a known field of a wrong wire type is skipped like an unknown one.
 */
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { brand } from '#lib/core/brand.ts';
import type { Attributes } from '#lib/core/record.ts';
import type { NanosText } from '#lib/core/time.ts';
import { Malformed } from '#lib/sources/http/malformed.ts';
import { SpanRefused, type MutableAttributes } from '#lib/sources/otlp/attribute-value.ts';
import { type DecodedTraces, TracesBuilder } from '#lib/sources/otlp/decoded-traces.ts';
import { readKeyValue } from '#lib/sources/otlp/protobuf-attributes.ts';
import { enter, hex, leave, skip } from '#lib/sources/otlp/protobuf-reader.ts';
import { emptyDraft, scopeText, serviceName, type LinkDraft, type SpanContext, type SpanDraft } from '#lib/sources/otlp/span-draft.ts';

/** An `ExportTraceServiceRequest`. Throws `Malformed` where it is none. */
export function decodeTracesProtobuf(body: Uint8Array): DecodedTraces {
  const reader = new BinaryReader(body);
  const traces = new TracesBuilder();
  try {
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag === 0x0a) readResourceSpans(reader, traces); // 1 resource_spans
      else skip(reader, tag);
    }
  } catch (error) {
    if (error instanceof Malformed) throw error;
    // The reader throws plain errors, and RangeErrors of DataView, for bytes that end early or are no tag.
    throw new Malformed(`the body is not a valid protobuf ExportTraceServiceRequest: ${error instanceof Error ? error.message : 'it cannot be read'} at byte ${reader.pos} of ${body.length}`);
  }
  return traces.finish();
}

/** Read twice: the resource may stand behind the spans that belong to it. */
function readResourceSpans(reader: BinaryReader, traces: TracesBuilder): void {
  traces.part();
  const end = enter(reader);
  const start = reader.pos;
  const resource: MutableAttributes = {};
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) readResource(reader, resource); // 1 resource
    else skip(reader, tag);
  }
  leave(reader, end);
  const service = serviceName(resource);
  reader.pos = start;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x12) readScopeSpans(reader, traces, service, resource); // 2 scope_spans
    else skip(reader, tag);
  }
}

function readResource(reader: BinaryReader, into: MutableAttributes): void {
  const end = enter(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) readKeyValue(reader, into); // 1 attributes
    else skip(reader, tag);
  }
  leave(reader, end);
}

function readScopeSpans(reader: BinaryReader, traces: TracesBuilder, service: string, resource: Attributes): void {
  traces.part();
  const end = enter(reader);
  const start = reader.pos;
  let scope = '';
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) scope = readScope(reader); // 1 scope
    else skip(reader, tag);
  }
  leave(reader, end);
  const context: SpanContext = { service, resource, scope };
  reader.pos = start;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x12) traces.span(context, () => readSpan(reader)); // 2 spans
    else skip(reader, tag);
  }
}

function readScope(reader: BinaryReader): string {
  const end = enter(reader);
  let name = '';
  let version = '';
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) name = reader.string(); // 1 name
    else if (tag === 0x12) version = reader.string(); // 2 version
    else skip(reader, tag);
  }
  leave(reader, end);
  return scopeText(name, version);
}

/** Where the span is refused, the reader stands behind it, ready for the next one. */
function readSpan(reader: BinaryReader): SpanDraft {
  const end = enter(reader);
  const draft = emptyDraft();
  try {
    while (reader.pos < end) readSpanField(reader, draft);
  } catch (error) {
    if (error instanceof SpanRefused) reader.pos = end;
    throw error;
  }
  leave(reader, end);
  return draft;
}

function readSpanField(reader: BinaryReader, draft: SpanDraft): void {
  const tag = reader.uint32();
  switch (tag) {
    case 0x0a: // 1 trace_id
      draft.traceId = hex(reader);
      break;
    case 0x12: // 2 span_id
      draft.spanId = hex(reader);
      break;
    case 0x1a: // 3 trace_state
      draft.traceState = reader.string();
      break;
    case 0x22: // 4 parent_span_id
      draft.parentSpanId = hex(reader);
      break;
    case 0x2a: // 5 name
      draft.name = reader.string();
      break;
    case 0x30: // 6 kind
      draft.kind = reader.int32();
      break;
    case 0x39: // 7 start_time_unix_nano
      draft.startNanos = nanos(reader);
      break;
    case 0x41: // 8 end_time_unix_nano
      draft.endNanos = nanos(reader);
      break;
    case 0x4a: // 9 attributes
      readKeyValue(reader, draft.attributes);
      break;
    case 0x5a: // 11 events
      readEvent(reader, draft);
      break;
    case 0x6a: // 13 links
      readLink(reader, draft);
      break;
    case 0x70: // 14 dropped_links_count
      draft.droppedLinks = reader.uint32();
      break;
    case 0x7a: // 15 status
      readStatus(reader, draft);
      break;
    case 0x85: // 16 flags
      draft.flags = reader.fixed32();
      break;
    default:
      skip(reader, tag);
  }
}

function readEvent(reader: BinaryReader, draft: SpanDraft): void {
  const end = enter(reader);
  const attributes: MutableAttributes = {};
  let timeNanos = brand<NanosText>('0');
  let name = '';
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x09) timeNanos = nanos(reader); // 1 time_unix_nano
    else if (tag === 0x12) name = reader.string(); // 2 name
    else if (tag === 0x1a) readKeyValue(reader, attributes); // 3 attributes
    else skip(reader, tag);
  }
  leave(reader, end);
  draft.events.push({ name, timeNanos, attributes });
}

function readLink(reader: BinaryReader, draft: SpanDraft): void {
  const end = enter(reader);
  const link: LinkDraft = { traceId: '', spanId: '', attributes: {} };
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) link.traceId = hex(reader); // 1 trace_id
    else if (tag === 0x12) link.spanId = hex(reader); // 2 span_id
    else if (tag === 0x22) readKeyValue(reader, link.attributes); // 4 attributes
    else skip(reader, tag);
  }
  leave(reader, end);
  draft.links.push(link);
}

function readStatus(reader: BinaryReader, draft: SpanDraft): void {
  const end = enter(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x12) draft.statusMessage = reader.string(); // 2 message
    else if (tag === 0x18) draft.statusCode = reader.int32(); // 3 code
    else skip(reader, tag);
  }
  leave(reader, end);
}

const nanos = (reader: BinaryReader): NanosText => brand<NanosText>(reader.fixed64().toString());
