/** What OTLP answers, in both encodings. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { DecodedTraces } from '#lib/sources/otlp/decoded-traces.ts';

export type Encoding = 'json' | 'protobuf';

/** `ExportTraceServiceResponse`; where all spans were taken it is empty, as the specification asks. */
export function exportResponse(encoding: Encoding, { rejected, reasons }: DecodedTraces): Uint8Array {
  if (rejected === 0) return encoding === 'json' ? Buffer.from('{}') : new Uint8Array(0);
  const errorMessage = `${rejected} spans were not taken: ${reasons.join('; ')}`;
  if (encoding === 'json') return Buffer.from(JSON.stringify({ partialSuccess: { rejectedSpans: String(rejected), errorMessage } }));
  const writer = new BinaryWriter();
  writer.tag(1, LENGTH).fork().tag(1, VARINT).int64(rejected).tag(2, LENGTH).string(errorMessage).join(); // 1 partial_success { 1 rejected_spans, 2 error_message }
  return writer.finish();
}

/** `google.rpc.Status`, with `google.rpc.RetryInfo` where it is worth trying again. */
export function statusBody(encoding: Encoding, code: number, message: string, retryAfterMs: number | null): Uint8Array {
  if (encoding === 'json') {
    const details = retryAfterMs === null ? undefined : [{ '@type': RETRY_INFO, retryDelay: `${retryAfterMs / 1000}s` }];
    return Buffer.from(JSON.stringify({ code, message, details }));
  }
  const writer = new BinaryWriter();
  writer.tag(1, VARINT).int32(code).tag(2, LENGTH).string(message); // 1 code, 2 message
  if (retryAfterMs !== null) writer.tag(3, LENGTH).fork().tag(1, LENGTH).string(RETRY_INFO).tag(2, LENGTH).bytes(retryInfo(retryAfterMs)).join(); // 3 details: Any { 1 type_url, 2 value }
  return writer.finish();
}

/** RetryInfo { 1 retry_delay: Duration { 1 seconds, 2 nanos } } */
function retryInfo(retryAfterMs: number): Uint8Array {
  const writer = new BinaryWriter();
  const seconds = Math.floor(retryAfterMs / 1000);
  const nanos = Math.round((retryAfterMs - seconds * 1000) * 1e6);
  writer.tag(1, LENGTH).fork().tag(1, VARINT).int64(seconds).tag(2, VARINT).int32(nanos).join();
  return writer.finish();
}

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';
const { Varint: VARINT, LengthDelimited: LENGTH } = WireType;
