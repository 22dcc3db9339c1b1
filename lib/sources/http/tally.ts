import type { Refusal } from '#lib/sources/http/refusal.ts';

/** What the receivers counted since the start, for metrics. */
export interface ReceiverCounts {
  readonly requests: number;
  readonly refused: { readonly [status: string]: number };
  readonly spans: number;
  readonly events: number;
  /** Spans that their senders were told are not taken. */
  readonly rejectedSpans: number;
  /** Throughline's own spans, dropped. */
  readonly ownSpans: number;
  readonly quarantined: number;
}

/** For how long the last refusal is worth a sentence in the status. */
const SHOWN_MS = 5 * 60_000;

export type ReceiverName = 'http' | 'grpc';

export class Tally {
  requests = 0;
  spans = 0;
  events = 0;
  rejectedSpans = 0;
  ownSpans = 0;
  quarantined = 0;
  readonly #refused = new Map<string, number>();
  readonly #last = new Map<ReceiverName, { readonly text: string; readonly at: number }>();

  refused(receiver: ReceiverName, origin: string, refusal: Refusal, now = Date.now()): void {
    const status = String(refusal.status);
    this.#refused.set(status, (this.#refused.get(status) ?? 0) + 1);
    this.#last.set(receiver, { text: `${origin} was refused (${status}): ${refusal.message}`, at: now });
  }

  counts(): ReceiverCounts {
    const { requests, spans, events, rejectedSpans, ownSpans, quarantined } = this;
    return { requests, refused: Object.fromEntries(this.#refused), spans, events, rejectedSpans, ownSpans, quarantined };
  }

  /** A sender that is refused is somebody whose data is missing: said for a while, without calling the receiver broken. */
  lastRefusal(receiver: ReceiverName, now = Date.now()): string | null {
    const last = this.#last.get(receiver);
    return last !== undefined && now - last.at < SHOWN_MS ? last.text : null;
  }
}
