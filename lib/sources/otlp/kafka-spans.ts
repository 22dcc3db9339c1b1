import { Malformed } from '#lib/sources/http/malformed.ts';
import type { DecodedTraces } from '#lib/sources/otlp/decoded-traces.ts';
import { decodeTracesJson } from '#lib/sources/otlp/json.ts';
import { decodeTracesProtobuf } from '#lib/sources/otlp/protobuf.ts';

/**
 * The value of one message of the topic `otlp_spans`: an `ExportTraceServiceRequest` in protobuf or JSON,
 * as the OpenTelemetry Collector's Kafka exporter writes them (`otlp_proto`, `otlp_json`). It sets no header that says which, so the bytes tell.
 * Throws `Malformed` with a sentence where it is neither: quarantine it.
 */
export function decodeKafkaSpans(value: Uint8Array): DecodedTraces {
  // As a protobuf tag `{` would be a group of field 15, which no request has; so it is JSON.
  if (value[0] === OPEN_OBJECT) return decodeTracesJson(value);
  try {
    return decodeTracesProtobuf(value);
  } catch (error) {
    // A line feed before the `{` looks like field 1, so protobuf had the first try.
    if (error instanceof Malformed && startsWithObject(value)) return decodeTracesJson(value);
    throw error;
  }
}

const OPEN_OBJECT = 0x7b;
const WHITE_SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

const startsWithObject = (value: Uint8Array): boolean => value.find((byte) => !WHITE_SPACE.has(byte)) === OPEN_OBJECT;
