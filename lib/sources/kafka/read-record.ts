/** Reads one record that was read before, while the broker still has it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRecord } from '#lib/core/record.ts';
import { kafkaClient } from '#lib/sources/kafka/client/connect.ts';
import { fetchBatch } from '#lib/sources/kafka/client/fetch-batch.ts';
import { eventOf } from '#lib/sources/kafka/events.ts';
import { kafkaFault } from '#lib/sources/kafka/faults.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';

export interface WantedRecord {
  readonly topic: string;
  /** Kafka's id of the topic when it was read; null where the broker did not tell. */
  readonly kafkaId: string | null;
  readonly incarnation: number;
  readonly partition: number;
  readonly offset: bigint;
}

export type ReadRecord =
  | { readonly state: 'found'; readonly record: EventRecord }
  /** The broker answers, and has it no longer; in plain words. */
  | { readonly state: 'gone'; readonly reason: string }
  /** The broker does not answer, or not with what can be read; what to do, in plain words. */
  | { readonly state: 'unavailable'; readonly reason: string };

const PATIENCE_MS = 20_000;

/** Never with a consumer group, so that nobody's offsets move. */
export async function readRecord(options: KafkaSourceOptions, wanted: WantedRecord, log: KafkaLog): Promise<ReadRecord> {
  const late = new AbortController();
  try {
    return await Promise.race([read(options, wanted, log), tooLate(late.signal)]);
  } catch (error) {
    const type = typeOf(error);
    if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return gone(`the topic ${wanted.topic} is no longer there`);
    if (type === 'OFFSET_OUT_OF_RANGE') return gone("the topic's retention removed it");
    return { state: 'unavailable', reason: kafkaFault(error, options.brokers).text };
  } finally {
    late.abort();
  }
}

async function read(options: KafkaSourceOptions, { topic, kafkaId, incarnation, partition, offset }: WantedRecord, log: KafkaLog): Promise<ReadRecord> {
  const { topicId, messages } = await fetchBatch(kafkaClient(options, log), { topic, topicId: kafkaId, partition, offset });
  if (kafkaId !== null && topicId !== null && kafkaId !== topicId) return gone(`the topic ${topic} was deleted and created again since`);
  const message = messages.find((one) => one.offset === offset.toString() && !one.isControlRecord);
  const broken = messages.find(({ unreadable }) => unreadable !== undefined && unreadable.first <= offset);
  if (message === undefined || message.unreadable !== undefined) {
    return broken?.unreadable === undefined ? gone("the topic's retention or compaction removed it") : { state: 'unavailable', reason: `What the broker sent cannot be read: ${broken.unreadable.reason}.` };
  }
  return { state: 'found', record: eventOf(message, { source: options.name, topic, incarnation, partition }) };
}

const gone = (reason: string): ReadRecord => ({ state: 'gone', reason });

async function tooLate(signal: AbortSignal): Promise<ReadRecord> {
  await sleep(PATIENCE_MS, undefined, { signal, ref: false }).catch(() => undefined);
  return { state: 'unavailable', reason: `The broker did not answer within ${PATIENCE_MS / 1000} seconds. Try again.` };
}

/** Kafka's name of an error, however deep kafkajs has wrapped it. */
function typeOf(error: unknown): string | null {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) {
    const { type } = at as { type?: unknown };
    if (typeof type === 'string') return type;
  }
  return null;
}
