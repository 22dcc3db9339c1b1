/** CloudEvents 1.0, Kafka and HTTP bindings: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md */
import { bytesFromBase64 } from '#lib/core/conventions/bytes.ts';
import type { HeaderView } from '#lib/core/conventions/header-view.ts';
import type { Note } from '#lib/core/conventions/notes.ts';
import type { Payload } from '#lib/core/conventions/payload.ts';
import { readPayload, scalarAt } from '#lib/core/conventions/payload.ts';

export interface CloudEvent {
  readonly mode: 'binary' | 'structured';
  /** A context attribute or extension, with where it was read; null where it is not there. */
  attribute(name: string): { readonly value: string; readonly from: string } | null;
  /** Where the data stands in the value: `/data` in structured mode. */
  readonly dataPointer: string;
  readonly data: Payload;
}

/**
 * Null where the message is no CloudEvent. Header names begin with `ce_` on Kafka and with `ce-` on HTTP; `specversion` is required,
 * but id and source together are as good a sign for readers who only want to know what a message says.
 */
export function readCloudEvent(headers: HeaderView, contentType: string | null, payload: Payload, note: Note): CloudEvent | null {
  if (contentType?.toLowerCase().startsWith('application/cloudevents') && isObject(payload.json)) return structured(payload, payload.json, note);
  const prefix = PREFIXES.find(({ specversion, id, source }) => headers.has(specversion) || (headers.has(id) && headers.has(source)))?.prefix;
  return prefix === undefined ? null : binary(headers, prefix, payload);
}

const PREFIXES = ['ce_', 'ce-'].map((prefix) => ({ prefix, specversion: `${prefix}specversion`, id: `${prefix}id`, source: `${prefix}source` }));

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

function structured(envelope: Payload, fields: object, note: Note): CloudEvent {
  return {
    mode: 'structured',
    attribute: (name) => {
      const value = scalarAt(envelope, `/${name}`);
      return value === null ? null : { value, from: `/${name}` };
    },
    dataPointer: 'data_base64' in fields && !('data' in fields) ? '/data_base64' : '/data',
    data: readData(fields, note),
  };
}

/** `data` is JSON as it stands; `data_base64` is bytes of the type that `datacontenttype` names. */
function readData(fields: object, note: Note): Payload {
  if ('data' in fields) return { json: fields.data };
  if (!('data_base64' in fields)) return { json: undefined };
  const bytes = typeof fields.data_base64 === 'string' ? bytesFromBase64(fields.data_base64) : null;
  if (bytes === null) note('data_base64 is not base64');
  const type = 'datacontenttype' in fields && typeof fields.datacontenttype === 'string' ? fields.datacontenttype : null;
  return readPayload(bytes, type, note);
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
