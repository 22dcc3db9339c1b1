import type { SpanRecord } from '#lib/core/record.ts';
import { attributeText, messagingAttribute, OPERATION_NAMES, textOf } from '#lib/core/conventions/messaging-attributes.ts';
import type { SpanReading } from '#lib/core/conventions/reading.ts';

type Operation = NonNullable<SpanReading['operation']>;

/** Types, names and former values of `messaging.operation`, and what Kafka's own clients call them. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  create: 'create',
  send: 'send',
  publish: 'send',
  produce: 'send',
  receive: 'receive',
  poll: 'receive',
  consume: 'receive',
  process: 'process',
  deliver: 'process',
  settle: 'settle',
  ack: 'settle',
  commit: 'settle',
};

/** Spring's own observations say `receive` of the span in which a listener handles its message; these name that listener (KafkaListenerObservation, RabbitListenerObservation). */
const LISTENER_NAMES = ['spring.kafka.listener.id', 'spring.rabbit.listener.id'];

/** What a messaging span does with messages; null where it is no messaging span. Where it does not say, its kind does. */
export function readOperation(span: SpanRecord): SpanReading['operation'] {
  if (attributeText(span.attributes, LISTENER_NAMES) !== null) return 'process';
  for (const name of OPERATION_NAMES) {
    const said = textOf(span.attributes, name)?.toLowerCase();
    if (said !== undefined && Object.hasOwn(OPERATIONS, said)) return OPERATIONS[said]!;
  }
  const isMessaging = messagingAttribute(span.attributes, 'system') !== null || messagingAttribute(span.attributes, 'destination') !== null;
  if (!isMessaging) return null;
  if (span.kind === 'producer') return 'send';
  return span.kind === 'consumer' ? 'process' : null;
}
