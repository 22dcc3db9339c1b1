import type pg from 'pg';
import { deriveLetters } from '#lib/services/rollup/derive-letters.ts';
import { derive, type Changed, type Derived, type DeriveOptions, type FailedFlow, type Portion } from '#lib/services/rollup/derive.ts';
import { brand } from '#lib/core/brand.ts';
import type { Summary } from '#lib/core/flows/summary.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { LargeFlows } from '#lib/services/rollup/large-flows.ts';
import { readAhead } from '#lib/services/rollup/read-ahead.ts';
import { tallyEdges } from '#lib/services/rollup/tally-edges.ts';
import { isDue, judgingOf, keepStatus, sweep, type StatusKeeping } from '#lib/services/status/sweep.ts';
import { hasWork, putBack, takeChanges, type Taken } from '#lib/store/change-queue.ts';
import { nextPass, replaceFlows } from '#lib/store/flow-rows.ts';
import { markHubs } from '#lib/store/hubs.ts';
import { notifyFlows } from '#lib/store/notify.ts';
import { foldTallies } from '#lib/store/fold-tallies.ts';
import { foldTexts } from '#lib/store/texts.ts';
import { together } from '#lib/store/together.ts';
import { traceIdOf, traceUuid, type Refs } from '#lib/store/refs.ts';
import { forgetUnderivable, underivableAmong } from '#lib/store/underivable.ts';

export interface PassOptions extends DeriveOptions {
  /** About how many changed records to take at once; none is all that is done besides. */
  readonly limit: number;
  /** To be derived instead of what is next in the queue. */
  readonly given?: Refs;
  /** Told what was taken from the queue, as soon as it was. */
  readonly taken?: (ids: readonly string[]) => void;
  /** Whether there is something for which deriving failed: what is derived after all is no longer among it. */
  readonly hasUnderivable?: boolean;
  /** Whether it reads what the next pass will derive. Not while one fails: what cannot be read would fail the pass before its own, too. */
  readonly readsAhead?: boolean;
  /** What statuses are judged by, kept from pass to pass. Without it nothing that was learned is remembered. */
  readonly status?: StatusKeeping;
  /** Which flows are large, kept from pass to pass. Without it all are derived at each touch. */
  readonly large?: LargeFlows;
}

const MOST_SETTLED = 2000;
/** What has just arrived does not wait for thousands of flows that have come to rest. */
const MOST_SETTLED_BESIDES = 100;

/** A fraction of a second's work: what comes meanwhile waits for it. */
const MOST_TEXTS = 200;
const TEXT_RESTS_SECONDS = 10;

export interface Pass {
  /** Rows of `change` that were taken. */
  readonly taken: number;
  /** That were derived; what was put off does not count. */
  readonly records: number;
  readonly flows: number;
}

/**
 * One pass of the rollup, in the caller's transaction: takes what changed, derives the flows around it, writes them and
 * notifies once. Only one process may run it at a time.
 */
export async function runPass(client: pg.ClientBase, options: PassOptions): Promise<Pass> {
  const status = options.status ?? keepStatus();
  const { given } = options;
  if (given === undefined && !isDue(status, options.now) && !(await hasWork(client, options.now))) return { taken: 0, records: 0, flows: 0 };
  const changes = given === undefined ? await takeChanges(client, options.limit, options.now) : { ...given, oldestAt: options.now, ids: [] };
  options.taken?.(changes?.ids ?? []);
  // Numbered only now: a rebuild drops what passes before its own number wrote, and so must not have given us any of this.
  const version = await nextPass(client);
  const derivation = changes === null ? null : await deriveChanges(client, changes, { ...options, status });
  const records = derivation?.records ?? 0;
  // Only where as many as fit were taken there are more.
  const [, flows] = await together([options.readsAhead && records >= options.limit ? readAhead(client, options) : NOTHING, write(client, derivation, { ...options, status, version })]);
  return { taken: changes?.ids.length ?? 0, records, flows };
}

const NOTHING = Promise.resolve();

type Keeping = PassOptions & { readonly status: StatusKeeping };

interface DerivedChanges {
  readonly changes: Changed;
  readonly derived: Derived;
  /** That were derived; what was put off does not count. */
  readonly records: number;
  /** By `performance.now`. */
  readonly began: number;
}

async function deriveChanges(client: pg.ClientBase, changes: Taken, options: Keeping): Promise<DerivedChanges> {
  const began = performance.now();
  const { events, traces } = options.given === undefined && options.hasUnderivable ? await withoutUnderivable(client, changes) : changes;
  const all = { events, traces: traces.map((uuid) => brand<TraceId>(traceIdOf(uuid))) };
  options.cache.forget(all.traces);
  const split = options.given === undefined ? await options.large?.split(client, all, options) : undefined;
  const { now, later } = split ?? { now: all, later: { events: [], traces: [] } };
  await putBack(client, { events: later.events, traces: later.traces.map(traceUuid) }, { at: changes.oldestAt, dueAt: options.large?.restsUntil ?? options.now });
  await options.status.baselines.refresh(client);
  const derived = await derive(client, now, { ...options, judging: judgingOf(options.status) });
  await markHubs(client, derived.hubs, { lost: false, now: options.now });
  await markHubs(client, derived.lost, { lost: true, now: options.now });
  return { changes: now, derived, records: now.events.length + now.traces.length, began };
}

/** What deriving failed for is tried when it is due: a trace that gets more spans would fail the pass of everything that came with them. */
async function withoutUnderivable(client: pg.ClientBase, refs: Refs): Promise<Refs> {
  const apart = await underivableAmong(client, refs);
  if (apart.events.length + apart.traces.length === 0) return refs;
  const [events, traces] = [new Set(apart.events), new Set(apart.traces)];
  return { events: refs.events.filter((ref) => !events.has(ref)), traces: refs.traces.filter((ref) => !traces.has(ref)) };
}

/** Writes what was derived, if anything was, and judges what has come to rest. Gives how many flows were derived. */
async function write(client: pg.ClientBase, derivation: DerivedChanges | null, options: Keeping & { readonly version: bigint }): Promise<number> {
  const { status, version, now } = options;
  const changedIds = new Set<string>();
  const flows: Summary[] = [];
  if (derivation !== null) {
    const { changes, derived: { oldIds, portions }, began } = derivation;
    const failed: FailedFlow[] = [];
    await replaceFlows(client, oldIds, kept(portions, { flows, failed }), version);
    await deriveLetters(client, failed, { conventions: options.conventions, version, now });
    for (const id of [...oldIds, ...flows.map((flow) => flow.id)]) changedIds.add(id);
    options.large?.derived(flows, (performance.now() - began) * 1000, now);
    if (options.hasUnderivable) await forgetUnderivable(client, recordsOf(changes, flows));
  }
  // As many as were derived, so that those that come to rest keep up with those that come, and what is derived late is not shown in flight.
  for (const id of await sweep(client, { status, now, limit: derivation === null ? MOST_SETTLED : MOST_SETTLED_BESIDES + flows.length })) changedIds.add(id);
  await foldTallies(client);
  await tallyEdges(client, derivation === null ? null : { ...derivation.derived, flows }, { version, now });
  // What is derived now changes again soon; where nothing came, all that wait have come to rest.
  await foldTexts(client, { most: MOST_TEXTS, restedSeconds: derivation === null ? 0 : TEXT_RESTS_SECONDS });
  if (changedIds.size > 0) await notifyFlows(client, { version: version.toString(), ids: [...changedIds] });
  return flows.length;
}

/** What changed, and the messages that are in a flow with it now. Of a trace each part is in a flow of its own, which only a change of the trace brings all up to date. */
const recordsOf = ({ events, traces }: Changed, flows: readonly Summary[]): Refs => ({ events: [...new Set([...events, ...flows.flatMap((flow) => flow.events)])], traces: traces.map(traceUuid) });

/** The flows of the portions as they are asked for, each kept for what comes after they are written. */
function* kept(portions: Iterable<Portion>, { flows, failed }: { readonly flows: Summary[]; readonly failed: FailedFlow[] }): Generator<readonly Summary[]> {
  for (const portion of portions) {
    flows.push(...portion.flows);
    failed.push(...portion.failed);
    yield portion.flows;
  }
}
