/** CloudEvents as JSON: one envelope, or a list of them. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
import type { Header } from '#lib/core/record.ts';
import { type CloudEvent, faultsOf } from '#lib/sources/http/cloud-events/cloud-event.ts';
import { elementTexts, memberText } from '#lib/sources/http/cloud-events/json-slices.ts';
import { isObject, type JsonObject } from '#lib/sources/http/json-fields.ts';
import { jsonText, parseJson } from '#lib/sources/http/json.ts';
import { type Fault, Malformed } from '#lib/sources/http/malformed.ts';

/** Throws `Malformed` with every fault. */
export function readStructured(body: Buffer, headers: readonly Header[]): CloudEvent {
  const envelope = parseJson(body);
  if (!isObject(envelope)) throw new Malformed('the body must be a JSON object: one CloudEvent');
  const { event, faults } = readEnvelope(envelope, jsonText(body), headers, '');
  if (event === null || faults.length > 0) throw new Malformed('this is no CloudEvent', faults);
  return event;
}

/** Throws `Malformed` with the faults of all its events: a batch is taken whole or not at all. */
export function readBatch(body: Buffer): readonly CloudEvent[] {
  const list = parseJson(body);
  if (!Array.isArray(list)) throw new Malformed('the body must be a JSON list of CloudEvents');
  const texts = elementTexts(jsonText(body));
  const faults: Fault[] = [];
  const events: CloudEvent[] = [];
  for (const [index, envelope] of list.entries()) {
    const read = readEnvelope(envelope, texts[index] ?? '', [], `[${index}]`);
    faults.push(...read.faults);
    if (read.event !== null) events.push(read.event);
    if (faults.length >= MAX_FAULTS) break;
  }
  if (faults.length > 0) throw new Malformed('some events are malformed, so none was taken', faults.slice(0, MAX_FAULTS));
  return events;
}

const MAX_FAULTS = 50;

interface Read {
  readonly event: CloudEvent | null;
  readonly faults: readonly Fault[];
}

function readEnvelope(envelope: unknown, text: string, headers: readonly Header[], path: string): Read {
  if (!isObject(envelope)) return { event: null, faults: [{ path, message: 'must be an object' }] };
  const faults: Fault[] = [];
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(envelope)) {
    if (NOT_ATTRIBUTES.has(name) || value === null) continue;
    if (typeof value === 'string') attributes.set(name, value);
    else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value))) attributes.set(name, String(value));
    else faults.push({ path: at(name.slice(0, 80)), message: 'must be text, an integer, true or false' });
  }
  const declared = envelope['datacontenttype'];
  const contentType = typeof declared === 'string' && declared !== '' ? declared : null;
  if (present(declared) && (contentType === null || !MEDIA_TYPE.test(contentType))) faults.push({ path: at('datacontenttype'), message: 'must be a media type such as application/json' });
  if (present(envelope['data']) && present(envelope['data_base64'])) faults.push({ path: at('data_base64'), message: 'must not stand beside data' });
  const base64 = envelope['data_base64'];
  if (present(base64) && !(typeof base64 === 'string' && isBase64(base64))) faults.push({ path: at('data_base64'), message: 'must be base64' });
  const data = faults.length > 0 ? null : dataOf(envelope, text, contentType);
  const event = { attributes, contentType: contentType ?? (present(envelope['data']) ? 'application/json' : null), data, headers };
  return { event, faults: [...faults, ...faultsOf(event, path)] };
}

const NOT_ATTRIBUTES: ReadonlySet<string> = new Set(['data', 'data_base64', 'datacontenttype']);
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+[\t ]*(;[\u0020-\u007e]*)?$/;

const present = (value: unknown): boolean => value !== undefined && value !== null;
const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

/** A JSON value as it was written, the text of a string whose content type is not JSON, or decoded bytes. */
function dataOf(envelope: JsonObject, text: string, contentType: string | null): Uint8Array | null {
  const { data, data_base64: base64 } = envelope;
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64');
  if (!present(data)) return null;
  if (typeof data === 'string' && contentType !== null && !/^[^;]*[/+]json\s*(;|$)/i.test(contentType)) return Buffer.from(data);
  return Buffer.from(memberText(text, 'data') ?? '');
}
