import type pg from 'pg';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { messageKey } from '#lib/core/flows/keys.ts';
import { distinctSpans } from '#lib/core/flows/span-tree.ts';
import type { Needs, World } from '#lib/core/flows/world.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { readEvents, readEventsAt, readPostings, readTraces } from '#lib/store/read-facts.ts';

export interface LoadOptions {
  readonly conventions: Conventions;
  readonly hubLimit: number;
  /** Kept from pass to pass. */
  readonly cache: FactsCache;
}

/** Reads what the world needs, each kind in one round trip; returns keys that were found only now to name too many records. */
export async function loadFacts(client: pg.ClientBase, world: World, needs: Needs, { conventions, hubLimit, cache }: LoadOptions): Promise<readonly bigint[]> {
  // What is needed goes to the world at once: the cache may drop one part of it for another.
  const unread: string[] = [];
  for (const ref of needs.events) {
    const event = cache.events.get(ref);
    if (event === undefined) unread.push(ref);
    world.addEvent(ref, event ?? null);
  }
  for (const event of await readEvents(client, unread)) {
    cache.events.set(event.ref, event);
    world.addEvent(event.ref, event);
  }

  const at = Map.groupBy(await readEventsAt(client, needs.messages), (event) => messageKey(event.at));
  for (const message of needs.messages) world.addEventsAt(message, at.get(messageKey(message)) ?? []);

  const untraced: TraceId[] = [];
  for (const traceId of needs.traces) {
    const trace = cache.traces.get(traceId);
    if (trace === undefined) untraced.push(traceId);
    world.addTrace(trace ?? { traceId, spans: [], observedAt: null });
  }
  for (const { traceId, spans, observedAt } of await readTraces(client, untraced)) {
    const trace = { traceId, observedAt, spans: distinctSpans(spans.map((span) => ({ span, reading: readSpan(span, conventions) }))) };
    cache.traces.set(traceId, trace);
    world.addTrace(trace);
  }

  const found = await readPostings(client, needs.hashes, hubLimit);
  for (const [hash, refs] of found.postings) world.addPostings(hash, refs);
  for (const { hash, lost } of found.hubs) world.addHub(hash, lost);
  return found.newHubs;
}
