import type { TopicMessage } from '#lib/contracts/topics.ts';
import { brand } from '#lib/core/brand.ts';
import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { jsonBehindSchemaId, readableText } from '#lib/core/readable-text.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import type { Searchable } from '#lib/core/topics/search.ts';
import { viewHeader } from '#lib/services/events/header-value.ts';
import type { TopicPlace } from '#lib/services/topics/place.ts';
import type { ScannedMessage } from '#lib/services/topics/scan.ts';
import { decodeHeaders } from '#lib/store/headers.ts';
import type { MessageBody } from '#lib/store/topic-messages.ts';

const PREVIEW_CHARACTERS = 400;
const PREVIEW_BYTES = PREVIEW_CHARACTERS * 3;
const KEY_BYTES = 300;
const TIMESTAMP_TYPES = ['none', 'create', 'append'] as const;

/** Values are read at least so far. */
export const BEGINNING_BYTES = PREVIEW_BYTES;

export type ScannedBody = ScannedMessage & { readonly body: MessageBody };

export interface ReadMessage {
  readonly message: ScannedBody;
  readonly reading: EventReading;
  readonly found: readonly string[];
}

export const readMessage = (message: ScannedBody, found: readonly string[]): ReadMessage => ({ message, found, reading: decodeReading(message.body.meta) });

/** The texts that a search looks at. Bytes that are no text are searched by what of them is. */
export function searchable(body: MessageBody): Searchable {
  return {
    key: () => (body.key === null ? null : textOf(body.key)),
    headers: () => decodeHeaders(body.headers).map((header) => viewHeader(header)),
    payload: () => (body.value === null ? null : textOf(body.value)),
  };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

export function viewMessage({ message, reading, found }: ReadMessage, { source, name, incarnation }: TopicPlace, flow: TopicMessage['flow']): TopicMessage {
  const { body } = message;
  return {
    coordinates: { source, topic: name, incarnation, partition: message.partition, offset: message.offset.toString() },
    at: rfc3339(message.at),
    timestamp: message.timestamp === null ? null : rfc3339(brand<Micros>(message.timestamp)),
    timestampType: TIMESTAMP_TYPES[body.timestampType] ?? 'none',
    observedAt: rfc3339(message.observedAt),
    key: body.key === null ? null : viewKey(body.key),
    type: reading.type,
    role: reading.role,
    attempt: reading.attempt,
    size: body.value === null ? null : (body.valueSize ?? body.value.length),
    headers: decodeHeaders(body.headers).length,
    preview: previewOf(message, reading),
    flow,
    found: [...found],
  };
}

function viewKey(key: Uint8Array): TopicMessage['key'] {
  const [shown, truncated] = [key.subarray(0, KEY_BYTES), key.length > KEY_BYTES];
  const text = readableText(shown, truncated);
  return text === null ? { text: hex(shown), encoding: 'hex', truncated } : { text, encoding: 'utf8', truncated };
}

/** Of a masked value what is kept is the masked one. */
function previewOf({ body, kept }: ScannedBody, { masking }: EventReading): TopicMessage['preview'] {
  const { value } = body;
  const masked = (masking?.payload ?? null) !== null;
  if (value === null) return { encoding: 'tombstone', text: '', truncated: false, masked };
  if (masking?.payload && masking.payload.state !== 'masked') return { encoding: 'none', text: '', truncated: true, masked };
  const shown = value.subarray(0, PREVIEW_BYTES);
  const cut = shown.length < Math.max(kept, masked ? 0 : (body.valueSize ?? 0));
  const text = readableText(shown, cut) ?? jsonBehindSchemaId(shown, cut)?.text ?? null;
  if (text === null) return { encoding: 'hex', text: hex(shown.subarray(0, PREVIEW_CHARACTERS / 2)), truncated: cut || shown.length > PREVIEW_CHARACTERS / 2, masked };
  return { encoding: 'text', text: text.slice(0, PREVIEW_CHARACTERS).toWellFormed(), truncated: cut || text.length > PREVIEW_CHARACTERS, masked };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
