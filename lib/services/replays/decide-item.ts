import type { ReplayItemDecision } from '#lib/contracts/replays.ts';
import type { z } from 'zod';
import { nextItemState } from '#lib/core/dead-letters/replay-state.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { auditReplay, replayFor, type ReplayAsked } from '#lib/services/replays/asked.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { lettersLock } from '#lib/store/letters-lock.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { decideUnsure, readItem } from '#lib/store/replay-items.ts';
import type { Store } from '#lib/store/store.ts';
import { inPatientTransaction } from '#lib/store/transaction.ts';

/**
 * A person's word on an item that is `unsure`. Said to be sent, it is followed to its outcome; said not to be, its dead letter is open again, also for another replay.
 * `itemId`: the replay and the number of the item, `17-3`. Throws `not-found`, and `conflict` where it is not unsure.
 */
export async function decideItem({ pool }: Pick<Store, 'pool'>, { id, itemId, actor, nowMs = Date.now() }: ReplayAsked & { readonly itemId: string }, { outcome, reason }: z.infer<typeof ReplayItemDecision>): Promise<void> {
  const at = microsFromMillis(nowMs);
  await inPatientTransaction(pool, async (client) => {
    await lettersLock(client);
    const replay = await replayFor(client, id);
    const [, of, seq] = /^(\d{1,18})-(\d{1,9})$/.exec(itemId) ?? [];
    const item = of !== id || seq === undefined ? null : await readItem(client, replay.id, Number(seq));
    if (item === null) throw new ServiceError('not-found', 'There is no such item of this replay.');
    const next = nextItemState(item.state, outcome === 'sent' ? 'decide-sent' : 'decide-not-sent');
    if (next === null) throw new ServiceError('conflict', `It is ${item.state.replace('-', ' ')}, and nobody need decide about it.`, { members: { state: item.state } });
    await decideUnsure(client, replay.id, item.seq, { state: next, says: outcome === 'sent' ? `${actor.name} says that it was sent: ${reason}` : `${actor.name} says that it was not sent: ${reason}`, at });
    if (outcome === 'not-sent') await changeStates(client, [item.deadLetter], ['replaying'], 'open', at);
    await auditReplay(client, replay, { at, actor, action: 'decide-unsure', count: 1, reason, outcome: outcome === 'sent' ? 'it is taken for sent' : 'it is taken for not sent, and open again' });
    await notifyLetters(client, { version: replay.id.toString(), ids: [`replay-${replay.id}`] });
  });
}
