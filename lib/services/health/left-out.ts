/** Records that are stored and in no flow, because deriving fails for them: shown, and derived again when somebody asks. */
import type { DerivedAgain, LeftOutList } from '#lib/contracts/left-out.ts';
import { rfc3339 } from '#lib/core/time.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { appendAudit } from '#lib/store/audit.ts';
import { microsNow } from '#lib/store/clock.ts';
import { listLeftOut, takeBack } from '#lib/store/left-out.ts';
import type { Store } from '#lib/store/store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const MOST_SHOWN = 100;

export async function readLeftOut({ pool }: Pick<Store, 'pool'>): Promise<LeftOutList> {
  const records = await listLeftOut(pool, MOST_SHOWN);
  return {
    records: records.map(({ at, reason, record }) => ({ at: rfc3339(at), reason, record: typeof record === 'string' ? { trace: record } : { event: { ...record, offset: record.offset.toString() } } })),
  };
}

/** Gives them to the rollup, which finds them within a second. What fails again is left out again. */
export function deriveLeftOut({ pool }: Pick<Store, 'pool'>, { name, address }: Actor): Promise<DerivedAgain> {
  return inTransaction(pool, async (client) => {
    const at = microsNow();
    const records = await takeBack(client, at);
    if (records > 0) await appendAudit(client, { at, actor: name, address, action: 'derive-again', selection: 'records in no flow', subjects: [], count: records, reason: null, outcome: `${records} given to the rollup again` });
    return { records };
  });
}
