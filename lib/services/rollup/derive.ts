import type pg from 'pg';
import { Correlation, type Component } from '#lib/core/flows/correlate.ts';
import { flowIdFromKey, hashKey, segmentKey, traceKey, traceSpansKey } from '#lib/core/flows/keys.ts';
import { namedTraces } from '#lib/core/flows/named-traces.ts';
import { keysToLose, sizeOf, type KnownMarks } from '#lib/core/flows/overgrown.ts';
import { storedUnder, type FlowSegment, type Summary } from '#lib/core/flows/summary.ts';
import { World, type KnownEvent } from '#lib/core/flows/world.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { Judging } from '#lib/core/flows/status.ts';
import type { Micros } from '#lib/core/time.ts';
import { loadFacts, type LoadOptions } from '#lib/services/derivation/load-facts.ts';
import { summaries, walk } from '#lib/services/derivation/walk.ts';
import { findFlows, type FlowMembers } from '#lib/store/flow-rows.ts';

export interface Derived {
  /** Each is summarised when it is asked for: while one is written, the next is made. */
  readonly portions: Iterable<Portion>;
  /** Flows that stood for any of these records before. */
  readonly oldIds: readonly string[];
  /** Segments that those flows showed and shared with others. */
  readonly oldShared: readonly FlowSegment[];
  /** Keys that were found only now to name too many records. */
  readonly hubs: readonly bigint[];
  /** Keys that components which grew too large lost only now. */
  readonly lost: readonly bigint[];
}

export interface Portion {
  readonly flows: readonly Summary[];
  /** Those of them that hold dead letters. */
  readonly failed: readonly FailedFlow[];
}

export interface FailedFlow {
  readonly flowId: string;
  readonly events: readonly KnownEvent[];
}

export interface DeriveOptions extends LoadOptions {
  readonly now: Micros;
  /** What statuses are judged by; without it nothing was learned. */
  readonly judging?: Judging;
}

export interface Changed {
  /** Refs of events. */
  readonly events: readonly string[];
  readonly traces: readonly TraceId[];
}

/** Records of a portion, about: enough to spread the cost of a statement, few enough that there are several to a pass. */
const PORTION = 500;
/** A flow may have more records than a key may name, but no business action has so many. */
const LARGEST_FLOW_IN_HUBS = 5;

/**
 * Computes the flows around changed records from the facts alone.
 * What belonged to a flow that changes is looked at again too, so that a flow can fall apart.
 */
export async function derive(client: pg.ClientBase, changed: Changed, options: DeriveOptions): Promise<Derived> {
  const derivation = new Derivation(client, changed, options);
  for (;;) {
    const components = await derivation.components();
    const lost = components.flatMap((component) => keysToLose(component, derivation.largest, derivation.marks));
    if (lost.length === 0) return derivation.derived(components);
    derivation.lose(lost);
  }
}

class Derivation {
  /** Records of one flow at most. */
  readonly largest: number;
  readonly #world = new World();
  readonly #client: pg.ClientBase;
  readonly #options: DeriveOptions;
  readonly #events: readonly string[];
  readonly #hubs = new Set<bigint>();
  readonly #lost = new Set<bigint>();
  readonly #old = new Map<string, FlowMembers>();
  /** Every segment of these is looked at again. */
  readonly #traces: Set<TraceId>;
  #correlation: Correlation;

  constructor(client: pg.ClientBase, changed: Changed, options: DeriveOptions) {
    this.#client = client;
    this.#options = options;
    this.#events = changed.events;
    this.#traces = new Set(changed.traces);
    this.#correlation = new Correlation(this.#world);
    this.largest = options.hubLimit * LARGEST_FLOW_IN_HUBS;
  }

  get marks(): KnownMarks {
    const world = this.#world;
    return { isHub: (text) => world.isHub(text), isLost: (text) => world.isLost(text), hasLost: world.hasLost };
  }

  /** From here on nothing is joined by these; what was found with them is walked anew. */
  lose(texts: readonly string[]): void {
    for (const text of texts) this.#lost.add(this.#world.loseKey(text));
    this.#correlation = new Correlation(this.#world);
  }

  derived(components: readonly Component[]): Derived {
    return { portions: this.#portions(components), oldIds: [...this.#old.keys()], oldShared: this.#shownBefore, hubs: [...this.#hubs], lost: [...this.#lost] };
  }

  *#portions(components: readonly Component[]): Generator<Portion> {
    for (let from = 0; from < components.length; ) {
      let to = from;
      for (let size = 0; to < components.length && size < PORTION; to++) size += sizeOf(components[to]!);
      yield this.#portion(components.slice(from, to));
      from = to;
    }
  }

  #portion(components: readonly Component[]): Portion {
    const flows = summaries(this.#world, components, this.#options);
    const failed = components.flatMap(({ events }, index) => {
      const flow = flows[index];
      return flow !== undefined && events.some(({ reading }) => reading.role === 'dead-letter') ? [{ flowId: flow.id, events }] : [];
    });
    return { flows, failed };
  }

  /** The components of all that changed and of all that was shown with it before; or, where one is too large already, those that were found until then. */
  async components(): Promise<Component[]> {
    this.#correlation.seed({ events: this.#events, traces: this.#traces, segments: [] });
    for (const flow of this.#old.values()) this.#seedMembers(flow);
    await this.#explore();
    this.#seedTraces(this.#tracesOfEvents());
    await this.#explore();
    for (;;) {
      const components = this.#correlation.components();
      if (this.#isTooLarge) return components;
      const { hashes, ids } = this.#identities(components);
      // A key that has just been found to be a hub has joined until now: that flow falls apart.
      const old = (await findFlows(this.#client, [...hashes, ...this.#hubs, ...this.#lost], ids)).filter((flow) => !this.#old.has(flow.id));
      const unshown = this.#unshown(components);
      if (old.length + unshown.length === 0) return components;
      for (const flow of old) {
        this.#old.set(flow.id, flow);
        this.#seedMembers(flow);
      }
      await this.#explore();
      // A trace that is cut otherwise than when the flow was stored (a key became a hub, or what it sent has expired) has changed too.
      const recut = old.flatMap(({ segments }) => segments.filter((segment) => this.#isGone(segment)).map(({ trace }) => trace));
      this.#seedTraces([...recut, ...unshown]);
      await this.#explore();
    }
  }

  async #explore(): Promise<void> {
    if (this.#isTooLarge) return;
    await walk(this.#world, this.#correlation, async (needs) => {
      for (const hub of (await loadFacts(this.#client, this.#world, needs, this.#options)).newHubs) this.#hubs.add(hub);
      return !this.#isTooLarge;
    });
  }

  /** Whether one component is larger than a flow may be: then it is not walked to its end. */
  get #isTooLarge(): boolean {
    return this.#correlation.size > this.largest && this.#correlation.components().some((component) => sizeOf(component) > this.largest && keysToLose(component, this.largest, this.marks).length > 0);
  }

  #seedMembers({ events, segments }: FlowMembers): void {
    this.#correlation.seed({ events, traces: [], segments: segments.filter((segment) => !segment.shared) });
  }

  #seedTraces(traces: readonly TraceId[]): void {
    for (const trace of traces) this.#traces.add(trace);
    this.#correlation.seed({ events: [], traces, segments: [] });
  }

  /** A changed event can change how the traces that it names are cut, and which of several messages at its coordinates is meant by those that name it. */
  #tracesOfEvents(): TraceId[] {
    return this.#events.flatMap((ref) => {
      const event = this.#world.event(ref);
      if (!event) return [];
      const handlers = this.#world.handlers(event.at);
      const isOneOfSeveral = handlers.length > 0 && (this.#world.eventsAt(event.at)?.length ?? 0) > 1;
      return [...namedTraces(event.reading).map(({ traceId }) => traceId), ...(isOneOfSeveral ? handlers : [])];
    });
  }

  /** The shared segments of the flows that stood for these records before. */
  get #shownBefore(): FlowSegment[] {
    return [...this.#old.values()].flatMap(({ segments }) => segments.filter(({ shared }) => shared));
  }

  /** Traces of shared segments that flows showed and none shows any more: another does, or they are flows of their own. */
  #unshown(components: readonly Component[]): TraceId[] {
    const shown = new Set(components.flatMap(({ shared }) => shared.map(({ traceId, id }) => segmentKey(traceId, id))));
    return this.#shownBefore.filter(({ trace, segment }) => !this.#traces.has(trace) && !shown.has(segmentKey(trace, segment))).map(({ trace }) => trace);
  }

  /** Under these the flows of the components were stored, and those of every flow that holds a part of a changed trace. */
  #identities(components: readonly Component[]): { hashes: bigint[]; ids: string[] } {
    const isHub = (text: string): boolean => this.#world.isHub(text);
    const texts = new Set([...this.#traces].map((trace) => (isHub(traceKey(trace)) ? traceSpansKey(trace) : traceKey(trace))));
    const ids = new Set<string>();
    for (const component of components) {
      for (const text of storedUnder(component, isHub)) texts.add(text);
      // A shared segment alone was a flow of its own, which ends when what it touches arrives. Its key is also that of every flow that shows it: only the id is meant.
      for (const segment of component.shared) ids.add(flowIdFromKey(segmentKey(segment.traceId, segment.id)));
    }
    return { hashes: [...texts].map(hashKey), ids: [...ids] };
  }

  #isGone({ trace, segment: id, shared }: FlowSegment): boolean {
    return !shared && this.#world.trace(trace)?.segment(id)?.shared !== false;
  }
}
