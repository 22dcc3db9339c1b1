/** CloudEvents 1.0, Kafka and HTTP bindings: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md */
import type { HeaderView } from '#lib/core/conventions/header-view.ts';
import type { Payload } from '#lib/core/conventions/payload.ts';
import { scalarAt } from '#lib/core/conventions/payload.ts';

export interface CloudEvent {
  readonly mode: 'binary' | 'structured';
  /** A context attribute or extension, with where it was read; null where it is not there. */
  attribute(name: string): { readonly value: string; readonly from: string } | null;
  /** Where the data stands in the value: `/data` in structured mode. */
  readonly dataPointer: string;
  readonly data: Payload;
}

/** Null where the message is no CloudEvent. Header names begin with `ce_` on Kafka and with `ce-` on HTTP. */
export function readCloudEvent(headers: HeaderView, contentType: string | null, payload: Payload): CloudEvent | null {
  if (contentType?.toLowerCase().startsWith('application/cloudevents') && isObject(payload.json)) return structured(payload, payload.json);
  for (const prefix of ['ce_', 'ce-']) {
    if (headers.has(`${prefix}specversion`)) return binary(headers, prefix, payload);
  }
  return null;
}

function binary(headers: HeaderView, prefix: string, payload: Payload): CloudEvent {
  return {
    mode: 'binary',
    attribute: (name) => {
      const value = headers.last(prefix + name);
      return value === null ? null : { value, from: prefix + name };
    },
    dataPointer: '',
    data: payload,
  };
}

/** Events in `data_base64` keep their attributes; their data is not looked into. */
function structured(envelope: Payload, fields: object): CloudEvent {
  return {
    mode: 'structured',
    attribute: (name) => {
      const value = scalarAt(envelope, `/${name}`);
      return value === null ? null : { value, from: `/${name}` };
    },
    dataPointer: '/data',
    data: { json: 'data' in fields ? fields.data : undefined },
  };
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
