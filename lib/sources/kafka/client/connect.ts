import type { Kafka, SASLOptions } from 'kafkajs';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { kafkajs } from '#lib/sources/kafka/client/kafkajs.ts';

/** A few quick tries; what lasts longer is for the source, which tries for ever and says so. */
const RETRY = { retries: 4, initialRetryTime: 100, maxRetryTime: 1000, restartOnFailure: async () => false };

export function kafkaClient(options: KafkaSourceOptions, log: KafkaLog): Kafka {
  const { brokers, clientId, ssl, sasl } = options;
  return new kafkajs.Kafka({
    clientId,
    brokers: [...brokers],
    ssl: typeof ssl === 'boolean' ? ssl : { ...ssl },
    ...(sasl === null ? {} : { sasl: { ...sasl } as SASLOptions }),
    connectionTimeout: 3000,
    authenticationTimeout: 5000,
    requestTimeout: 15_000,
    enforceRequestTimeout: true,
    retry: RETRY,
    logLevel: kafkajs.logLevel.WARN,
    // What matters of it is said by the source in plain words; the rest is for who debugs.
    logCreator: () => ({ namespace, log: { message, timestamp: _timestamp, logger: _logger, ...fields } }) => log.debug({ ...fields, namespace }, `kafkajs: ${message}`),
  });
}
