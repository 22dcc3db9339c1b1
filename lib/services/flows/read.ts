import type { FlowDetail, KeyMatch } from '#lib/contracts/flows.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { drawFlow } from '#lib/services/flows/draw.ts';
import { readFlowRow } from '#lib/services/flows/flow-row.ts';
import { locate, refuseUnknown, type Located, type LocateOptions } from '#lib/services/flows/locate.ts';
import { readRecords } from '#lib/services/flows/read-records.ts';
import { readSurroundings } from '#lib/services/flows/surroundings.ts';
import { tellFlows } from '#lib/services/flows/tell-flows.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** Records that one picture shows. */
const DISPLAY_LIMIT = 10_000;

interface ReadOptions extends LocateOptions {
  readonly displayLimit?: number;
}

type FlowRead = { found: FlowDetail } | { matches: KeyMatch[] } | null;

/** A flow with its records, by any key; `matches` where several flows have the key, null where none has. Throws `unavailable` where that cannot be told yet. */
export async function readFlow(store: Pick<QueryStore, 'pool' | 'prisma'>, key: string, options: ReadOptions = {}): Promise<FlowRead> {
  const located = await locate(store, key, options);
  refuseUnknown(located);
  return readLocated(store, located, options);
}

/**
 * As `readFlow`, for a key that was located already. Of a flow with more records than the display limit a whole part:
 * at most twice the limit is read and assembled, and ten times the limit of spans looked at.
 */
export async function readLocated(store: Pick<QueryStore, 'pool' | 'prisma'>, { matches, flow }: Pick<Located, 'matches' | 'flow'>, options: ReadOptions = {}): Promise<FlowRead> {
  if (matches.length > 1) return { matches: await tellFlows(store, matches) };
  const row = flow === null ? null : (flow.row ?? (await readFlowRow(store, flow.id)));
  if (flow === null || row === null) return null;
  const drawing = { now: options.now ?? microsFromMillis(Date.now()), displayLimit: options.displayLimit ?? DISPLAY_LIMIT };
  const reading = readRecords(store, row, options.conventions ?? DEFAULT_CONVENTIONS, drawing.displayLimit);
  const [records, around] = await Promise.all([reading, readSurroundings(store, { ...flow, row }, reading, drawing.now)]);
  return { found: drawFlow(records, around, drawing) };
}
