import type { FlowDetail, KeyMatch } from '#lib/contracts/flows.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { drawFlow } from '#lib/services/flows/draw.ts';
import { readFlowRow } from '#lib/services/flows/flow-row.ts';
import { readRecords } from '#lib/services/flows/read-records.ts';
import { resolveKey } from '#lib/services/flows/resolve.ts';
import { readSurroundings } from '#lib/services/flows/surroundings.ts';
import { tellFlows } from '#lib/services/flows/tell-flows.ts';
import type { Store } from '#lib/store/store.ts';

/** Records that one picture shows. */
const DISPLAY_LIMIT = 10_000;

interface ReadOptions {
  readonly conventions?: Conventions;
  readonly displayLimit?: number;
  readonly now?: Micros;
}

type FlowRead = { found: FlowDetail } | { matches: KeyMatch[] } | null;

/** A flow with its records, by any key; `matches` where several flows have the key, null where none has. */
export async function readFlow(store: Pick<Store, 'pool' | 'prisma'>, key: string, options: ReadOptions = {}): Promise<FlowRead> {
  return readMatched(store, await resolveKey(store, key), options);
}

/**
 * As `readFlow`, for a key that was looked up already. Of a flow with more records than the display limit a whole part:
 * at most twice the limit is read and assembled, and ten times the limit of spans looked at.
 */
export async function readMatched(store: Pick<Store, 'pool' | 'prisma'>, matches: KeyMatch[], options: ReadOptions = {}): Promise<FlowRead> {
  if (matches.length > 1) return { matches: await tellFlows(store, matches) };
  const row = matches[0] === undefined ? null : await readFlowRow(store, matches[0].flowId);
  if (row === null) return null;
  const drawing = { now: options.now ?? microsFromMillis(Date.now()), displayLimit: options.displayLimit ?? DISPLAY_LIMIT };
  const reading = readRecords(store, row, options.conventions ?? DEFAULT_CONVENTIONS, drawing.displayLimit);
  const [records, around] = await Promise.all([reading, readSurroundings(store, row, reading, drawing.now)]);
  return around === null ? null : { found: drawFlow(records, around, drawing) };
}
