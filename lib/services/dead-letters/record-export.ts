import { microsFromMillis } from '#lib/core/time.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { appendAudit } from '#lib/store/audit.ts';
import type { Store } from '#lib/store/store.ts';

/** Filters that are long are told in part. */
const LONGEST_VALUE = 200;
/** Of how it is read, and not of what. */
const NOT_TOLD = new Set(['format', 'limit', 'cursor', 'sort']);

export interface ExportOfList {
  /** In plain words, in the plural: `dead letters`. */
  readonly what: string;
  readonly format: string;
  /** The filters by their names. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly subjects?: readonly string[];
}

/** Writes into the audit log that a list was handed out as a file: before its first byte, so that nobody gets one without. */
export async function recordExport({ pool }: Pick<Store, 'pool'>, actor: Actor, { what, format, query, subjects = [] }: ExportOfList, nowMs: number = Date.now()): Promise<void> {
  const filters = Object.entries(query).flatMap(([name, value]) => (value === undefined || NOT_TOLD.has(name) ? [] : [`${name} ${JSON.stringify(value).slice(0, LONGEST_VALUE)}`]));
  await appendAudit(pool, {
    at: microsFromMillis(nowMs),
    actor: actor.name,
    address: actor.address,
    action: 'export',
    selection: filters.length === 0 ? `all ${what}` : `${what} with ${filters.join(', ')}`,
    subjects,
    count: null,
    reason: null,
    outcome: `handed out as ${format === 'csv' ? 'CSV' : 'JSON Lines'}`,
  });
}
