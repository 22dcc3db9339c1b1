/** How far a replay is planned. Each step is of a planner that holds the replay: one that lost it to another, or whose replay was cancelled, writes nothing. */
import type pg from 'pg';
import type { PlanCounts, PlanSummary } from '#lib/core/dead-letters/plan-summary.ts';
import type { Refusal } from '#lib/core/dead-letters/states.ts';
import { selecting, type DeadLetterFilter } from '#lib/store/dead-letter-filter.ts';
import { allowStatements } from '#lib/store/silence.ts';
import { pgJson } from '#lib/store/text.ts';

export interface HeldReplay {
  readonly replayId: bigint;
  readonly term: bigint;
}

/** A million rows with their indexes take a while; nobody else waits for them. */
const LONG_MS = 600_000;
const MOST_REFUSED = 100;
/** Of a plan that waits for nothing: how far it is tell its counts. */
export const BEING_PLANNED = 'it is being planned';

/** What was written for a replay must go with its transaction: another holds it now, or it was cancelled. */
export class NoLongerHeldError extends Error {
  override name = 'NoLongerHeldError';
}

/** The snapshot of this one statement is the selection. Answers how many; throws `NoLongerHeldError`. In the caller's transaction. */
export async function freezeSelection(client: pg.ClientBase, { replayId, term }: HeldReplay, selected: DeadLetterFilter | readonly string[]): Promise<number> {
  await allowStatements(client, LONG_MS);
  const { from, where, values } = isIds(selected) ? { from: 'FROM dead_letter d', where: 'd.id = ANY ($1::uuid[])', values: [selected] } : selecting(selected);
  const { rowCount } = await client.query(
    `INSERT INTO replay_item (replay_id, seq, dead_letter, state, says)
     SELECT $${values.length + 1}::bigint, row_number() OVER (ORDER BY d.seen_at, d.id), d.id, 'planned', 'nothing was done yet' ${from} WHERE ${where}`,
    [...values, replayId.toString()],
  );
  const count = rowCount ?? 0;
  const noted = await client.query({ name: 'note-frozen', text: `UPDATE replay SET selected = $3 WHERE id = $1 AND term = $2 AND state = 'planning' AND selected IS NULL`, values: [replayId.toString(), term.toString(), count] });
  if (noted.rowCount !== 1) throw new NoLongerHeldError(`Replay ${replayId} is held no longer.`);
  return count;
}

const isIds = (selected: DeadLetterFilter | readonly string[]): selected is readonly string[] => Array.isArray(selected);

/** `judged`: the number of the last item that is. False where the replay is held no longer. */
export async function noteJudged(client: pg.ClientBase, { replayId, term }: HeldReplay, judged: number): Promise<boolean> {
  const { rowCount } = await client.query({ name: 'note-judged', text: `UPDATE replay SET judged = $3, says = '${BEING_PLANNED}' WHERE id = $1 AND term = $2 AND state = 'planning'`, values: [replayId.toString(), term.toString(), judged] });
  return rowCount === 1;
}

/** Of all that were judged. */
export async function countPlan(client: pg.Pool | pg.ClientBase, replayId: bigint): Promise<PlanCounts> {
  const id = [replayId.toString()];
  const targets = await client.query<{ source: string; topic: string; partition: number | null; group: string | null; count: number }>({
    name: 'count-planned-targets',
    text: `SELECT source, target_topic AS topic, target_partition AS partition, target_group AS "group", count(*)::int AS count FROM replay_item WHERE replay_id = $1 AND state = 'planned' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    values: id,
  });
  const reasons = await client.query<{ refused: Refusal; count: number }>({ name: 'count-refused-reasons', text: `SELECT refused, count(*)::int AS count FROM replay_item WHERE replay_id = $1 AND state = 'refused' GROUP BY refused ORDER BY min(seq)`, values: id });
  const first = await client.query<{ dead_letter: string; refused: Refusal; says: string }>({ name: 'first-refused', text: `SELECT dead_letter, refused, says FROM replay_item WHERE replay_id = $1 AND state = 'refused' ORDER BY seq LIMIT ${MOST_REFUSED}`, values: id });
  return {
    targets: targets.rows.map(({ count, ...target }) => ({ target, count })),
    refusedByReason: Object.fromEntries(reasons.rows.map(({ refused, count }) => [refused, count])),
    refused: first.rows.map((row) => ({ deadLetterId: row.dead_letter, reason: row.refused, says: row.says })),
  };
}

/** From `planning` to `planned`; false where the replay is held no longer. */
export async function finishPlan(client: pg.ClientBase, { replayId, term }: HeldReplay, plan: PlanSummary): Promise<boolean> {
  const refused = Object.values(plan.refusedByReason).reduce((sum, count) => sum + count, 0);
  const { rowCount } = await client.query({
    name: 'finish-plan',
    text: `UPDATE replay SET state = 'planned', says = 'it waits to be started', plan = $3::jsonb, total = $4, refused = $5, leased_until = NULL WHERE id = $1 AND term = $2 AND state = 'planning'`,
    values: [replayId.toString(), term.toString(), pgJson(plan), plan.total, refused],
  });
  return rowCount === 1;
}

/** Of a plan that could not be made, nothing stays, unless another makes it by now. */
export async function dropPlan(client: pg.ClientBase, { replayId, term }: HeldReplay): Promise<void> {
  await allowStatements(client, LONG_MS);
  const { rowCount } = await client.query(`DELETE FROM replay WHERE id = $1 AND term = $2 AND state = 'planning'`, [replayId.toString(), term.toString()]);
  if (rowCount === 0) return;
  for (const table of ['replay_edit', 'replay_item']) await client.query(`DELETE FROM ${table} WHERE replay_id = $1`, [replayId.toString()]);
}
