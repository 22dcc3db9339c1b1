import type pg from 'pg';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { correlate, type Component } from '#lib/core/flows/correlate.ts';
import { eventKey, flowIdFromKey, hashKey, messageKey, segmentKey, traceKey } from '#lib/core/flows/keys.ts';
import { summarise, type FlowSegment, type Summary } from '#lib/core/flows/summary.ts';
import { World, type Needs } from '#lib/core/flows/world.ts';
import { isTraceId, type TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
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
}

/**
 * Computes the flows around changed records from the facts alone.
 * What belonged to a flow that changes is looked at again too, so that a flow can fall apart.
 */
export async function derive(client: pg.ClientBase, changed: { readonly events: readonly string[]; readonly traces: readonly TraceId[] }, options: DeriveOptions): Promise<Derived> {
  const world = new World();
  const hubs = new Set<bigint>();
  const seeds: Seeds = { events: new Set(changed.events), traces: new Set(changed.traces), segments: new Map() };
  const oldIds = new Set<string>();
  const context = { observedAt: (trace: TraceId) => world.knownTrace(trace)?.observedAt ?? null, isHub: (text: string) => world.isHub(text), now: options.now };
  let sendersKnown = false;
  for (;;) {
    const components = await explore(client, world, seeds, options, hubs);
    if (!sendersKnown) {
      // An event that names a trace can change how that trace is cut.
      for (const ref of changed.events) {
        const traceId = world.event(ref)?.reading.trace?.traceId;
        if (traceId !== undefined && isTraceId(traceId)) seeds.traces.add(traceId);
      }
      sendersKnown = true;
      continue;
    }
    const { hashes, ids } = identities(components, seeds.traces, context.isHub);
    // A key that has just been found to be a hub has joined until now: that flow falls apart.
    const old = (await findFlows(client, [...hashes, ...hubs], ids)).filter((flow) => !oldIds.has(flow.id));
    if (old.length === 0) return { flows: components.map((component) => summarise(component, context)), oldIds: [...oldIds], hubs: [...hubs] };
    for (const flow of old) {
      oldIds.add(flow.id);
      for (const ref of flow.events) seeds.events.add(ref);
      for (const segment of flow.segments) if (!segment.shared) seeds.segments.set(`${segment.trace}/${segment.segment}`, segment);
    }
  }
}

interface Seeds {
  readonly events: Set<string>;
  readonly traces: Set<TraceId>;
  readonly segments: Map<string, FlowSegment>;
}

/** Reads what is needed until nothing more is. */
async function explore(client: pg.ClientBase, world: World, seeds: Seeds, options: DeriveOptions, hubs: Set<bigint>): Promise<Component[]> {
  for (;;) {
    const components = correlate(world, { ...seeds, segments: seeds.segments.values() });
    const needs = world.takeNeeds();
    if (needs === null) return components;
    await load(client, world, needs, options, hubs);
  }
}

async function load(client: pg.ClientBase, world: World, needs: Needs, options: DeriveOptions, hubs: Set<bigint>): Promise<void> {
  const events = new Map((await readEvents(client, needs.events)).map((event) => [event.ref, event]));
  for (const ref of needs.events) world.addEvent(ref, events.get(ref) ?? null);

  const at = Map.groupBy(await readEventsAt(client, needs.messages), (event) => messageKey(event.at));
  for (const message of needs.messages) world.addEventsAt(message, at.get(messageKey(message)) ?? []);

  const traces = new Map((await readTraces(client, needs.traces)).map((trace) => [trace.traceId, trace]));
  for (const traceId of needs.traces) {
    const trace = traces.get(traceId);
    const spans = (trace?.spans ?? []).map((span) => ({ span, reading: readSpan(span, options.conventions) }));
    world.addTrace({ traceId, spans, observedAt: trace?.observedAt ?? null });
  }

  const found = await readPostings(client, needs.hashes, options.hubLimit);
  for (const [hash, refs] of found.postings) world.addPostings(hash, refs);
  for (const hub of found.hubs) world.addHub(hub);
  for (const hub of found.newHubs) hubs.add(hub);
}

/** Under these the flows of the components were stored, and those of every flow that holds a part of a changed trace. */
function identities(components: readonly Component[], changedTraces: ReadonlySet<TraceId>, isHub: (text: string) => boolean): { hashes: bigint[]; ids: string[] } {
  const texts = new Set<string>([...changedTraces].map(traceKey));
  const ids = new Set<string>();
  for (const { events, segments, shared } of components) {
    for (const event of events) {
      texts.add(eventKey(event.at));
      for (const key of event.reading.keys) if (key.join !== null && key.kind !== 'trace') texts.add(key.join);
    }
    for (const segment of segments) {
      texts.add(segment.id === '' ? traceKey(segment.traceId) : segmentKey(segment.traceId, segment.id));
      for (const text of [...segment.correlations, ...segment.messages]) texts.add(text);
    }
    // A shared segment alone was a flow of its own, which ends when what it touches arrives. Its key is also that of every flow that shows it: only the id is meant.
    for (const segment of shared) ids.add(flowIdFromKey(segmentKey(segment.traceId, segment.id)));
  }
  return { hashes: [...texts].filter((text) => !isHub(text)).map(hashKey), ids: [...ids] };
}
