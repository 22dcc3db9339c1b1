import type { SpanRecord } from '#lib/core/record.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { joinText } from '#lib/core/conventions/join-text.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';
import { readMessageRef, readTopic } from '#lib/core/conventions/message-ref.ts';
import { attributeText, messagingAttribute } from '#lib/core/conventions/messaging-attributes.ts';
import type { Key, SpanReading } from '#lib/core/conventions/reading.ts';
import { readOperation } from '#lib/core/conventions/span-operation.ts';
import { isPlainNumber, looksUnique } from '#lib/core/conventions/unique-looking.ts';

/** Reads the attributes of a span and its links. Never throws: whatever is malformed is absent. The trace id is the record's own, and no key here. */
export function readSpan(span: SpanRecord, conventions: Conventions = DEFAULT_CONVENTIONS): SpanReading {
  const topic = readTopic(span.attributes, span.kind);
  const [type] = values(span, conventions.eventType.attributes);
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

/** Each attribute that is there and can name something. */
function* values(span: SpanRecord, names: readonly string[]): Generator<{ readonly value: string; readonly from: string }> {
  for (const from of names) {
    const value = keyValue(attributeText(span.attributes, [from]), from, ignore);
    if (value !== null) yield { value, from };
  }
}

/** As with messages: the first joins, others only find. */
function correlationKeys(span: SpanRecord, conventions: Conventions): readonly Key[] {
  const keys: Key[] = [];
  for (const found of values(span, conventions.correlation.attributes)) {
    if (keys.some((key) => key.value === found.value)) continue;
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
  for (const found of values(span, conventions.messageId.attributes)) {
    return [{ kind: 'message', ...found, join: isPlainNumber(found.value) ? null : joinText.message(found.value) }];
  }
  return [];
}

function businessKeys(span: SpanRecord, conventions: Conventions): readonly Key[] {
  return conventions.businessKeys.flatMap((rule): Key[] => {
    for (const found of values(span, rule.attributes)) {
      return [{ kind: 'business', name: rule.name, ...found, join: rule.joins ? joinText.business(rule.name, found.value) : null }];
    }
    return [];
  });
}
