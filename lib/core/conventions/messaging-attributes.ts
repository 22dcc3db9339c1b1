/** OpenTelemetry's messaging attributes under their present and their former names: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
import type { Attributes, AttributeValue } from '#lib/core/record.ts';

/** The present name first. */
const NAMES = {
  system: ['messaging.system'],
  destination: ['messaging.destination.name', 'messaging.destination', 'messaging.source.name', 'messaging.source'],
  /** Conventions 1.17 to 1.20 called what a consumer reads from its source; its destination was where the producer had sent to. */
  consumed: ['messaging.source.name', 'messaging.source', 'messaging.destination.name', 'messaging.destination'],
  messageId: ['messaging.message.id', 'messaging.message_id'],
  partition: ['messaging.destination.partition.id', 'messaging.kafka.partition', 'messaging.kafka.destination.partition', 'messaging.kafka.source.partition'],
  consumedPartition: ['messaging.destination.partition.id', 'messaging.kafka.source.partition', 'messaging.kafka.partition', 'messaging.kafka.destination.partition'],
  offset: ['messaging.kafka.offset', 'messaging.kafka.message.offset'],
  group: ['messaging.consumer.group.name', 'messaging.kafka.consumer_group', 'messaging.kafka.consumer.group'],
  messageKey: ['messaging.kafka.message.key', 'messaging.kafka.message_key'],
  clientId: ['messaging.client.id', 'messaging.client_id', 'messaging.kafka.client_id'],
  bodySize: ['messaging.message.body.size', 'messaging.message_payload_size_bytes'],
  batchSize: ['messaging.batch.message_count'],
  cloudEventId: ['cloudevents.event_id'],
  cloudEventSource: ['cloudevents.event_source'],
} as const;

type MessagingAttribute = keyof typeof NAMES;

/** In which `messaging.operation` says what a span does; a name may say it where the type is not one of the known words. */
export const OPERATION_NAMES = ['messaging.operation.type', 'messaging.operation.name', 'messaging.operation'] as const;

/** The attribute as text, whatever its type on the wire (a partition is a string here and an integer there); null where it is not there. */
export function messagingAttribute(attributes: Attributes, which: MessagingAttribute): string | null {
  return attributeText(attributes, NAMES[which]);
}

/** The first of these attributes that is a scalar and not empty, as trimmed text. */
export function attributeText(attributes: Attributes, names: readonly string[]): string | null {
  for (const name of names) {
    const text = textOf(attributes, name);
    if (text !== null) return text;
  }
  return null;
}

/** One attribute, where it is a scalar and not empty, as trimmed text. Asked dozens of times of each span, nearly always in vain. */
export function textOf(attributes: Attributes, name: string): string | null {
  if (!Object.hasOwn(attributes, name)) return null;
  return scalar(attributes[name])?.trim() || null;
}

function scalar(value: AttributeValue | undefined): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (value !== null && typeof value === 'object' && !Array.isArray(value) && 'int' in value && typeof value.int === 'string') return value.int;
  return null;
}
