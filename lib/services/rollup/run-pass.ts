import type pg from 'pg';
import { deriveLetters } from '#lib/services/rollup/derive-letters.ts';
import { derive, type DeriveOptions, type FailedFlow, type Portion } from '#lib/services/rollup/derive.ts';
import { brand } from '#lib/core/brand.ts';
import type { Summary } from '#lib/core/flows/summary.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { LargeFlows } from '#lib/services/rollup/large-flows.ts';
import { tallyEdges, type Written } from '#lib/services/rollup/tally-edges.ts';
import { isDue, judgingOf, keepStatus, sweep, type StatusKeeping } from '#lib/services/status/sweep.ts';
import { hasWork, markHubs, nextPass, putBack, replaceFlows, takeChanges } from '#lib/store/flow-rows.ts';
import { notifyFlows } from '#lib/store/notify.ts';
import { foldTallies } from '#lib/store/fold-tallies.ts';
import { foldTexts } from '#lib/store/texts.ts';
import { traceIdOf, traceUuid } from '#lib/store/refs.ts';

export interface PassOptions extends DeriveOptions {
  /** About how many changed records to take at once. */
  readonly limit: number;
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
  /** When the oldest of what was taken was appended, in microseconds of the epoch; null where nothing was. */
  readonly oldestAt: number | null;
}

/**
 * One pass of the rollup, in the caller's transaction: takes what changed, derives the flows around it, writes them and
 * notifies once. Only one process may run it at a time.
 */
export async function runPass(client: pg.ClientBase, options: PassOptions): Promise<Pass> {
  const status = options.status ?? keepStatus();
  if (!isDue(status, options.now) && !(await hasWork(client, options.now))) return { taken: 0, records: 0, flows: 0, oldestAt: null };
  const changes = await takeChanges(client, options.limit, options.now);
  // Numbered only now: a rebuild drops what passes before its own number wrote, and so must not have given us any of this.
  const version = await nextPass(client);
  const changedIds = new Set<string>();
  const flows: Summary[] = [];
  let later = 0;
  let written: Written | null = null;
  if (changes !== null) {
    const began = performance.now();
    const all = { events: changes.events, traces: changes.traces.map((uuid) => brand<TraceId>(traceIdOf(uuid))) };
    options.cache.forget(all.traces);
    const changed = (await options.large?.split(client, all, options)) ?? { now: all, later: { events: [], traces: [] } };
    later = changed.later.events.length + changed.later.traces.length;
    await putBack(client, { events: changed.later.events, traces: changed.later.traces.map(traceUuid) }, { at: changes.oldestAt, dueAt: options.large?.restsUntil ?? options.now });
    await status.baselines.refresh(client);
    const derived = await derive(client, changed.now, { ...options, judging: judgingOf(status) });
    await markHubs(client, derived.hubs, { lost: false, now: options.now });
    await markHubs(client, derived.lost, { lost: true, now: options.now });
    const failed: FailedFlow[] = [];
    await replaceFlows(client, derived.oldIds, kept(derived.portions, { flows, failed }), version);
    await deriveLetters(client, failed, { conventions: options.conventions, version, now: options.now });
    for (const id of [...derived.oldIds, ...flows.map((flow) => flow.id)]) changedIds.add(id);
    written = { ...derived, flows };
    options.large?.derived(flows, (performance.now() - began) * 1000, options.now);
  }
  // As many as were derived, so that those that come to rest keep up with those that come, and what is derived late is not shown in flight.
  for (const id of await sweep(client, { status, now: options.now, limit: changes === null ? MOST_SETTLED : MOST_SETTLED_BESIDES + flows.length })) changedIds.add(id);
  await foldTallies(client);
  await tallyEdges(client, written, { version, now: options.now });
  // What is derived now changes again soon; where nothing came, all that wait have come to rest.
  await foldTexts(client, { most: MOST_TEXTS, restedSeconds: changes === null ? 0 : TEXT_RESTS_SECONDS });
  if (changedIds.size > 0) await notifyFlows(client, { version: version.toString(), ids: [...changedIds] });
  return { taken: changes?.taken ?? 0, records: (changes?.events.length ?? 0) + (changes?.traces.length ?? 0) - later, flows: flows.length, oldestAt: changes?.oldestAt ?? null };
}

/** The flows of the portions as they are asked for, each kept for what comes after they are written. */
function* kept(portions: Iterable<Portion>, { flows, failed }: { readonly flows: Summary[]; readonly failed: FailedFlow[] }): Generator<readonly Summary[]> {
  for (const portion of portions) {
    flows.push(...portion.flows);
    failed.push(...portion.failed);
    yield portion.flows;
  }
}
