import type { PlanSummary } from '#lib/core/dead-letters/plan-summary.ts';
import { nextReplayState } from '#lib/core/dead-letters/replay-state.ts';
import type { Refusal } from '#lib/core/dead-letters/states.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { auditReplay, replayFor, type ReplayAsked } from '#lib/services/replays/asked.ts';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { adjustPlan, refuseTaken, type Taken } from '#lib/store/replay-start.ts';
import { changeReplayState, type ReplayRow } from '#lib/store/replays.ts';
import type { Store } from '#lib/store/store.ts';
import { inPatientTransaction } from '#lib/store/transaction.ts';

/**
 * Starts a planned replay; one that was started changes nothing. What another replay took since it was planned, or what is no longer open, is refused,
 * and what is left must be as many as `confirmCount`: else nothing starts. Throws `not-found` and `conflict`, with `total` and `refusedSince` where the count differs.
 */
export async function startReplay({ pool }: Pick<Store, 'pool'>, { id, actor, nowMs = Date.now() }: ReplayAsked, confirmCount: number): Promise<void> {
  const at = microsFromMillis(nowMs);
  await inPatientTransaction(pool, async (client) => {
    // One start at a time: of two replays of one dead letter the second sees the first.
    await client.query('SELECT pg_advisory_xact_lock($1)', [AdvisoryLock.replays.toString()]);
    const replay = await replayFor(client, id);
    const next = nextReplayState(replay.state, 'start');
    if (next === null) throw new ServiceError('conflict', replay.state === 'planning' ? stillPlanned(replay) : 'It was cancelled: plan it anew.');
    if (next === replay.state) return;
    const taken = await refuseTaken(client, replay.id);
    const lost = taken.reduce((sum, { count }) => sum + count, 0);
    const total = replay.total - lost;
    if (total !== confirmCount) {
      const why = lost === 0 ? `It would send ${total}, not ${confirmCount}.` : `It would send ${total} now, not ${confirmCount}: ${taken.map(({ reason, count }) => SAYS[reason](count)).join(', ')}.`;
      throw new ServiceError('conflict', `${why} Look at it again, and start it with confirmCount ${total}.`, { members: { total, refusedSince: lost } });
    }
    if (total === 0) throw new ServiceError('conflict', 'There is nothing to send: all of it is refused.', { members: { total, refusedSince: lost } });
    if (lost > 0 && replay.plan !== null) await adjustPlan(client, replay.id, adjusted(replay.plan, taken), { total, refused: replay.refused + lost });
    await changeReplayState(client, replay.id, replay.state, next, { says: 'it runs', at });
    await auditReplay(client, replay, { at, actor, action: 'start-replay', count: total, reason: null, outcome: lost === 0 ? `${total} will be sent` : `${total} will be sent, ${lost} were refused since it was planned` });
    await notifyLetters(client, { version: replay.id.toString(), ids: [`replay-${replay.id}`] });
  });
}

const stillPlanned = ({ selected, judged }: ReplayRow): string =>
  `It is still being planned${selected === null ? '' : `: ${judged} of ${selected} are judged`}. Start it when its state is planned, with the count that the plan says then.`;

const SAYS: Readonly<Record<Taken['reason'], (count: number) => string>> = {
  'already-live': (count) => `${count} ${count === 1 ? 'is' : 'are'} in another replay since`,
  'not-open': (count) => `${count} ${count === 1 ? 'is' : 'are'} no longer open`,
};

/** The plan without what was taken from it. */
function adjusted(plan: PlanSummary, taken: readonly Taken[]): PlanSummary {
  const refusedByReason: Partial<Record<Refusal, number>> = { ...plan.refusedByReason };
  for (const { reason, count } of taken) refusedByReason[reason] = (refusedByReason[reason] ?? 0) + count;
  const lost = (source: string, topic: string, partition: number | null): number => taken.filter((one) => one.source === source && one.topic === topic && (partition === null || one.partition === partition)).reduce((sum, { count }) => sum + count, 0);
  const targets = plan.targets.map((target) => ({
    ...target,
    count: target.count - lost(target.source, target.topic, null),
    partitions: target.partitions.map(({ partition, count }) => ({ partition, count: count - lost(target.source, target.topic, partition) })).filter(({ count }) => count > 0),
  })).filter(({ count }) => count > 0);
  return { ...plan, total: plan.total - taken.reduce((sum, { count }) => sum + count, 0), targets, refusedByReason };
}

