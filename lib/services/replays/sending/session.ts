/** What one sender keeps while it holds a replay: its producers, and what it learned of targets. */
import type { BrokerTopic } from '#lib/core/dead-letters/broker-topic.ts';
import type { Held, SenderContext } from '#lib/services/replays/sending/context.ts';
import { transactionalIdOf } from '#lib/services/replays/transactional-id.ts';
import type { ReplayProducer } from '#lib/sources/kafka/replay/producer.ts';
import type { ReplayBroker } from '#lib/sources/kafka/replay/replay-broker.ts';

const LEARNED_MS = 10_000;

/** A fault that waiting does not mend: the replay stops, and says so. */
export class Unsendable extends Error {}

export class Session {
  /** Items that the broker said are too large, each sent alone. */
  readonly tooLarge = new Set<number>();
  /** So many are sent alone: the broker said that those together are too large. */
  alone = 0;
  readonly #context: SenderContext;
  readonly #held: Held;
  readonly #producers = new Map<string, ReplayProducer>();
  readonly #topics = new Map<string, { readonly at: number; readonly topic: BrokerTopic | undefined }>();

  constructor(context: SenderContext, held: Held) {
    this.#context = context;
    this.#held = held;
  }

  /** Throws `Unsendable` where this collector reads no such cluster. */
  broker(source: string): ReplayBroker {
    const broker = this.#context.brokers.get(source);
    if (broker === undefined) throw new Unsendable(`${source} is no Kafka source of this collector`);
    return broker;
  }

  /** The producer of this session; the first call fences whoever sent before. */
  async producer(broker: ReplayBroker): Promise<ReplayProducer> {
    return this.#producers.get(broker.source) ?? (await this.fence(broker));
  }

  /** A new producer, in place of the one that there was. */
  async fence(broker: ReplayBroker): Promise<ReplayProducer> {
    await this.drop(broker.source);
    const producer = await broker.producer(transactionalIdOf(this.#held.replayId));
    this.#producers.set(broker.source, producer);
    this.#context.stepped('fenced');
    return producer;
  }

  async drop(source: string): Promise<void> {
    const producer = this.#producers.get(source);
    this.#producers.delete(source);
    await producer?.close();
  }

  /** Whether a broker denies us transactions, as far as it was asked. */
  get isUnfenced(): boolean {
    return [...this.#producers.values()].some(({ isFenced }) => !isFenced);
  }

  /** What was told of a topic a moment ago at most; undefined where there is none. */
  async topic(broker: ReplayBroker, name: string): Promise<BrokerTopic | undefined> {
    const key = JSON.stringify([broker.source, name]);
    const known = this.#topics.get(key);
    if (known !== undefined && Date.now() - known.at < LEARNED_MS) return known.topic;
    const topic = (await broker.describe([name])).get(name);
    this.#topics.set(key, { at: Date.now(), topic });
    return topic;
  }

  forgetTopics(): void {
    this.#topics.clear();
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#producers.keys()].map((source) => this.drop(source)));
  }
}
