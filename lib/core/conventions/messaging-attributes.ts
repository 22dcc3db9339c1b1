/** OpenTelemetry's messaging attributes under their present and their former names: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
import type { Attributes, AttributeValue } from '#lib/core/record.ts';

/** The present name first. */
const NAMES = {
  system: ['messaging.system'],
  destination: ['messaging.destination.name', 'messaging.destination', 'messaging.source.name', 'messaging.source'],
  messageId: ['messaging.message.id', 'messaging.message_id'],
  operation: ['messaging.operation.type', 'messaging.operation.name', 'messaging.operation'],
  partition: ['messaging.destination.partition.id', 'messaging.kafka.partition', 'messaging.kafka.destination.partition', 'messaging.kafka.source.partition'],
  offset: ['messaging.kafka.offset', 'messaging.kafka.message.offset'],
  group: ['messaging.consumer.group.name', 'messaging.kafka.consumer_group', 'messaging.kafka.consumer.group'],
  batchSize: ['messaging.batch.message_count'],
  cloudEventId: ['cloudevents.event_id'],
  cloudEventSource: ['cloudevents.event_source'],
} as const;

export type MessagingAttribute = keyof typeof NAMES;

/** The attribute as text, whatever its type on the wire (a partition is a string here and an integer there); null where it is not there. */
export function messagingAttribute(attributes: Attributes, which: MessagingAttribute): string | null {
  return attributeText(attributes, NAMES[which]);
}

/** The first of these attributes that is a scalar and not empty, as trimmed text. */
export function attributeText(attributes: Attributes, names: readonly string[]): string | null {
  for (const name of names) {
    const text = scalar(Object.hasOwn(attributes, name) ? attributes[name] : undefined)?.trim();
    if (text) return text;
  }
  return null;
}

function scalar(value: AttributeValue | undefined): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (value !== null && typeof value === 'object' && !Array.isArray(value) && 'int' in value && typeof value.int === 'string') return value.int;
  return null;
}
