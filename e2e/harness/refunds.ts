/** A service of the tests' own that gives up what it cannot pay back, until somebody mends it: then it takes everything. */
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import { createTopics } from '#lib/demo/create-topics.ts';
import { newId, produce, type Message } from './messages.ts';
import { places } from './places.ts';

const TYPE = 'refund.requested';

export interface Refunds {
  readonly topic: string;
  readonly deadLetterTopic: string;
  readonly group: string;
  /** From then on nothing fails any more. */
  readonly mend: () => void;
  readonly stop: () => Promise<void>;
}

const STACK = ['CurrencyMissingError: field "currency" is null', '    at charge (/srv/refunds/charge.js:41:11)', '    at refund (/srv/refunds/refund.js:18:3)', '    at Runner.processEachMessage (/srv/refunds/node_modules/kafkajs/src/consumer/runner.js:231:20)', '    at onBatch (/srv/refunds/node_modules/kafkajs/src/consumer/runner.js:447:16)'].join('\n');

const refund = (payload: object): Message => ({
  key: `refund-${randomUUID().slice(0, 8)}`,
  headers: { 'event-type': TYPE, 'message-id': randomUUID(), 'correlation-id': newId('refund'), 'content-type': 'application/json' },
  value: JSON.stringify(payload),
});

/** As many refunds without a currency as `failing`, among as many with one as `healthy`. Resolves when the first is given up. */
export async function startRefunds({ failing, healthy }: { readonly failing: number; readonly healthy: number }): Promise<Refunds> {
  const topic = newId('refunds');
  const [group, deadLetterTopic] = [`${topic}-service`, `${topic}.dlq`];
  const kafka = new Kafka({ clientId: 'throughline-e2e-refunds', brokers: [places().brokers], logLevel: logLevel.NOTHING });
  await createTopics(kafka, [topic, deadLetterTopic].map((name) => ({ topic: name, numPartitions: 1 })));
  const amounts = [...Array.from({ length: healthy }, (_, index) => ({ amount: index, currency: 'EUR' })), ...Array.from({ length: failing }, (_, index) => ({ amount: index, currency: null }))];
  await produce(amounts.map(refund), topic);
  let mended = false;
  let gaveUp: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    gaveUp = resolve;
  });
  const consumer: Consumer = kafka.consumer({ groupId: group });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      const { currency } = JSON.parse(message.value?.toString() ?? '{}') as { currency?: unknown };
      if (mended || currency !== null) return;
      const headers = {
        ...message.headers,
        'x-original-topic': topic,
        'x-original-partition': String(partition),
        'x-original-offset': message.offset,
        'x-consumer-group': group,
        'x-error-type': 'CurrencyMissingError',
        'x-error': 'field "currency" is null',
        'x-stacktrace': STACK,
        'failed-at': new Date().toISOString(),
      };
      await produce([{ key: message.key?.toString() ?? '', headers, value: message.value ?? '' }], deadLetterTopic);
      gaveUp();
    },
  });
  await first;
  return {
    topic, deadLetterTopic, group,
    mend: () => {
      mended = true;
    },
    stop: () => consumer.disconnect(),
  };
}
