import type pg from 'pg';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { Correlation, type Component } from '#lib/core/flows/correlate.ts';
import { flowIdFromKey, hashKey, messageKey, segmentKey, traceKey } from '#lib/core/flows/keys.ts';
import { distinctSpans } from '#lib/core/flows/span-tree.ts';
import { ownTexts, summarise, type FlowSegment, type Summary } from '#lib/core/flows/summary.ts';
import { World, type Needs } from '#lib/core/flows/world.ts';
import { isTraceId, type TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import type { FactsCache } from '#lib/services/rollup/facts-cache.ts';
import { findFlows } from '#lib/store/flow-rows.ts';
import { readEvents, readEventsAt, readPostings, readTraces } from '#lib/store/read-facts.ts';

export interface Derived {
  readonly flows: readonly Summary[];
  /** Flows that stood for any of these records before. */
  readonly oldIds: readonly string[];
  /** Keys that were found only now to name too many records. */
  readonly hubs: readonly bigint[];
}

export interface DeriveOptions {
  readonly conventions: Conventions;
  readonly hubLimit: number;
  readonly now: Micros;
  /** Kept from pass to pass. */
  readonly cache: FactsCache;
}

/**
 * Computes the flows around changed records from the facts alone.
 * What belonged to a flow that changes is looked at again too, so that a flow can fall apart.
 */
export async function derive(client: pg.ClientBase, changed: { readonly events: readonly string[]; readonly traces: readonly TraceId[] }, options: DeriveOptions): Promise<Derived> {
  options.cache.forget(changed.traces);
  const world = new World();
  const correlation = new Correlation(world);
  const hubs = new Set<bigint>();
  const oldIds = new Set<string>();
  const explore = async (): Promise<void> => {
    for (;;) {
      correlation.run();
      const needs = world.takeNeeds();
      if (needs === null) return;
      await load(client, world, needs, options, hubs);
    }
  };

  correlation.seed({ events: changed.events, traces: changed.traces, segments: [] });
  await explore();
  // An event that names a trace can change how that trace is cut.
  const named = changed.events.flatMap((ref) => world.event(ref)?.reading.trace?.traceId ?? []).filter(isTraceId);
  const changedTraces = new Set([...changed.traces, ...named]);
  correlation.seed({ events: [], traces: named, segments: [] });
  await explore();

  const context = { observedAt: (trace: TraceId) => world.knownTrace(trace)?.observedAt ?? null, isHub: (text: string) => world.isHub(text), now: options.now };
  /** Shared segments of the flows that change. */
  const shownBefore = new Map<string, TraceId>();
  for (;;) {
    const components = correlation.components();
    const { hashes, ids } = identities(components, changedTraces, context.isHub);
    // A key that has just been found to be a hub has joined until now: that flow falls apart.
    const old = (await findFlows(client, [...hashes, ...hubs], ids)).filter((flow) => !oldIds.has(flow.id));
    // What no flow of these shows any more is shown by another, or is one of its own.
    const shown = new Set(components.flatMap(({ shared }) => shared.map(({ traceId, id }) => segmentKey(traceId, id))));
    const lost = [...shownBefore].filter(([segment, trace]) => !changedTraces.has(trace) && !shown.has(segment)).map(([, trace]) => trace);
    if (old.length + lost.length === 0) return { flows: components.map((component) => summarise(component, context)), oldIds: [...oldIds], hubs: [...hubs] };
    for (const flow of old) {
      oldIds.add(flow.id);
      correlation.seed({ events: flow.events, traces: [], segments: flow.segments.filter((segment) => !segment.shared) });
      for (const { trace, segment, shared } of flow.segments) if (shared) shownBefore.set(segmentKey(trace, segment), trace);
    }
    await explore();
    // A trace that is cut otherwise than when the flow was stored (its key became a hub, or what it sent has expired) has changed too.
    const recut = old.flatMap(({ segments }) => segments.filter((segment) => isGone(world, segment)).map(({ trace }) => trace));
    const again = new Set([...recut, ...lost]);
    for (const trace of again) changedTraces.add(trace);
    correlation.seed({ events: [], traces: again, segments: [] });
    await explore();
  }
}

const isGone = (world: World, { trace, segment: id, shared }: FlowSegment): boolean => !shared && world.trace(trace)?.segments.find((segment) => segment.id === id)?.shared !== false;

async function load(client: pg.ClientBase, world: World, needs: Needs, { conventions, hubLimit, cache }: DeriveOptions, hubs: Set<bigint>): Promise<void> {
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
  for (const hub of found.hubs) world.addHub(hub);
  for (const hub of found.newHubs) hubs.add(hub);
}

/** Under these the flows of the components were stored, and those of every flow that holds a part of a changed trace. */
function identities(components: readonly Component[], changedTraces: ReadonlySet<TraceId>, isHub: (text: string) => boolean): { hashes: bigint[]; ids: string[] } {
  const texts = new Set<string>([...changedTraces].map(traceKey).filter((text) => !isHub(text)));
  const ids = new Set<string>();
  for (const component of components) {
    for (const text of ownTexts(component, isHub)) texts.add(text);
    // A shared segment alone was a flow of its own, which ends when what it touches arrives. Its key is also that of every flow that shows it: only the id is meant.
    for (const segment of component.shared) ids.add(flowIdFromKey(segmentKey(segment.traceId, segment.id)));
  }
  return { hashes: [...texts].map(hashKey), ids: [...ids] };
}
