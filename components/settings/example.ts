/** A message that shows most of what can be read: a dead letter of Spring Kafka, its numbers as the bytes that Java writes. */
export const example = {
  topic: 'orders-dlt',
  key: '4711',
  headers: [
    'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'correlation-id: 3d6f1f6a-4b0e-4d1c-9a52-0d4f5d9f1b11',
    'x-request-id: req-8c1f',
    'content-type: application/json',
    'kafka_dlt-original-topic: orders',
    'kafka_dlt-original-partition: 0x00000003',
    'kafka_dlt-original-offset: 0x0000000000001267',
    'kafka_dlt-original-consumer-group: payment',
    'kafka_dlt-exception-cause-fqcn: com.acme.CardDeclined',
    'kafka_dlt-exception-message: the card was declined',
  ].join('\n'),
  payload: JSON.stringify({ id: 42, type: 'order.created', orderId: 4711, occurredAt: '2026-01-31T10:11:12.123456Z' }, null, 2),
} as const;
