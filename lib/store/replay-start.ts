/** What a plan loses to others before it is started. */
import type pg from 'pg';
import type { PlanSummary } from '#lib/core/dead-letters/plan-summary.ts';
import { LIVE } from '#lib/store/replay-plan.ts';
import { allowStatements } from '#lib/store/silence.ts';
import { pgJson } from '#lib/store/text.ts';

const CHECKING_MS = 600_000;

export interface Taken {
  readonly reason: 'already-live' | 'not-open';
  readonly source: string;
  readonly topic: string;
  readonly partition: number | null;
  readonly count: number;
}

/** Refuses what is planned, and is in another active replay or no longer open. In the caller's transaction, under `AdvisoryLock.replays`. */
export async function refuseTaken(client: pg.ClientBase, replayId: bigint): Promise<Taken[]> {
  await allowStatements(client, CHECKING_MS);
  const { rows } = await client.query<{ refused: Taken['reason']; source: string; target_topic: string; target_partition: number | null; count: number }>({
    name: 'refuse-taken',
    text: `WITH taken AS (
             SELECT i.seq, CASE WHEN live.replay_id IS NOT NULL THEN 'already-live' ELSE 'not-open' END AS reason, live.replay_id
               FROM replay_item i LEFT JOIN dead_letter d ON d.id = i.dead_letter
               LEFT JOIN LATERAL (SELECT o.replay_id FROM replay_item o JOIN replay r ON r.id = o.replay_id WHERE o.dead_letter = i.dead_letter AND o.replay_id <> $1 AND ${LIVE} LIMIT 1) live ON true
              WHERE i.replay_id = $1 AND i.state = 'planned' AND (live.replay_id IS NOT NULL OR d.state IS DISTINCT FROM 0)),
           refused AS (
             UPDATE replay_item i SET state = 'refused', refused = t.reason, says = CASE WHEN t.replay_id IS NULL THEN 'it was no longer open when the replay was started' ELSE 'it was in replay ' || t.replay_id || ' when this one was started' END
               FROM taken t WHERE i.replay_id = $1 AND i.seq = t.seq RETURNING i.refused, i.source, i.target_topic, i.target_partition)
           SELECT refused, source, target_topic, target_partition, count(*)::int AS count FROM refused GROUP BY 1, 2, 3, 4`,
    values: [replayId.toString()],
  });
  return rows.map((row) => ({ reason: row.refused, source: row.source, topic: row.target_topic, partition: row.target_partition, count: row.count }));
}

export async function adjustPlan(client: pg.ClientBase, replayId: bigint, plan: PlanSummary, { total, refused }: { readonly total: number; readonly refused: number }): Promise<void> {
  await client.query({ name: 'adjust-plan', text: 'UPDATE replay SET plan = $2::jsonb, total = $3, refused = $4 WHERE id = $1', values: [replayId.toString(), pgJson(plan), total, refused] });
}
