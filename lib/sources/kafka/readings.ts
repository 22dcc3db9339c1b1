/** The partitions that this process reads now, each with the offset that is stored and the one that reading has come to. */
import type { TopicPartition } from '#lib/sources/source.ts';

export interface Reading extends TopicPartition {
  readonly incarnation: number;
  /** The stored position. */
  next: bigint;
  /** Everything below was fetched; ahead of `next` for a moment where the messages between were control records or aborted. */
  reached: bigint;
  /** While the stored position is brought there. */
  passing?: Promise<void> | null;
}

export class Readings {
  readonly #byPartition = new Map<string, Reading>();

  get(topic: string, partition: number): Reading | undefined {
    return this.#byPartition.get(key(topic, partition));
  }

  set(reading: Reading): void {
    this.#byPartition.set(key(reading.topic, reading.partition), reading);
  }

  remove(topic: string, partition: number): void {
    this.#byPartition.delete(key(topic, partition));
  }

  clear(): void {
    this.#byPartition.clear();
  }

  all(): Reading[] {
    return [...this.#byPartition.values()];
  }
}

const key = (topic: string, partition: number): string => `${topic}/${partition}`;
