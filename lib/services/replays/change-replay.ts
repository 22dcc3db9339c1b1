/** Pauses, resumes and cancels replays. The collector looks before each chunk: what is being sent then comes to its end. */
import type pg from 'pg';
import { nextReplayState, type ReplayEvent } from '#lib/core/dead-letters/replay-state.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { auditReplay, replayFor, type ReplayAsked } from '#lib/services/replays/asked.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { cancelPlanned } from '#lib/store/replay-items.ts';
import { changeReplayState, judgeAnew, type ReplayRow } from '#lib/store/replays.ts';
import type { Store } from '#lib/store/store.ts';
import { inPatientTransaction } from '#lib/store/transaction.ts';

/** Throws `not-found`, and `conflict` where it does not run. One that is paused stays so. */
export const pauseReplay = (store: Pick<Store, 'pool'>, asked: ReplayAsked, reason: string | null): Promise<void> =>
  change(store, asked, { event: 'pause', action: 'pause-replay', reason, says: `${asked.actor.name} paused it`, wrong: 'It does not run.' });

/** Also one that stopped by itself: from then on it is judged by what comes. Throws `not-found`, and `conflict` where it neither rests nor runs. */
export const resumeReplay = (store: Pick<Store, 'pool'>, asked: ReplayAsked, reason: string | null): Promise<void> =>
  change(store, asked, { event: 'resume', action: 'resume-replay', reason, says: 'it runs', wrong: 'It is not paused.', also: (client, replay) => (replay.state === 'stopped' ? judgeAnew(client, replay.id) : Promise.resolve()) });

/** What is planned is not sent any more; what was sent is followed to its outcome. Of many items a collector says so one by one: the answer does not wait for it. Throws `not-found`, and `conflict` where it is done. */
export async function cancelReplay(store: Pick<Store, 'pool'>, asked: ReplayAsked, reason: string | null): Promise<void> {
  await change(store, asked, { event: 'cancel', action: 'cancel-replay', reason, says: `${asked.actor.name} cancelled it`, wrong: 'It is done.' });
  await cancelPlanned(store.pool, BigInt(asked.id), MOST_AT_ONCE);
}

const MOST_AT_ONCE = 10_000;

interface Change {
  readonly event: Extract<ReplayEvent, 'pause' | 'resume' | 'cancel'>;
  readonly action: 'pause-replay' | 'resume-replay' | 'cancel-replay';
  readonly reason: string | null;
  readonly says: string;
  readonly wrong: string;
  readonly also?: (client: pg.ClientBase, replay: ReplayRow) => Promise<void>;
}

async function change({ pool }: Pick<Store, 'pool'>, { id, actor, nowMs = Date.now() }: ReplayAsked, { event, action, reason, says, wrong, also }: Change): Promise<void> {
  const at = microsFromMillis(nowMs);
  await inPatientTransaction(pool, async (client) => {
    const replay = await replayFor(client, id);
    const next = nextReplayState(replay.state, event);
    if (next === null) throw new ServiceError('conflict', `${wrong} Its state is ${replay.state}.`, { members: { state: replay.state } });
    if (next === replay.state) return;
    await changeReplayState(client, replay.id, replay.state, next, { says: reason === null ? says : `${says}: ${reason}`, at });
    await also?.(client, replay);
    await auditReplay(client, replay, { at, actor, action, count: replay.total - replay.sent, reason, outcome: `${replay.sent} of ${replay.total} were sent until then` });
    await notifyLetters(client, { version: replay.id.toString(), ids: [`replay-${replay.id}`] });
  });
}
