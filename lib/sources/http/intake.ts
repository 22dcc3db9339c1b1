/** The one way from the receivers to the sink: joined appends, and quarantine for what the store cannot hold. */
import type { Held } from '#lib/core/quarantine/held.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import { GroupCommit } from '#lib/sources/http/group-commit.ts';
import type { ReceiverLimits } from '#lib/sources/http/limits.ts';
import { Refusal } from '#lib/sources/http/refusal.ts';
import type { Tally } from '#lib/sources/http/tally.ts';
import { type PushedEvent, type Sink, SourceError } from '#lib/sources/source.ts';

/** Names of the sources, as coordinates and quarantine show them. */
const SPAN_SOURCE = 'otlp';
export const EVENT_SOURCE = 'http';

/** What arrived, kept for quarantine. */
interface Arrived {
  /** `POST /v1/traces`, `grpc TraceService/Export` */
  readonly origin: string;
  readonly body: Uint8Array;
  /** What the body is; absent where only its headers say what is in it. */
  readonly held?: Held;
  /** That are written besides its own. */
  readonly sharedBytes?: number;
}

export class Intake {
  readonly #sink: Sink;
  readonly #tally: Tally;
  readonly #spans: GroupCommit<readonly SpanRecord[]>;
  readonly #events: GroupCommit<readonly PushedEvent[]>;

  constructor(sink: Sink, limits: ReceiverLimits, tally: Tally) {
    this.#sink = sink;
    this.#tally = tally;
    const bounds = { maxRecords: limits.joinedRecords, maxBytes: limits.joinedBytes, maxWaitingBytes: limits.waitingBytes, patienceMs: limits.storedMs };
    this.#spans = new GroupCommit({ ...bounds, append: (joined) => sink.append({ source: SPAN_SOURCE, spans: joined.flat() }) });
    this.#events = new GroupCommit({ ...bounds, append: (joined) => sink.append({ source: EVENT_SOURCE, pushed: joined.flat() }) });
  }

  /** Resolves when the spans are durable. Throws `SourceError`, or `Refusal` 500 where they are quarantined instead. */
  async spans(spans: readonly SpanRecord[], arrived: Arrived): Promise<void> {
    if (spans.length === 0) return;
    await this.#orQuarantine(SPAN_SOURCE, arrived, this.#spans.submit(spans, { records: spans.length, bytes: arrived.body.length + (arrived.sharedBytes ?? 0) }));
    this.#tally.spans += spans.length;
  }

  /** As `spans`. */
  async events(pushed: readonly PushedEvent[], arrived: Arrived): Promise<void> {
    if (pushed.length === 0) return;
    await this.#orQuarantine(EVENT_SOURCE, arrived, this.#events.submit(pushed, { records: pushed.length, bytes: arrived.body.length }));
    this.#tally.events += pushed.length;
  }

  /** The store had no objection to its neighbours: sending the same again would fail the same way, so its bytes are kept for a person. */
  async #orQuarantine(source: string, { origin, body, held }: Arrived, stored: Promise<void>): Promise<void> {
    try {
      await stored;
    } catch (error) {
      if (error instanceof SourceError) throw error;
      const reason = `the store refused it: ${error instanceof Error ? error.message : String(error)}`;
      await this.#sink.append({ source, quarantined: [{ source, origin, reason, bytes: body, held }] });
      this.#tally.quarantined += 1;
      throw new Refusal(500, 'the request was read but could not be stored; its bytes are kept in quarantine', { cause: error });
    }
  }
}
