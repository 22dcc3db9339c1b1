import type { SpanRecord } from '#lib/core/record.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { joinText } from '#lib/core/conventions/join-text.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';
import { readMessageRef, readTopic } from '#lib/core/conventions/message-ref.ts';
import { messagingAttribute, textOf } from '#lib/core/conventions/messaging-attributes.ts';
import type { Key, SpanReading } from '#lib/core/conventions/reading.ts';
import { readOperation } from '#lib/core/conventions/span-operation.ts';
import { isPlainNumber, looksUnique } from '#lib/core/conventions/unique-looking.ts';

/** Reads the attributes of a span and its links. Never throws: whatever is malformed is absent. The trace id is the record's own, and no key here. */
export function readSpan(span: SpanRecord, conventions: Conventions = DEFAULT_CONVENTIONS): SpanReading {
  const topic = readTopic(span.attributes, span.kind);
  const type = firstValue(span, conventions.eventType.attributes);
  return {
    keys: [...correlationKeys(span, conventions), ...messageKeys(span, conventions), ...businessKeys(span, conventions)],
    operation: readOperation(span),
    topic,
    group: messagingAttribute(span.attributes, 'group'),
    type: type?.value ?? null,
    clientId: messagingAttribute(span.attributes, 'clientId'),
    messageKey: messagingAttribute(span.attributes, 'messageKey'),
    bodySize: readSize(messagingAttribute(span.attributes, 'bodySize')),
    message: readMessageRef(span.attributes, span.kind, topic),
    batchSize: readSize(messagingAttribute(span.attributes, 'batchSize')),
    linkMessages: span.links.map((link) => readMessageRef(link.attributes, span.kind, topic)),
  };
}

const readSize = (text: string | null): number | null => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null);

const ignore = (): void => {};

interface Found {
  readonly value: string;
  readonly from: string;
}

function valueOf(span: SpanRecord, from: string): Found | null {
  const text = textOf(span.attributes, from);
  const value = text === null ? null : keyValue(text, from, ignore);
  return value === null ? null : { value, from };
}

/** The first attribute that is there and can name something. */
function firstValue(span: SpanRecord, names: readonly string[]): Found | null {
  for (const from of names) {
    const found = valueOf(span, from);
    if (found !== null) return found;
  }
  return null;
}

/** As with messages: the first joins, others only find. */
function correlationKeys(span: SpanRecord, conventions: Conventions): readonly Key[] {
  const keys: Key[] = [];
  for (const from of conventions.correlation.attributes) {
    const found = valueOf(span, from);
    if (found === null || keys.some((key) => key.value === found.value)) continue;
    keys.push({ kind: 'correlation', ...found, join: keys.length === 0 ? joinText.correlation(found.value) : null });
  }
  return keys;
}

/** Only where the span handled one message: on a batch's span an id names one of many. */
function messageKeys(span: SpanRecord, conventions: Conventions): readonly Key[] {
  if ((readSize(messagingAttribute(span.attributes, 'batchSize')) ?? 1) > 1 || span.links.length > 1) return [];
  const cloudEvent = keyValue(messagingAttribute(span.attributes, 'cloudEventId'), 'cloudevents.event_id', ignore);
  if (cloudEvent !== null) {
    const key = { kind: 'message', value: cloudEvent, from: 'cloudevents.event_id' } as const;
    const source = keyValue(messagingAttribute(span.attributes, 'cloudEventSource'), 'cloudevents.event_source', ignore);
    const plain: Key = { ...key, join: looksUnique(cloudEvent) ? joinText.message(cloudEvent) : null };
    return source === null ? [plain] : [{ ...key, join: joinText.scopedMessage(source, cloudEvent) }, ...(plain.join === null ? [] : [plain])];
  }
  const found = firstValue(span, conventions.messageId.attributes);
  return found === null ? [] : [{ kind: 'message', ...found, join: isPlainNumber(found.value) ? null : joinText.message(found.value) }];
}

function businessKeys(span: SpanRecord, conventions: Conventions): readonly Key[] {
  const keys: Key[] = [];
  for (const { name, attributes, joins } of conventions.businessKeys) {
    const found = firstValue(span, attributes);
    if (found !== null) keys.push({ kind: 'business', name, ...found, join: joins ? joinText.business(name, found.value) : null });
  }
  return keys;
}
