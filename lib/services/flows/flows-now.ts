/**
 * Flows as they follow from the facts at this moment. The rollup writes the same when it gets there; who asks meanwhile need not wait for it.
 * docs/decisions/read-before-rolled-up.md
 */
import type pg from 'pg';
import type { FlowHub } from '#lib/contracts/flows.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { Correlation, type Component } from '#lib/core/flows/correlate.ts';
import type { Compensations } from '#lib/core/flows/failure.ts';
import { segmentKey } from '#lib/core/flows/keys.ts';
import { NOTHING_LEARNED } from '#lib/core/flows/status.ts';
import type { Summary } from '#lib/core/flows/summary.ts';
import { World } from '#lib/core/flows/world.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { loadFacts } from '#lib/services/derivation/load-facts.ts';
import { summaries, walk } from '#lib/services/derivation/walk.ts';
import { hubsAmong } from '#lib/services/flows/summary.ts';
import { matchOf, seedsOf, type KeyTerms } from '#lib/services/flows/key-terms.ts';
import { isTimeout } from '#lib/store/errors.ts';
import { findWaitingTrace } from '#lib/store/change-queue.ts';
import { findFlows, type FlowMembers } from '#lib/store/flow-rows.ts';
import { readPostings } from '#lib/store/read-facts.ts';
import { together } from '#lib/store/together.ts';
import { inSnapshot } from '#lib/store/transaction.ts';

export interface DeriveNowOptions {
  readonly conventions: Conventions;
  readonly hubLimit: number;
  readonly compensations: Compensations;
  readonly now: Micros;
}

/** A flow that was derived to be shown and is written nowhere. */
export interface FlowNow {
  readonly summary: Summary;
  readonly hubs: FlowHub[];
  /** In how many other flows each shared segment is shown, by `segmentKey`; null where those are too many to be looked at. */
  readonly sharedWith: ReadonlyMap<string, number> | null;
}

/** More than a request can derive before others notice. */
const MOST_RECORDS = 1000;
/** Spans that are read for it: of a batch's trace most belong to others. */
const MOST_SPANS = 5000;
const MOST_MS = 1000;

/** The flows that have the key. Null where there is more around it than a request can derive. Writes nothing. */
export function flowsNow(pool: pg.Pool, terms: KeyTerms, storedIds: readonly string[], options: DeriveNowOptions): Promise<FlowNow[] | null> {
  const derived = inSnapshot(pool, (client) => new DerivationNow(client, options).flows(terms, storedIds), MOST_MS);
  return derived.catch((error: unknown) => {
    if (isTimeout(error)) return null;
    throw error;
  });
}

class DerivationNow {
  readonly #client: pg.ClientBase;
  readonly #options: DeriveNowOptions;
  readonly #cache = new FactsCache({ events: 1, spans: 1 });
  readonly #world = new World();
  readonly #correlation = new Correlation(this.#world);
  readonly #until = performance.now() + MOST_MS;
  /** That may still be read. */
  #mostSpans = MOST_SPANS;

  constructor(client: pg.ClientBase, options: DeriveNowOptions) {
    this.#client = client;
    this.#options = options;
  }

  async flows(terms: KeyTerms, storedIds: readonly string[]): Promise<FlowNow[] | null> {
    if (!(await this.#seed(terms, storedIds)) || !(await this.#walk())) return null;
    const components = this.#correlation.components();
    const { now, compensations } = this.#options;
    const made = summaries(this.#world, components, { now, judging: { ...NOTHING_LEARNED, compensations } });
    const found = made.flatMap((summary, index) => (matchOf(terms, summary) === null ? [] : [{ summary, component: components[index]! }]));
    const own = found.filter(({ summary }) => summary.id === terms.key);
    const named = own.length > 0 ? own : found;
    const sharedWith = named.length === 1 ? await this.#sharedWith(named[0]!.component) : null;
    return named.map(({ summary }) => ({ summary, sharedWith, hubs: hubsAmong(summary.keys, (text) => (this.#world.isHub(text) ? { lost: this.#world.isLost(text) } : null)) }));
  }

  /** What is posted under the key, and what the flows hold that have it by their rows. False where that alone is too much. */
  async #seed(terms: KeyTerms, storedIds: readonly string[]): Promise<boolean> {
    const { hashes, traces } = seedsOf(terms, this.#options.conventions);
    const [{ postings, hubs }, stored] = await together([readPostings(this.#client, hashes, this.#options.hubLimit), findFlows(this.#client, [], storedIds)]);
    const posted = [...postings.values()].flat();
    const waiting = stored.length === 0 && terms.hash !== null ? await findWaitingTrace(this.#client, terms.key) : [];
    const events = posted.flatMap((ref) => ('event' in ref ? [ref.event] : []));
    // What has a key that too many have cannot all be looked at.
    if (hubs.length > 0 || events.length > MOST_RECORDS) return false;
    this.#correlation.seed({ events, traces: new Set([...traces, ...waiting, ...posted.flatMap((ref) => ('trace' in ref ? [ref.trace] : []))]), segments: [] });
    for (const flow of stored) this.#seedMembers(flow);
    return true;
  }

  #seedMembers({ events, segments }: FlowMembers): void {
    const own = segments.filter(({ shared }) => !shared);
    // Where a flow is nothing but what it shares, its traces are what is left to begin from.
    const traces = events.length + own.length > 0 ? [] : segments.map(({ trace }) => trace);
    this.#correlation.seed({ events, traces, segments: own });
  }

  /** Only when the whole of their traces was looked at is it known who else shows shared segments. */
  async #sharedWith({ shared }: Component): Promise<ReadonlyMap<string, number> | null> {
    if (shared.length === 0) return new Map();
    this.#correlation.seed({ events: [], traces: new Set(shared.map(({ traceId }) => traceId)), segments: [] });
    if (!(await this.#walk())) return null;
    const components = this.#correlation.components();
    const showing = (traceId: TraceId, id: string): number => components.filter((each) => each.shared.some((segment) => segment.traceId === traceId && segment.id === id)).length;
    return new Map(shared.map(({ traceId, id }) => [segmentKey(traceId, id), Math.max(0, showing(traceId, id) - 1)]));
  }

  #walk(): Promise<boolean> {
    return walk(this.#world, this.#correlation, async (needs) => {
      if (this.#correlation.size + needs.events.length > MOST_RECORDS || performance.now() > this.#until) return false;
      const { spans } = await loadFacts(this.#client, this.#world, needs, { ...this.#options, cache: this.#cache, mostSpans: this.#mostSpans });
      this.#mostSpans -= spans ?? 0;
      return spans !== null;
    });
  }
}
