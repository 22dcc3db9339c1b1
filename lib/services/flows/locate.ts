import type { KeyMatch } from '#lib/contracts/flows.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import type { Compensations } from '#lib/core/flows/failure.ts';
import { microsFromMillis, rfc3339, type Micros } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { flowRowOf, isRowOf, readFlowRows, type FlowRow } from '#lib/services/flows/flow-row.ts';
import { flowsNow, type FlowNow } from '#lib/services/flows/flows-now.ts';
import { keyTerms, matchOf, seedsOf, type KeyTerms } from '#lib/services/flows/key-terms.ts';
import { largeBehindSince } from '#lib/services/flows/large.ts';
import { lookUp, MOST_MATCHES } from '#lib/services/flows/look-up.ts';
import { databaseFault } from '#lib/store/errors.ts';
import type { Store } from '#lib/store/store.ts';
import { readPostings } from '#lib/store/read-facts.ts';
import { traceUuid } from '#lib/store/refs.ts';
import { underivableAmong } from '#lib/store/underivable.ts';

export interface LocateOptions {
  /** By which flows are derived, as the collector derives them. */
  readonly conventions?: Conventions;
  readonly hubLimit?: number;
  readonly compensations?: Compensations;
  readonly now?: Micros;
}

export interface LocatedFlow {
  readonly id: string;
  /** Null of a large flow, whose names are thousands: whoever draws it reads its row. */
  readonly row: FlowRow | null;
  /** Where it differs from what the rollup wrote, or that has not come to it: as it was derived just now. */
  readonly derived: FlowNow | null;
  /** When the oldest was stored of what waits for the rollup, where that may belong to it and was too much to derive now. */
  readonly behindSince: Micros | null;
  /** Whether deriving fails for anything that is stored: it may belong to it. */
  readonly mayLack: boolean;
}

export interface Located {
  /** None, one, or several flows that have the key. */
  readonly matches: KeyMatch[];
  /** Where it is one. */
  readonly flow: LocatedFlow | null;
  /** Where none is known yet, and what has the key is stored, but too much to be derived for a request: when the oldest of what waits was. */
  readonly unknownSince: Micros | null;
  /** Where none is known, and what has the key is stored: whether deriving its flow fails. */
  readonly isUnderivable: boolean;
}

/**
 * What a key names now. Where nothing waits for the rollup, its rows say so. Where something does, the flows are derived from the facts, as the
 * rollup will: what is stored can be read at once, however far behind it is, unless it is too much for a request.
 */
export async function locate(store: Pick<Store, 'pool'>, key: string, options: LocateOptions = {}): Promise<Located> {
  const { conventions = DEFAULT_CONVENTIONS, hubLimit = 10_000, compensations = [], now = microsFromMillis(Date.now()) } = options;
  const terms = keyTerms(key);
  const { matches, row, isLarge, waitingSince, hasUnderivable } = await lookUp(store, terms);
  const behindSince = isLarge ? largeBehindSince(waitingSince, now) : null;
  const stored: Located = { matches, flow: matches.length === 1 ? { id: matches[0]!.flowId, row, derived: null, behindSince, mayLack: hasUnderivable } : null, unknownSince: null, isUnderivable: false };
  if (isLarge) return stored;
  // Nothing waits of what the rollup could not derive, and no row names it.
  if (waitingSince === null && (matches.length > 0 || !hasUnderivable)) return stored;
  let flows: readonly FlowNow[] | null;
  try {
    flows = await flowsNow(store.pool, terms, matches.map(({ flowId }) => flowId), { conventions, hubLimit, compensations, now });
  } catch (error) {
    if (!hasUnderivable || databaseFault(error) !== 'other') throw error;
    return matches.length === 0 ? { ...stored, isUnderivable: true } : behind(stored, waitingSince);
  }
  if (flows === null) {
    if (matches.length > 0) return behind(stored, waitingSince);
    const isUnderivable = hasUnderivable && (await namesUnderivable(store, terms, { conventions, hubLimit }));
    return { ...stored, isUnderivable, unknownSince: isUnderivable ? null : waitingSince };
  }
  // What joins nothing is posted nowhere: such a key may be known by the rows alone.
  if (flows.length === 0) return stored;
  const [flow, ...others] = flows;
  if (flow === undefined || others.length > 0) return { ...stored, matches: await severalOf(store, terms, flows), flow: null };
  // What is written was judged with the clock and commits, too. Who shares a part of it may be others since.
  const isWritten = row !== null && isRowOf(row, flow.summary);
  const isApart = flow.summary.segments.every(({ shared }) => !shared);
  return { ...stored, matches: [matchOf(terms, flow.summary)!], flow: { id: flow.summary.id, row: isWritten ? row : flowRowOf(flow.summary), derived: isWritten && isApart ? null : flow, behindSince: null, mayLack: hasUnderivable } };
}

/** As its row says, which may lack what waits. */
const behind = (stored: Located, waitingSince: Micros | null): Located => ({ ...stored, flow: stored.flow === null ? null : { ...stored.flow, behindSince: waitingSince } });

/** Whether deriving fails for something that has the key. */
async function namesUnderivable({ pool }: Pick<Store, 'pool'>, terms: KeyTerms, { conventions, hubLimit }: { readonly conventions: Conventions; readonly hubLimit: number }): Promise<boolean> {
  const { hashes, traces } = seedsOf(terms, conventions);
  const posted = [...(await readPostings(pool, hashes, hubLimit)).postings.values()].flat();
  const events = posted.flatMap((ref) => ('event' in ref ? [ref.event] : []));
  const found = await underivableAmong(pool, { events, traces: [...traces, ...posted.flatMap((ref) => ('trace' in ref ? [ref.trace] : []))].map(traceUuid) });
  return found.events.length + found.traces.length > 0;
}

/** Throws `unavailable` where something has the key and nothing can be told of it yet. */
export function refuseUnknown({ unknownSince, isUnderivable }: Located): void {
  if (isUnderivable) throw new ServiceError('unavailable', 'What has this key is stored, and deriving its flow fails. Health says why.');
  if (unknownSince !== null) throw new ServiceError('unavailable', `What has this key was stored after ${rfc3339(unknownSince)}, and is too much to be shown before it is rolled up.`, { retryAfterSeconds: 2 });
}

/** Each with what flow it is, but for those whose row says so. */
async function severalOf(store: Pick<Store, 'pool'>, terms: KeyTerms, flows: readonly FlowNow[]): Promise<KeyMatch[]> {
  const rows = new Map((await readFlowRows(store, flows.map(({ summary }) => summary.id))).map((row) => [row.id, row]));
  return flows.slice(0, MOST_MATCHES).map(({ summary }) => {
    const row = rows.get(summary.id);
    const match = matchOf(terms, summary)!;
    return row !== undefined && isRowOf(row, summary) ? match : { ...match, flow: { kind: summary.kind, status: summary.status, startedAt: rfc3339(summary.startedAt) } };
  });
}
