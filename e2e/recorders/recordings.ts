/** Every recording that there is: which program is run, and with which settings. Each is made twice, with correlation ids (`…-correlated`) and without (`…-traced`). */

export type Language = 'java' | 'spring' | 'micrometer' | 'kafkajs' | 'python' | 'go';

export interface Recording {
  readonly name: string;
  readonly about: string;
  readonly language: Language;
  /** Settings of the program and of its instrumentation. */
  readonly variables: Readonly<Record<string, string>>;
  /** The topics that the scenario needs besides its three and `payments.shipping.dlq`. */
  readonly moreTopics?: readonly string[];
}

const RECEIVE = { OTEL_INSTRUMENTATION_MESSAGING_EXPERIMENTAL_RECEIVE_TELEMETRY_ENABLED: 'true' };
const NEW_CONVENTIONS = { OTEL_SEMCONV_STABILITY_OPT_IN: 'messaging' };
const RETRY_TOPICS = ['payments-retry', 'payments-dlt'];

export const RECORDINGS: readonly Recording[] = [
  { name: 'java-poll', about: 'Java agent, plain kafka-clients, sends in the loop', language: 'java', variables: { SEND: 'loop' } },
  { name: 'java-poll-receive', about: 'Java agent, plain kafka-clients, sends in the loop, receive telemetry', language: 'java', variables: { SEND: 'loop', ...RECEIVE } },
  { name: 'java-poll-stable', about: 'Java agent, plain kafka-clients, sends in the loop, receive telemetry, the new messaging conventions', language: 'java', variables: { SEND: 'loop', ...RECEIVE, ...NEW_CONVENTIONS } },
  { name: 'java-after', about: 'Java agent, plain kafka-clients, sends after the loop', language: 'java', variables: { SEND: 'after' } },
  { name: 'java-after-receive', about: 'Java agent, plain kafka-clients, sends after the loop, receive telemetry', language: 'java', variables: { SEND: 'after', ...RECEIVE } },
  { name: 'spring-single', about: 'Java agent, Spring Kafka, single listeners, DeadLetterPublishingRecoverer', language: 'spring', variables: { LISTENER: 'single' } },
  { name: 'spring-single-receive', about: 'Java agent, Spring Kafka, single listeners, DeadLetterPublishingRecoverer, receive telemetry', language: 'spring', variables: { LISTENER: 'single', ...RECEIVE } },
  { name: 'spring-batch', about: 'Java agent, Spring Kafka, batch listeners', language: 'spring', variables: { LISTENER: 'batch' } },
  { name: 'spring-batch-receive', about: 'Java agent, Spring Kafka, batch listeners, receive telemetry', language: 'spring', variables: { LISTENER: 'batch', ...RECEIVE } },
  { name: 'spring-batch-stable', about: 'Java agent, Spring Kafka, batch listeners, receive telemetry, the new messaging conventions', language: 'spring', variables: { LISTENER: 'batch', ...RECEIVE, ...NEW_CONVENTIONS } },
  { name: 'spring-retry', about: 'Java agent, Spring Kafka, @RetryableTopic', language: 'spring', variables: { LISTENER: 'retryable' }, moreTopics: RETRY_TOPICS },
  { name: 'spring-retry-receive', about: 'Java agent, Spring Kafka, @RetryableTopic, receive telemetry', language: 'spring', variables: { LISTENER: 'retryable', ...RECEIVE }, moreTopics: RETRY_TOPICS },
  { name: 'micrometer-single', about: "Spring Kafka's own observations with Micrometer Tracing, single listeners, no agent", language: 'micrometer', variables: { LISTENER: 'single' } },
  { name: 'kafkajs-message', about: 'OpenTelemetry for kafkajs, eachMessage', language: 'kafkajs', variables: { CONSUME: 'message' } },
  { name: 'kafkajs-batch', about: 'OpenTelemetry for kafkajs, eachBatch', language: 'kafkajs', variables: { CONSUME: 'batch' } },
  { name: 'python-poll', about: 'OpenTelemetry for confluent-kafka, poll', language: 'python', variables: { CONSUME: 'poll' } },
  { name: 'python-consume', about: 'OpenTelemetry for confluent-kafka, consume (batches)', language: 'python', variables: { CONSUME: 'consume' } },
  { name: 'python-pure', about: 'OpenTelemetry for kafka-python, iteration', language: 'python', variables: { CONSUME: 'iterate' } },
  { name: 'python-getone', about: 'OpenTelemetry for aiokafka, getone', language: 'python', variables: { CONSUME: 'getone' } },
  { name: 'python-getmany', about: 'OpenTelemetry for aiokafka, getmany (batches)', language: 'python', variables: { CONSUME: 'getmany' } },
  { name: 'go-franz', about: 'franz-go with kotel, a process span each', language: 'go', variables: { CLIENT: 'franz' } },
  { name: 'go-sarama', about: 'sarama with otelsarama, a consumer group', language: 'go', variables: { CLIENT: 'sarama' } },
];
