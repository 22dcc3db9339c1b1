import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { auditReplay, BY_ITSELF } from '#lib/services/replays/asked.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { changeReplayState, lapsedPlans } from '#lib/store/replays.ts';
import type { Store } from '#lib/store/store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const DAY_MICROS = 86_400_000_000;

/** Ends plans that nobody started within a day: what they selected is of another day. Answers how many. */
export async function lapsePlans({ pool }: Pick<Store, 'pool'>, now: Micros): Promise<number> {
  return inTransaction(pool, async (client) => {
    const lapsed = await lapsedPlans(client, brand<Micros>(now - DAY_MICROS));
    for (const replay of lapsed) {
      await changeReplayState(client, replay.id, replay.state, 'cancelled', { says: 'nobody started it within a day', at: now });
      await auditReplay(client, replay, { at: now, actor: BY_ITSELF, action: 'cancel-replay', count: replay.total, reason: null, outcome: 'nobody started it within a day' });
    }
    if (lapsed.length > 0) await notifyLetters(client, { version: now.toString(), ids: lapsed.map(({ id }) => `replay-${id}`) });
    return lapsed.length;
  });
}
