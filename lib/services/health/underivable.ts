/** Messages and traces for which deriving fails: shown, and tried again when somebody asks. */
import type { Coordinates } from '#lib/contracts/wire.ts';
import type { UnderivableList, UnderivableRetried } from '#lib/contracts/underivable.ts';
import { rfc3339 } from '#lib/core/time.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { appendAudit } from '#lib/store/audit.ts';
import { microsNow } from '#lib/store/clock.ts';
import { eventRef } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';
import { topicIds } from '#lib/store/topics.ts';
import { inTransaction } from '#lib/store/transaction.ts';
import { listUnderivable, reasonOf, retryUnderivable } from '#lib/store/underivable.ts';

const MOST_SHOWN = 100;

export async function readUnderivable({ pool }: Pick<Store, 'pool'>): Promise<UnderivableList> {
  const found = await listUnderivable(pool, MOST_SHOWN);
  return { underivable: found.map(({ at, reason, what }) => ({ at: rfc3339(at), reason, what: typeof what === 'string' ? { trace: what } : { event: { ...what, offset: what.offset.toString() } } })) };
}

/** Null where it does not fail. */
export async function whyUnderivable({ pool }: Pick<Store, 'pool'>, at: Coordinates): Promise<string | null> {
  const [topicId] = await topicIds(pool, [at]);
  return topicId == null ? null : reasonOf(pool, eventRef(topicId, at.partition, BigInt(at.offset)));
}

/** The rollup finds what is due within a second, where it has nothing else to do. */
export function retry({ pool }: Pick<Store, 'pool'>, { name, address }: Actor): Promise<UnderivableRetried> {
  return inTransaction(pool, async (client) => {
    const count = await retryUnderivable(client);
    if (count > 0) await appendAudit(client, { at: microsNow(), actor: name, address, action: 'derive-again', selection: 'messages and traces for which deriving fails', subjects: [], count, reason: null, outcome: `${count} to be derived again` });
    return { count };
  });
}
