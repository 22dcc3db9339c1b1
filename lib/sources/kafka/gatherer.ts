/**
 * Joins parts of partitions that arrive within a few milliseconds into one append, and tries it until the sink takes it.
 * Before that it asks whether their topics are still those that are read: the broker is asked for messages by the name of a topic, and one that is
 * deleted and created again has the same name and offsets.
 *
 * States: idle → gathering (a part is there, a short wait) → asking → appending → gathering or idle.
 * While one append runs, further parts wait; a fetch of kafkajs goes on only when its parts are done, so what waits is bounded by the fetch.
 */
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SourceError, type PartitionSlice, type Quarantined, type SourceBatch } from '#lib/sources/source.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import type { Shared } from '#lib/sources/kafka/options.ts';
import type { StatusBoard } from '#lib/sources/kafka/status.ts';

export interface Part {
  readonly slice: PartitionSlice;
  readonly spans: readonly SpanRecord[];
  readonly quarantined: readonly Quarantined[];
  /** Bytes that it holds, roughly. */
  readonly bytes: number;
}

interface Waiting {
  readonly part: Part;
  resolve(): void;
  reject(error: unknown): void;
}

/** The part was given up before it was written: its partition is read again from its stored position. */
export class Abandoned extends Error {
  constructor() {
    super('the batch was given up before it was written');
    this.name = 'Abandoned';
  }
}

const GATHER_MS = 3;
const MAX_BYTES = 16 * 1024 * 1024;
const FIRST_RETRY_MS = 200;
const MAX_RETRY_MS = 5000;

const NONE: ReadonlySet<string> = new Set();

const tracer = trace.getTracer('throughline');

export class Gatherer {
  readonly #shared: Shared;
  readonly #board: StatusBoard;
  #waiting: Waiting[] = [];
  #running = false;
  readonly #replaced: (topics: readonly string[]) => Promise<ReadonlySet<string>>;
  #giveUp = new AbortController();

  /** `replaced` gives those of the topics that are not, or may not be, what is read under their names. */
  constructor(shared: Shared, board: StatusBoard, replaced: (topics: readonly string[]) => Promise<ReadonlySet<string>>) {
    this.#shared = shared;
    this.#board = board;
    this.#replaced = replaced;
  }

  /** Resolves when the part is durable. Rejects with `SourceError` `position-moved`, also where its topic is another by now, or with `Abandoned`. */
  add(part: Part): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ part, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  /** Gives up what is not being written at this moment. */
  abandon(): void {
    this.#giveUp.abort();
    this.#giveUp = new AbortController();
    for (const { reject } of this.#waiting.splice(0)) reject(new Abandoned());
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      await sleep(GATHER_MS);
      const taken = this.#take();
      const giveUp = this.#giveUp.signal;
      try {
        await this.#store(await this.#refuseReplaced(taken, giveUp), giveUp);
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    this.#running = false;
  }

  /** What was fetched before it asks was of the topic that then has the id. Gives the parts of those that do. */
  async #refuseReplaced(taken: readonly Waiting[], giveUp: AbortSignal): Promise<readonly Waiting[]> {
    const names = [...new Set(taken.map(({ part }) => part.slice.topic))];
    const replaced = names.length === 0 ? NONE : await this.#untilKnown(names, giveUp);
    if (replaced.size === 0) return taken;
    for (const { part: { slice }, reject } of taken) if (replaced.has(slice.topic)) reject(new SourceError('position-moved', `${slice.topic} is another topic by now`));
    return taken.filter(({ part }) => !replaced.has(part.slice.topic));
  }

  async #untilKnown(names: readonly string[], giveUp: AbortSignal): Promise<ReadonlySet<string>> {
    for (let pause = FIRST_RETRY_MS; ; pause = Math.min(pause * 2, MAX_RETRY_MS)) {
      try {
        return await unlessGivenUp(this.#replaced(names), giveUp);
      } catch (error) {
        this.#shared.log.debug({ err: error, topics: names }, 'Whether topics are still the same cannot be asked now; tried again');
        await this.#rest(pause, giveUp);
      }
    }
  }

  /** Where the position of one of them has moved, each is stored for itself: it holds up no other. */
  async #store(taken: readonly Waiting[], giveUp: AbortSignal): Promise<void> {
    if (taken.length === 0) return;
    try {
      await this.#append(taken.map(({ part }) => part), giveUp);
      for (const { resolve } of taken) resolve();
    } catch (error) {
      if (taken.length === 1 || !(error instanceof SourceError)) throw error;
      for (const one of taken) await this.#store([one], giveUp).catch(one.reject);
    }
  }

  #rest(pause: number, giveUp: AbortSignal): Promise<void> {
    return sleep(pause, undefined, { signal: giveUp }).catch(() => {
      throw new Abandoned();
    });
  }

  #take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { part } of this.#waiting) {
      if (count > 0 && bytes + part.bytes > MAX_BYTES) break;
      bytes += part.bytes;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #append(parts: readonly Part[], giveUp: AbortSignal): Promise<void> {
    const batch = {
      source: this.#shared.options.name,
      slices: parts.map(({ slice }) => slice),
      spans: parts.flatMap(({ spans }) => spans),
      quarantined: parts.flatMap(({ quarantined }) => quarantined),
    };
    for (let pause = FIRST_RETRY_MS; ; pause = Math.min(pause * 2, MAX_RETRY_MS)) {
      const refusal = await this.#attempt(batch);
      if (refusal === null) return;
      if (refusal instanceof SourceError) pause = Math.max(pause, Math.min(refusal.retryAfterMs, MAX_RETRY_MS));
      await this.#rest(pause, giveUp);
    }
  }

  /** Null when the batch is durable, or why it should be tried again. Throws `position-moved`. */
  #attempt(batch: SourceBatch & { readonly slices: readonly PartitionSlice[] }): Promise<unknown> {
    const attributes = { 'throughline.source': batch.source, 'throughline.slices': batch.slices.length, 'messaging.batch.message_count': batch.slices.reduce((sum, { events }) => sum + events.length, 0) };
    return tracer.startActiveSpan('kafka append', { attributes }, async (span) => {
      try {
        await this.#shared.sink.append(batch);
        this.#board.accepted();
        return null;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
        const code = error instanceof SourceError ? error.code : 'unknown';
        if (code === 'position-moved') throw error;
        this.#say(error, code);
        return error;
      } finally {
        span.end();
      }
    });
  }

  /** A fault that the sink does not know is tried again too: to go on without these records would lose them. */
  #say(error: unknown, code: string): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#board.refused(code === 'unknown' ? `A batch cannot be stored: ${text}` : text);
    const log = this.#shared.log;
    if (code === 'unknown') log.error({ err: error }, 'A batch from Kafka cannot be stored; it is tried again');
    else log.warn({ code, reason: text }, 'The store takes no batch from Kafka now; it is tried again');
  }
}

/** Throws `Abandoned` as soon as that is known: a broker that hangs holds up no stop. */
async function unlessGivenUp<T>(work: Promise<T>, giveUp: AbortSignal): Promise<T> {
  if (giveUp.aborted) throw new Abandoned();
  const over = new AbortController();
  const given = once(giveUp, 'abort', { signal: over.signal }).then(() => {
    throw new Abandoned();
  });
  try {
    return await Promise.race([work, given]);
  } finally {
    over.abort();
  }
}
