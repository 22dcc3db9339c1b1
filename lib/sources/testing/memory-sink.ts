/** A sink that keeps the promises of `Sink` in memory: positions advance conditionally, an identity is kept once, and a batch is taken whole or not at all. */
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { SourceError, type Appended, type Position, type Quarantined, type Sink, type SourceBatch, type Start, type TopicPartition } from '#lib/sources/source.ts';

export class MemorySink implements Sink {
  readonly events: EventRecord[] = [];
  readonly spans: SpanRecord[] = [];
  readonly quarantined: Quarantined[] = [];
  readonly batches: SourceBatch[] = [];
  /** Called before every append; throws to refuse it, waits to be slow. */
  before: (batch: SourceBatch) => Promise<void> | void = () => {};
  readonly #identities = new Set<string>();
  readonly #topics = new Map<string, { id: string | null; incarnation: number; next: Map<number, bigint> }>();

  #topic(name: string) {
    let topic = this.#topics.get(name);
    if (!topic) this.#topics.set(name, (topic = { id: null, incarnation: 0, next: new Map() }));
    return topic;
  }

  async positions(_source: string, partitions: readonly TopicPartition[], topicIds: ReadonlyMap<string, string> = new Map()): Promise<readonly Position[]> {
    for (const [name, id] of topicIds) {
      const topic = this.#topic(name);
      if (topic.id !== null && topic.id !== id) Object.assign(topic, { incarnation: topic.incarnation + 1, next: new Map() });
      topic.id = id;
    }
    return partitions.map(({ topic, partition }) => ({ incarnation: this.#topic(topic).incarnation, next: this.#topic(topic).next.get(partition) ?? null }));
  }

  async startAt(_source: string, { topic, partition }: TopicPartition, incarnation: number, next: bigint): Promise<void> {
    const known = this.#topic(topic);
    if (known.incarnation === incarnation && !known.next.has(partition)) known.next.set(partition, next);
  }

  async startAllAt(source: string, starts: readonly Start[]): Promise<void> {
    if ([...this.#topics.values()].some(({ next }) => next.size > 0)) return;
    for (const start of starts) await this.startAt(source, start, start.incarnation, start.next);
  }

  async recreated(_source: string, topic: string, incarnation: number): Promise<number> {
    const known = this.#topic(topic);
    if (known.incarnation === incarnation) Object.assign(known, { incarnation: incarnation + 1, next: new Map(), id: null });
    return known.incarnation;
  }

  async append(batch: SourceBatch): Promise<Appended> {
    await this.before(batch);
    const slices = batch.slices ?? [];
    for (const slice of slices) {
      const topic = this.#topic(slice.topic);
      if (topic.incarnation !== slice.incarnation || topic.next.get(slice.partition) !== slice.from) {
        throw new SourceError('position-moved', `${slice.topic}/${slice.partition} is at ${topic.next.get(slice.partition)}, not at ${slice.from}`);
      }
      if (slice.to < slice.from) throw new Error(`the slice of ${slice.topic}/${slice.partition} ends before it begins`);
    }
    for (const slice of slices) {
      this.#topic(slice.topic).next.set(slice.partition, slice.to);
      this.events.push(...slice.events);
    }
    const fresh = (batch.pushed ?? []).filter(({ identity }) => !this.#identities.has(identity) && this.#identities.add(identity));
    this.events.push(...fresh.map(({ event }) => event));
    this.spans.push(...(batch.spans ?? []));
    this.quarantined.push(...(batch.quarantined ?? []));
    this.batches.push(batch);
    return {
      events: slices.reduce((sum, { events }) => sum + events.length, fresh.length),
      spans: batch.spans?.length ?? 0,
      duplicates: (batch.pushed?.length ?? 0) - fresh.length,
      quarantined: batch.quarantined?.length ?? 0,
    };
  }

  of(topic: string): EventRecord[] {
    return this.events.filter(({ at }) => at.topic === topic);
  }

  values(topic: string): (string | null)[] {
    return this.of(topic).map(({ value }) => (value === null ? null : Buffer.from(value).toString()));
  }
}
