/** Facts in memory, to test identity without a database: what the store's reading gives, from plain lists. */
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { Correlation, type Component, type Seeds } from '#lib/core/flows/correlate.ts';
import { isTraceRole, messageKey } from '#lib/core/flows/keys.ts';
import { keysToLose } from '#lib/core/flows/overgrown.ts';
import { eventPostings, tracePostings } from '#lib/core/flows/postings.ts';
import { World, type KnownEvent, type PostedRef } from '#lib/core/flows/world.ts';
import { coordinatesText, type TraceId } from '#lib/core/ids.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { microsFromMillis } from '#lib/core/time.ts';

const OBSERVED_AT = microsFromMillis(Date.UTC(2026, 0, 31, 11));

interface MemoryOptions {
  readonly conventions?: Conventions;
  readonly hubLimit?: number;
  /** Records of a flow at most. */
  readonly largest?: number;
}

export class MemoryFacts {
  readonly events: ReadonlyMap<string, KnownEvent>;
  readonly traces: ReadonlyMap<TraceId, readonly SpanRecord[]>;
  readonly #postings = new Map<bigint, PostedRef[]>();
  readonly #at: ReadonlyMap<string, readonly KnownEvent[]>;
  readonly #options: Required<MemoryOptions>;

  constructor(events: readonly EventRecord[], spans: readonly SpanRecord[], { conventions = DEFAULT_CONVENTIONS, hubLimit = 10_000, largest = 5 * hubLimit }: MemoryOptions = {}) {
    this.#options = { conventions, hubLimit, largest };
    const known = events.map((record): KnownEvent => {
      const { at, timestamp, timestampType, value } = record;
      return { ref: coordinatesText(at), at, timestamp, timestampType, observedAt: OBSERVED_AT, size: value?.length ?? null, reading: readEvent(record, conventions) };
    });
    this.events = new Map(known.map((event) => [event.ref, event]));
    this.#at = Map.groupBy(this.events.values(), ({ at }) => messageKey(at));
    this.traces = Map.groupBy(spans, (span) => span.traceId);
    for (const event of known) for (const { hash, role } of eventPostings(event.reading)) this.#post(hash, { role, event: event.ref });
    for (const [trace, own] of this.traces) {
      for (const { hash, role } of tracePostings(own, own.map((span) => readSpan(span, conventions)))) if (isTraceRole(role)) this.#post(hash, { role, trace });
    }
  }

  #post(hash: bigint, ref: PostedRef): void {
    this.#postings.set(hash, [...(this.#postings.get(hash) ?? []), ref]);
  }

  /** The components around some records; around all of them where none are named. */
  walk(seeds: Partial<Seeds> = { events: this.events.keys(), traces: this.traces.keys() }): Component[] {
    const world = new World();
    for (;;) {
      const correlation = new Correlation(world);
      correlation.seed({ events: [], traces: [], segments: [], ...seeds });
      for (;;) {
        correlation.run();
        const needs = world.takeNeeds();
        if (needs === null) break;
        this.#give(world, needs);
      }
      const components = correlation.components();
      const lost = components.flatMap((component) => keysToLose(component, this.#options.largest, { isHub: (text) => world.isHub(text), isLost: (text) => world.isLost(text), hasLost: world.hasLost }));
      if (lost.length === 0) return components;
      for (const text of lost) world.loseKey(text);
    }
  }

  #give(world: World, needs: NonNullable<ReturnType<World['takeNeeds']>>): void {
    const { conventions, hubLimit } = this.#options;
    for (const ref of needs.events) world.addEvent(ref, this.events.get(ref) ?? null);
    for (const message of needs.messages) world.addEventsAt(message, this.#at.get(messageKey(message)) ?? []);
    for (const traceId of needs.traces) {
      const spans = this.traces.get(traceId);
      world.addTrace({ traceId, spans: (spans ?? []).map((span) => ({ span, reading: readSpan(span, conventions) })), observedAt: spans === undefined ? null : OBSERVED_AT });
    }
    for (const hash of needs.hashes) {
      const refs = this.#postings.get(hash) ?? [];
      const isHub = new Set(refs.map((ref) => `${ref.role} ${'event' in ref ? ref.event : ref.trace}`)).size > hubLimit;
      world.addPostings(hash, isHub ? [] : refs);
      if (isHub) world.addHub(hash, false);
    }
  }
}

/** All components of these records. */
export const componentsOf = (events: readonly EventRecord[], spans: readonly SpanRecord[], options: MemoryOptions = {}): Component[] => new MemoryFacts(events, spans, options).walk();

/** Components as sorted names of their records, `~` before what is shared: what tests compare. */
export function named(components: readonly Component[]): string[][] {
  return components.map(namedOne).toSorted((a, b) => (a.join() < b.join() ? -1 : 1));
}

export function namedOne({ events, segments, shared }: Component): string[] {
  return [
    ...events.map(({ at }) => `${at.source === 'kafka' ? '' : `${at.source}:`}${at.topic}${at.incarnation === 0 ? '' : `#${at.incarnation}`}/${at.offset}`),
    ...segments.flatMap((segment) => segment.spans.map(({ span }) => span.name)),
    ...shared.flatMap((segment) => segment.spans.map(({ span }) => `~${span.name}`)),
  ].toSorted();
}
