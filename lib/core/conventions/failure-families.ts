/**
 * The headers in which frameworks tell where a dead letter came from and what failed, a row each. Of each list the first that is there counts.
 * Sources: Kafka Connect `DeadLetterQueueReporter`; Spring Kafka 3.3 `KafkaHeaders`, `DeadLetterPublishingRecoverer`; Kafka Streams 4.2
 * `ExceptionHandlerUtils` (KIP-1034); MassTransit `MessageHeaders`; NServiceBus `Headers`, `FaultsHeaderKeys`; SmallRye `KafkaDeadLetterQueue`;
 * Watermill `middleware/poison.go`.
 */
import type { FailureHeaders } from '#lib/core/conventions/conventions.ts';

export interface FailureFamily extends FailureHeaders {
  readonly framework: string;
  readonly stacktrace: readonly string[];
  /** How the topic and the consumer group are found in what the headers say; as they are where it is left out. */
  readonly topicOf?: (text: string) => string;
  readonly groupOf?: (text: string) => string;
  /** Whether these headers alone make a dead letter of a message, where they name another topic than the one on which it stands. */
  readonly marksDeadLetters: boolean;
}

const NOTHING: FailureHeaders & { readonly stacktrace: readonly string[] } = {
  topic: [], partition: [], offset: [], group: [], type: [], message: [], failedAt: [], attempts: [], stacktrace: [],
};

export const FAILURE_FAMILIES: readonly FailureFamily[] = [
  spring('kafka_dlt-', true),
  spring('kafka_', false),
  {
    ...NOTHING,
    framework: 'Kafka Connect',
    topic: ['__connect.errors.topic'],
    partition: ['__connect.errors.partition'],
    offset: ['__connect.errors.offset'],
    group: ['__connect.errors.connector.name'],
    // Only sinks have dead letters, and they read with a group of that name unless it is overridden.
    groupOf: (connector) => `connect-${connector}`,
    type: ['__connect.errors.exception.class.name'],
    message: ['__connect.errors.exception.message'],
    stacktrace: ['__connect.errors.exception.stacktrace'],
    marksDeadLetters: true,
  },
  {
    ...NOTHING,
    framework: 'Kafka Streams',
    topic: ['__streams.errors.topic'],
    partition: ['__streams.errors.partition'],
    offset: ['__streams.errors.offset'],
    type: ['__streams.errors.exception'],
    message: ['__streams.errors.message'],
    stacktrace: ['__streams.errors.stacktrace'],
    marksDeadLetters: true,
  },
  {
    ...NOTHING,
    framework: 'MassTransit',
    topic: ['MT-Fault-InputAddress'],
    topicOf: lastPathSegment,
    group: ['MT-Fault-ConsumerType'],
    type: ['MT-Fault-ExceptionType'],
    message: ['MT-Fault-Message', 'MT-Reason'],
    failedAt: ['MT-Fault-Timestamp'],
    stacktrace: ['MT-Fault-StackTrace'],
    marksDeadLetters: true,
  },
  {
    ...NOTHING,
    framework: 'NServiceBus',
    topic: ['NServiceBus.FailedQ'],
    // MSMQ writes queue@machine.
    topicOf: (address) => address.split('@', 1)[0]!,
    group: ['NServiceBus.ProcessingEndpoint'],
    type: ['NServiceBus.ExceptionInfo.ExceptionType'],
    message: ['NServiceBus.ExceptionInfo.Message'],
    failedAt: ['NServiceBus.TimeOfFailure'],
    stacktrace: ['NServiceBus.ExceptionInfo.StackTrace'],
    marksDeadLetters: true,
  },
  {
    ...NOTHING,
    framework: 'SmallRye',
    topic: ['dead-letter-topic'],
    partition: ['dead-letter-partition'],
    offset: ['dead-letter-offset'],
    type: ['dead-letter-cause-class-name', 'dead-letter-exception-class-name'],
    message: ['dead-letter-reason', 'dead-letter-cause'],
    marksDeadLetters: true,
  },
  {
    ...NOTHING,
    framework: 'Watermill',
    topic: ['topic_poisoned'],
    group: ['handler_poisoned', 'subscriber_poisoned'],
    message: ['reason_poisoned'],
    marksDeadLetters: true,
  },
];

/** Ordinary words such as `error`: they speak only where the topic's name says that something failed. */
export const adHoc = (headers: FailureHeaders): FailureFamily => ({
  ...headers,
  framework: 'ad hoc',
  stacktrace: ['x-stacktrace', 'x-error-stack', 'x-exception-stacktrace', 'stacktrace', 'stack-trace', 'exception-stacktrace'],
  marksDeadLetters: false,
});

/** The exception of interest is the cause of Spring's own wrapper. A key that could not be deserialised fails under names of its own. */
function spring(prefix: string, marksDeadLetters: boolean): FailureFamily {
  return {
    ...NOTHING,
    framework: 'Spring Kafka',
    topic: [`${prefix}original-topic`],
    partition: [`${prefix}original-partition`],
    offset: [`${prefix}original-offset`],
    // A retryable listener writes the group under the first of its names, whatever it calls the rest.
    group: [`${prefix}original-consumer-group`, 'kafka_dlt-original-consumer-group'],
    type: [`${prefix}exception-cause-fqcn`, `${prefix}exception-fqcn`, `${prefix}key-exception-fqcn`],
    message: [`${prefix}exception-message`, `${prefix}key-exception-message`],
    stacktrace: [`${prefix}exception-stacktrace`, `${prefix}key-exception-stacktrace`],
    marksDeadLetters,
  };
}

/** `rabbitmq://host/vhost/orders?durable=true` is the queue `orders`. */
function lastPathSegment(address: string): string {
  const path = address.split('?', 1)[0]!;
  return path.slice(path.lastIndexOf('/') + 1);
}
