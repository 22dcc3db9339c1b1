/**
 * Makes the plan of a replay, from wherever whoever held it before came to: freezes the selection, judges it page by page, and adds up what was judged.
 * Whatever ends a planner, another goes on after the last page that is written; memory grows with topics, partitions and groups only.
 */
import type pg from 'pg';
import { DeadLetterFilter } from '#lib/contracts/dead-letters.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import type { AllowedTargets } from '#lib/core/dead-letters/allowed-targets.ts';
import { planSummary, type PlanSummary } from '#lib/core/dead-letters/plan-summary.ts';
import type { AskTopics } from '#lib/services/replays/ask-topics.ts';
import { judgePages, targetOf, topicsFor } from '#lib/services/replays/judge-plan.ts';
import { selectionOf } from '#lib/services/replays/selection.ts';
import { appendAudit } from '#lib/store/audit.ts';
import { microsNow } from '#lib/store/clock.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { countPlan, finishPlan, freezeSelection, NoLongerHeldError, type HeldReplay } from '#lib/store/replay-planning.ts';
import { readReplay, type ReplayRow } from '#lib/store/replays.ts';
import { inTransaction } from '#lib/store/transaction.ts';

export type PlanningStep = 'frozen' | 'judged' | 'planned';

export interface PlanningOptions {
  readonly conventions: Conventions;
  readonly allowed: AllowedTargets;
  readonly ask: AskTopics;
  /** Told after each step. */
  readonly stepped?: (step: PlanningStep) => void;
  /** Ends it between two pages. */
  readonly ended?: AbortSignal;
}

/** Null where it was ended, cancelled, or is held by another. Throws `unavailable` where brokers cannot be asked now: then it is to be tried again. */
export async function makePlan(pool: pg.Pool, held: HeldReplay, { conventions, allowed, ask, stepped = () => undefined, ended }: PlanningOptions): Promise<PlanSummary | null> {
  const { replayId } = held;
  const replay = await readReplay(pool, replayId);
  if (replay === null) return null;
  if (replay.selected === null && !(await freezeAsked(pool, held, replay))) return null;
  stepped('frozen');
  const { aim, edited, judged } = replay;
  const { topics, deniesTransactions } = await topicsFor(pool, replayId, aim, ask);
  const options = { aim, conventions, allowed, topics };
  if (!(await judgePages(pool, held, judged, options, stepped, ended))) return null;
  const summary = planSummary(await countPlan(pool, replayId), { aim, edited, deniesTransactions, target: (source, topic) => targetOf(options, source, topic, topic) });
  const isMine = await inTransaction(pool, async (client) => {
    if (!(await finishPlan(client, held, summary))) return false;
    const refused = Object.values(summary.refusedByReason).reduce((sum, count) => sum + count, 0);
    await appendAudit(client, { at: microsNow(), actor: replay.actor, address: replay.asked.address, action: 'plan-replay', selection: replay.selection, subjects: [replayId.toString()], count: summary.total, reason: replay.reason, outcome: refused === 0 ? `${summary.total} can be sent` : `${summary.total} can be sent, ${refused} are refused` });
    await notifyLetters(client, { version: replayId.toString(), ids: [`replay-${replayId}`] });
    return true;
  });
  stepped('planned');
  return isMine ? summary : null;
}

/** What was asked for as words, by the clock of when it was. False where the replay is held no longer. */
async function freezeAsked(pool: pg.Pool, held: HeldReplay, { asked: { failureGroup, filter }, plannedAt }: ReplayRow): Promise<boolean> {
  const { selected } = selectionOf({ failureGroup, filter: filter === undefined ? undefined : DeadLetterFilter.parse(filter) }, null, plannedAt);
  try {
    await inTransaction(pool, async (client) => {
      await freezeSelection(client, held, selected);
      await notifyLetters(client, { version: held.replayId.toString(), ids: [`replay-${held.replayId}`] });
    });
    return true;
  } catch (error) {
    if (error instanceof NoLongerHeldError) return false;
    throw error;
  }
}
