import type { Consumer } from 'kafkajs';
import type { KafkaLog } from '#lib/sources/kafka/options.ts';
import type { Reading } from '#lib/sources/kafka/readings.ts';

const EVERY_MS = 1000;

/**
 * Commits to Kafka what is stored, once a second, for people and tools that look there. Throughline itself goes by its stored positions,
 * so a commit that fails (the group is rebalancing) costs nothing: the next one tells more.
 */
export class Commits {
  readonly #consumer: Consumer;
  readonly #log: KafkaLog;
  #stored = new Map<string, { topic: string; partition: number; offset: string }>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(consumer: Consumer, log: KafkaLog) {
    this.#consumer = consumer;
    this.#log = log;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#next(), EVERY_MS);
  }

  stored({ topic, partition, next }: Reading): void {
    this.#stored.set(`${topic}/${partition}`, { topic, partition, offset: next.toString() });
  }

  forget(): void {
    this.#stored.clear();
  }

  /** Commits what is left, and no more after that. */
  async finish(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#next();
    await this.#running;
  }

  #next(): void {
    this.#running = this.#running.then(() => this.#commit());
  }

  async #commit(): Promise<void> {
    const offsets = [...this.#stored.values()];
    if (offsets.length === 0) return;
    this.#stored = new Map();
    try {
      await this.#consumer.commitOffsets(offsets);
    } catch (error) {
      this.#log.debug({ err: error }, 'Offsets could not be committed to Kafka');
    }
  }
}
