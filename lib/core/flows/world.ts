/**
 * The part of the facts that has been read so far, while the components around some changed records are explored.
 * Asking for what is not there yet notes the need and answers `undefined`; the caller reads what is needed and asks again.
 */
import type { EventReading, MessageRef } from '#lib/core/conventions/reading.ts';
import { hashKey, messageKey, PostingRole, traceKey } from '#lib/core/flows/keys.ts';
import { namedTraces } from '#lib/core/flows/named-traces.ts';
import { correlationsOf, segmentTrace, type SegmentedTrace } from '#lib/core/flows/segment.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import { isTraceId, type Coordinates, type TraceId } from '#lib/core/ids.ts';
import type { EventRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';

/** An event without its bytes: what identity and summaries need. */
export interface KnownEvent {
  /** Names it in postings and in the flow's row. */
  readonly ref: string;
  readonly at: Coordinates;
  readonly timestamp: Micros | null;
  readonly timestampType: EventRecord['timestampType'];
  readonly observedAt: Micros;
  /** Of the value, in bytes; null for a tombstone. */
  readonly size: number | null;
  /** Raw key of the message; absent where nobody read it. */
  readonly key?: Uint8Array | null;
  readonly reading: EventReading;
}

export interface KnownTrace {
  readonly traceId: TraceId;
  readonly spans: readonly TracedSpan[];
  /** When the last of them arrived; null where none did. */
  readonly observedAt: Micros | null;
}

/** A record that a posting points at. */
export type PostedRef = { readonly role: number } & ({ readonly event: string } | { readonly trace: TraceId });

export interface Needs {
  readonly events: readonly string[];
  readonly messages: readonly MessageRef[];
  readonly traces: readonly TraceId[];
  readonly hashes: readonly bigint[];
}

/** What is known of something, and after how many additions; undefined where it is not whole. */
interface Answer<T> {
  readonly answer: T | undefined;
  readonly additions: number;
}

export class World {
  readonly #events = new Map<string, KnownEvent | null>();
  readonly #eventsAt = new Map<string, KnownEvent[]>();
  readonly #traces = new Map<TraceId, KnownTrace>();
  readonly #segmented = new Map<TraceId, SegmentedTrace>();
  readonly #senders = new Map<TraceId, Answer<readonly KnownEvent[]>>();
  /** Traces that could not be cut yet, and of how many additions that is so. */
  readonly #uncut = new Map<TraceId, number>();
  #additions = 0;
  readonly #postings = new Map<bigint, readonly PostedRef[]>();
  /** Those that were asked for: a text is hashed once. */
  readonly #postingsOfTexts = new Map<string, readonly PostedRef[]>();
  #asked = 0;
  readonly #hubs = new Set<bigint>();
  readonly #lost = new Set<bigint>();
  readonly #needEvents = new Set<string>();
  readonly #needMessages = new Map<string, MessageRef>();
  readonly #needTraces = new Set<TraceId>();
  readonly #needHashes = new Set<bigint>();

  /** How often something was asked for that is not known: whoever sees it rise has an answer that is not whole. */
  get asked(): number {
    return this.#asked;
  }

  /** How often facts were added: between two additions an answer that is not whole stays as it is. */
  get additions(): number {
    return this.#additions;
  }

  /** Says that an answer is given anew which is not whole; what it needs is noted since it was first given. */
  askAgain(): void {
    this.#asked += 1;
  }

  /** What was asked for since the last call and is not known. */
  takeNeeds(): Needs | null {
    const needs: Needs = { events: [...this.#needEvents], messages: [...this.#needMessages.values()], traces: [...this.#needTraces], hashes: [...this.#needHashes] };
    this.#needEvents.clear();
    this.#needMessages.clear();
    this.#needTraces.clear();
    this.#needHashes.clear();
    return needs.events.length + needs.messages.length + needs.traces.length + needs.hashes.length === 0 ? null : needs;
  }

  /** Adds an event; `null` says that the facts no longer hold it. */
  addEvent(ref: string, event: KnownEvent | null): void {
    this.#additions += 1;
    this.#events.set(ref, event);
  }

  addEventsAt(message: MessageRef, events: readonly KnownEvent[]): void {
    this.#additions += 1;
    this.#eventsAt.set(messageKey(message), [...events]);
    for (const event of events) this.#events.set(event.ref, event);
  }

  addTrace(trace: KnownTrace): void {
    this.#additions += 1;
    this.#traces.set(trace.traceId, trace);
  }

  addPostings(hash: bigint, refs: readonly PostedRef[]): void {
    this.#additions += 1;
    if (this.#postings.has(hash)) this.#postingsOfTexts.clear();
    this.#postings.set(hash, refs);
  }

  /** @param lost whether a component that grew past the limit lost it */
  addHub(hash: bigint, lost: boolean): void {
    this.#hubs.add(hash);
    if (lost) this.#lost.add(hash);
  }

  /** From now on the key joins nothing: what was walked with it must be walked anew. Returns its hash. */
  loseKey(text: string): bigint {
    const hash = hashKey(text);
    this.addHub(hash, true);
    this.addPostings(hash, []);
    this.#segmented.clear();
    this.#senders.clear();
    return hash;
  }

  /** Known only after the key's postings were asked for. */
  isHub(text: string): boolean {
    return this.#hubs.size > 0 && this.#hubs.has(hashKey(text));
  }

  get hasLost(): boolean {
    return this.#lost.size > 0;
  }

  isLost(text: string): boolean {
    return this.#lost.size > 0 && this.#lost.has(hashKey(text));
  }

  event(ref: string): KnownEvent | null | undefined {
    const event = this.#events.get(ref);
    if (event === undefined) {
      this.#asked += 1;
      this.#needEvents.add(ref);
    }
    return event;
  }

  /** Events of any source and incarnation at these coordinates. */
  eventsAt(message: MessageRef): readonly KnownEvent[] | undefined {
    const key = messageKey(message);
    const events = this.#eventsAt.get(key);
    if (events === undefined) {
      this.#asked += 1;
      this.#needMessages.set(key, message);
    }
    return events;
  }

  postings(text: string): readonly PostedRef[] | undefined {
    const known = this.#postingsOfTexts.get(text);
    if (known !== undefined) return known;
    const hash = hashKey(text);
    const refs = this.#postings.get(hash);
    if (refs === undefined) {
      this.#asked += 1;
      this.#needHashes.add(hash);
    } else this.#postingsOfTexts.set(text, refs);
    return refs;
  }

  /** The events that name the trace as their sender's, or as that of a hop before. */
  senders(traceId: TraceId): readonly KnownEvent[] | undefined {
    const known = this.#senders.get(traceId);
    if (known !== undefined && (known.answer !== undefined || known.additions === this.#additions)) {
      if (known.answer === undefined) this.askAgain();
      return known.answer;
    }
    const answer = this.#sendersNow(traceId);
    this.#senders.set(traceId, { answer, additions: this.#additions });
    return answer;
  }

  #sendersNow(traceId: TraceId): readonly KnownEvent[] | undefined {
    const refs = this.postings(traceKey(traceId));
    if (refs === undefined) return undefined;
    let complete = true;
    const events: KnownEvent[] = [];
    for (const ref of refs) {
      if (ref.role !== PostingRole.sentBy || !('event' in ref)) continue;
      const event = this.event(ref.event);
      if (event === undefined) complete = false;
      else if (event && namedTraces(event.reading).some((named) => named.traceId === traceId)) events.push(event);
    }
    return complete ? events : undefined;
  }

  /** Traces with a link to a span of this one. */
  linkingTraces(traceId: TraceId): readonly TraceId[] | undefined {
    return this.postings(traceKey(traceId))?.flatMap((ref) => (ref.role === PostingRole.linksTo && 'trace' in ref ? [ref.trace] : []));
  }

  /** Traces whose spans name a message by these coordinates. */
  handlers(message: MessageRef): readonly TraceId[] {
    return this.postings(messageKey(message))?.flatMap((ref) => (ref.role === PostingRole.handled && 'trace' in ref ? [ref.trace] : [])) ?? [];
  }

  knownTrace(traceId: TraceId): KnownTrace | undefined {
    return this.#traces.get(traceId);
  }

  /** Undefined while anything is unknown that decides how it is cut. Thousands of messages may ask for the same trace: it is looked at once for what is there. */
  trace(traceId: TraceId): SegmentedTrace | undefined {
    const done = this.#segmented.get(traceId);
    if (done !== undefined) return done;
    if (this.#uncut.get(traceId) === this.#additions) {
      this.askAgain();
      return undefined;
    }
    const cut = this.#cutNow(traceId);
    if (cut === undefined) this.#uncut.set(traceId, this.#additions);
    else this.#segmented.set(traceId, cut);
    return cut;
  }

  #cutNow(traceId: TraceId): SegmentedTrace | undefined {
    // Under an id that is no span's nothing is stored: only messages name it.
    const trace = isTraceId(traceId) ? this.#traces.get(traceId) : { spans: [] };
    if (trace === undefined) {
      this.#asked += 1;
      this.#needTraces.add(traceId);
    }
    const senders = this.senders(traceId);
    if (trace === undefined || senders === undefined) return undefined;
    const sent = senders.flatMap(({ reading }) =>
      namedTraces(reading).flatMap((named, hopsBefore) => {
        if (named.traceId !== traceId) return [];
        // What a message was passed on under says nothing about what the sender of an earlier hop sent.
        return [{ spanId: named.ref?.spanId ?? null, correlations: hopsBefore === 0 ? correlationsOf(reading.keys) : [] }];
      }),
    );
    const correlations = new Set([...trace.spans.flatMap(({ reading }) => correlationsOf(reading.keys)), ...sent.flatMap((event) => event.correlations)]);
    // Which of them are hubs decides how the trace is cut: all are asked for before any is missed.
    if ([...correlations].filter((text) => this.postings(text) === undefined).length > 0) return undefined;
    return segmentTrace(traceId, trace.spans, sent, (text) => this.isHub(text));
  }
}
