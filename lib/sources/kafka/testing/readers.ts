/** Ordinary consumers of a test, which commit as ordinary consumers do. */
import { Consumer } from '@platformatic/kafka';
import { inject, onTestFinished } from 'vitest';
import { client } from '#lib/sources/kafka/testing/fixture.ts';

/** Reads `topics` in a classic group until stopped or the test ends, committing what it has read. */
export async function classicReader(group: string, topics: readonly string[], clientId = 'classic-reader'): Promise<() => Promise<void>> {
  const kafka = client(undefined, clientId);
  const consumer = kafka.consumer({ groupId: group, sessionTimeout: 6000, heartbeatInterval: 500 });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await consumer.run({ autoCommitInterval: 100, autoCommitThreshold: 1, eachMessage: async () => {} });
  return once(() => consumer.disconnect());
}

/** The same in a group of the new protocol (KIP-848). */
export async function consumerReader(group: string, topics: readonly string[], clientId: string): Promise<() => Promise<void>> {
  const consumer = new Consumer({ clientId, groupId: group, bootstrapBrokers: [inject('kafka').brokers], groupProtocol: 'consumer' });
  const stream = await consumer.consume({ topics: [...topics], mode: 'earliest', autocommit: 100 });
  stream.on('data', () => undefined);
  stream.on('error', () => undefined);
  return once(() => consumer.close(true));
}

function once(stop: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | null = null;
  const end = (): Promise<void> => (stopped ??= stop());
  onTestFinished(end);
  return end;
}
