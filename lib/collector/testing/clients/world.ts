/** Both clients at work on topics of their own, with a collector that reads them, and what each message is called and where it stands. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Producer } from 'kafkajs';
import { inject } from 'vitest';
import { createTopics } from '#lib/demo/create-topics.ts';
import type { Collector } from '#lib/collector/collector.ts';
import { kafkaSettings, runCollectorWith } from '#lib/collector/testing/run-collector.ts';
import { client, unique } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { startArchive, type Archive } from './archive.ts';
import { SHOP_TOPICS, startShop, type Shop } from './shop.ts';

const PARTITIONS = 2;
const ARCHIVE_TOPICS = ['readings', 'readings-dlq', 'letters', 'letters-dlq'];

export interface Sketch {
  readonly key: string;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string | Buffer | string[]>>;
}

export interface World {
  readonly store: FreshStore;
  readonly collector: Collector;
  readonly shop: Shop;
  readonly archive: Archive;
  /** The whole name of a topic. */
  readonly named: (topic: string) => string;
  /** Writes to the partitions in turn. By key, where each message stands: `<partition>/<offset>`. */
  readonly send: (topic: string, messages: readonly Sketch[]) => Promise<ReadonlyMap<string, string>>;
  /** Throws where a client has ended by itself. */
  readonly check: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export async function startWorld(): Promise<World> {
  const prefix = unique('clients');
  const named = (topic: string): string => `${prefix}.${topic}`;
  const { brokers } = inject('kafka');
  const folder = await mkdtemp(join(tmpdir(), 'throughline-clients-'));
  await createTopics(client(), [...SHOP_TOPICS, ...ARCHIVE_TOPICS].map((topic) => ({ topic: named(topic), numPartitions: PARTITIONS })));
  // Idempotent: each message counts.
  const producer = client().producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const store = await freshStoreFor();
  const [collector, shop, archive] = await Promise.all([
    runCollectorWith(store.url, [kafkaSettings(prefix, [new RegExp(`^${prefix}\\.`)])], { replays: { targets: null, watchSeconds: 3 } }),
    startShop({ brokers, prefix, folder }),
    startArchive({
      brokers, folder,
      sinks: [
        { name: named('archive'), topic: named('readings'), deadLetterTopic: named('readings-dlq'), tells: true },
        { name: named('silent'), topic: named('letters'), deadLetterTopic: named('letters-dlq'), tells: false },
      ],
    }),
  ]);
  return {
    store, collector, shop, archive, named,
    send: (topic, messages) => send(producer, named(topic), messages),
    check: async () => {
      await Promise.all([shop.check(), archive.check()]);
    },
    end: async () => {
      await Promise.all([producer.disconnect(), collector.stop(), shop.stop(), archive.stop()]);
      await store.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function send(producer: Producer, topic: string, messages: readonly Sketch[]): Promise<ReadonlyMap<string, string>> {
  const placed = messages.map((message, index) => ({ ...message, partition: index % PARTITIONS }));
  const written = await producer.send({ topic, messages: placed.map(({ headers, ...message }) => ({ ...message, ...(headers === undefined ? {} : { headers: { ...headers } }) })) });
  const next = new Map(written.map(({ partition, baseOffset }) => [partition, BigInt(baseOffset ?? '0')]));
  return new Map(
    placed.map(({ key, partition }) => {
      const offset = next.get(partition) ?? 0n;
      next.set(partition, offset + 1n);
      return [key, `${partition}/${offset}`];
    }),
  );
}
