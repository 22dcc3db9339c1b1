import type { SpanRecord } from '#lib/core/record.ts';
import type { Appended, PushedEvent, Quarantined, Sink, SourceBatch } from '#lib/sources/source.ts';

/** A sink that keeps what it is given in memory. `before` may delay or fail an append, as a store would. */
export class RecordingSink implements Sink {
  readonly batches: SourceBatch[] = [];
  before: (batch: SourceBatch) => Promise<void> = async () => undefined;

  get spans(): readonly SpanRecord[] {
    return this.batches.flatMap(({ spans }) => spans ?? []);
  }

  get pushed(): readonly PushedEvent[] {
    return this.batches.flatMap(({ pushed }) => pushed ?? []);
  }

  get quarantined(): readonly Quarantined[] {
    return this.batches.flatMap(({ quarantined }) => quarantined ?? []);
  }

  async append(batch: SourceBatch): Promise<Appended> {
    await this.before(batch);
    this.batches.push(batch);
    return { events: batch.pushed?.length ?? 0, spans: batch.spans?.length ?? 0, duplicates: 0, quarantined: batch.quarantined?.length ?? 0 };
  }

  positions(): Promise<never> {
    throw new Error('receivers have no positions');
  }

  startAt(): Promise<never> {
    throw new Error('receivers have no positions');
  }

  startAllAt(): Promise<never> {
    throw new Error('receivers have no positions');
  }

  recreated(): Promise<never> {
    throw new Error('receivers have no positions');
  }
}
