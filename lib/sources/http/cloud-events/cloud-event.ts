/** A CloudEvent, checked, and as the record that Kafka's binary mode would have made of it. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
import type { Header } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';
import type { Fault } from '#lib/sources/http/malformed.ts';
import { EVENT_SOURCE } from '#lib/sources/http/intake.ts';
import type { PushedEvent } from '#lib/sources/source.ts';

export interface CloudEvent {
  /** Context attributes and extensions as text, without `datacontenttype`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly contentType: string | null;
  readonly data: Uint8Array | null;
  /** Headers of the request that say something about the event: the sender's trace context. */
  readonly headers: readonly Header[];
}

/** Everything that is wrong with it; `path` is put before each attribute's name. */
export function faultsOf(event: CloudEvent, path = ''): readonly Fault[] {
  const faults: Fault[] = [];
  const fault = (name: string, message: string) => faults.push({ path: path === '' ? name : `${path}.${name}`, message });
  for (const name of REQUIRED) {
    if ((event.attributes.get(name) ?? '') === '') fault(name, 'is required and must not be empty');
  }
  const version = event.attributes.get('specversion');
  if (version !== undefined && version !== '' && version !== '1.0') fault('specversion', 'must be 1.0');
  if (/\s/.test(event.attributes.get('source') ?? '')) fault('source', 'must be a URI reference: it has white space');
  const time = event.attributes.get('time');
  if (time !== undefined && !(RFC3339.test(time) && !Number.isNaN(Date.parse(time)))) fault('time', 'must be an RFC 3339 time such as 2026-01-31T10:00:00Z');
  for (const [name, value] of event.attributes) {
    if (!/^[a-z0-9]{1,64}$/.test(name)) fault(name.slice(0, 80), 'is no name of an attribute: those are 1 to 64 lower-case letters and digits');
    if (hasForbiddenCharacter(value)) fault(name, 'holds a control character or half a surrogate pair');
    const limit = MAX_BYTES.get(name) ?? MAX_ATTRIBUTE_BYTES;
    if (Buffer.byteLength(value) > limit) fault(name, `is longer than ${limit} bytes`);
  }
  return faults;
}

const REQUIRED = ['id', 'source', 'specversion', 'type'] as const;
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** `source` with `id` names the event, `type` its topic: they stand in index keys, which have a bound. */
const MAX_BYTES: ReadonlyMap<string, number> = new Map([
  ['id', 1_024],
  ['source', 1_024],
  ['type', 512],
]);
const MAX_ATTRIBUTE_BYTES = 8_192;

function hasForbiddenCharacter(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return /[\u0000-\u001f\u007f-\u009f]/.test(text) || !text.isWellFormed();
}

/** Call it only for an event without faults. `receivedAt` is the time at which Throughline, as the broker, appends it. */
export function pushedEvent(event: CloudEvent, receivedAt: Micros): PushedEvent {
  const text = (name: string): string => event.attributes.get(name) ?? '';
  const headers: Header[] = [];
  if (event.contentType !== null) headers.push({ name: 'content-type', value: Buffer.from(event.contentType) });
  for (const [name, value] of event.attributes) headers.push({ name: `ce_${name}`, value: Buffer.from(value) });
  headers.push(...event.headers);
  const key = event.attributes.get('partitionkey'); // what Kafka's binding maps to the message's key
  return {
    identity: `${text('source')} ${text('id')}`,
    event: {
      at: { source: EVENT_SOURCE, topic: text('type'), incarnation: 0, partition: 0, offset: 0n },
      timestamp: receivedAt,
      timestampType: 'append',
      key: key === undefined ? null : Buffer.from(key),
      headers,
      value: event.data,
    },
  };
}
