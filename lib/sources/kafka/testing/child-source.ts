/** A collector of its own process, to be killed: reads Kafka into the sink of the parent process, asked over the process channel. */
import { SourceError, type Appended, type Position, type Sink, type SourceBatch, type SourceErrorCode, type TopicPartition } from '#lib/sources/source.ts';
import type { KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { kafkaSource } from '#lib/sources/kafka/source.ts';

export interface Call {
  readonly id: number;
  readonly method: 'positions' | 'startAt' | 'startAllAt' | 'recreated' | 'append';
  readonly args: unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly code?: SourceErrorCode;
  readonly message?: string;
}

const waiting = new Map<number, PromiseWithResolvers<unknown>>();
let calls = 0;

process.on('message', (answer: Answer) => {
  const { resolve, reject } = waiting.get(answer.id)!;
  waiting.delete(answer.id);
  if (answer.code) reject(new SourceError(answer.code, answer.message ?? ''));
  else resolve(answer.value);
});
process.on('disconnect', () => process.exit());

function ask<T>(method: Call['method'], ...args: unknown[]): Promise<T> {
  const call: Call = { id: calls++, method, args };
  const answer = Promise.withResolvers<unknown>();
  waiting.set(call.id, answer);
  process.send!(call);
  return answer.promise as Promise<T>;
}

const sink: Sink = {
  positions: (source: string, partitions: readonly TopicPartition[], ids?: ReadonlyMap<string, string>) => ask<readonly Position[]>('positions', source, partitions, ids),
  startAt: (source, partition, incarnation, next) => ask<void>('startAt', source, partition, incarnation, next),
  startAllAt: (source, starts) => ask<void>('startAllAt', source, starts),
  recreated: (source, topic, incarnation) => ask<number>('recreated', source, topic, incarnation),
  append: (batch: SourceBatch) => ask<Appended>('append', batch),
};

const silent = () => {};
const options = JSON.parse(process.argv[2]!) as Omit<KafkaSourceOptions, 'topics'> & { topic: string };
const source = kafkaSource({ ...options, topics: [options.topic] }, sink, { log: { debug: silent, info: silent, warn: silent, error: silent } });
await source.start();
