/** Replays as rows, with their state. What may follow which state is said in lib/core/dead-letters/replay-state.ts. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Aim } from '#lib/core/dead-letters/plan-replay.ts';
import type { PlanSummary } from '#lib/core/dead-letters/plan-summary.ts';
import type { ReplayState } from '#lib/core/dead-letters/states.ts';
import type { Micros } from '#lib/core/time.ts';
import { DATABASE_NOW } from '#lib/store/clock.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { BEING_PLANNED } from '#lib/store/replay-planning.ts';
import { pgJson, pgText } from '#lib/store/text.ts';

/** As it stands in the database. */
export interface AskedSelection {
  /** For people. */
  readonly words: string;
  readonly failureGroup?: string | undefined;
  readonly filter?: Readonly<Record<string, string | undefined>> | undefined;
  /** The first of them. */
  readonly deadLetterIds?: readonly string[] | undefined;
  /** From where it was asked for. */
  readonly address: string | null;
}

export interface NewReplay {
  readonly actor: string;
  readonly reason: string;
  readonly selection: AskedSelection;
  readonly aim: Aim;
  readonly ratePerSecond: number;
  readonly canary: boolean;
  readonly stopAtFailedShare: number;
  readonly plannedAt: Micros;
  readonly edited: number;
  /** Whoever plans it at once has so long before others take over; null leaves it to them. */
  readonly holdMs: number | null;
}

export interface ReplayRow extends Omit<NewReplay, 'selection' | 'holdMs'> {
  readonly id: bigint;
  readonly state: ReplayState;
  readonly says: string;
  readonly selection: string;
  /** As it was asked for, where it was planned so. */
  readonly asked: AskedSelection;
  /** How many the selection froze; null until it has. */
  readonly selected: number | null;
  /** While it plans: so many of them are judged. */
  readonly judged: number;
  /** Null while it plans. */
  readonly plan: PlanSummary | null;
  readonly startedAt: Micros | null;
  readonly endedAt: Micros | null;
  /** Without the refused. */
  readonly total: number;
  readonly refused: number;
  readonly sent: number;
  readonly succeeded: number;
  readonly failedAgain: number;
  readonly unsure: number;
  readonly cancelled: number;
  /** Outcomes that a person had seen who resumed it. */
  readonly judgedSucceeded: number;
  readonly judgedFailed: number;
  readonly term: bigint;
}

/** In state `planning`, of term 0. */
export async function insertReplay(client: pg.ClientBase, replay: NewReplay): Promise<bigint> {
  const { rows } = await client.query<{ id: string }>({
    name: 'insert-replay',
    text: `INSERT INTO replay (state, says, actor, reason, selection, aim_topic, aim_partition, rate_per_second, canary, stop_at_failed_share, planned_at, edited, total, refused, sent, succeeded, failed_again, unsure, cancelled, term, leased_until)
           VALUES ('planning', '${BEING_PLANNED}', $1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, 0, 0, 0, 0, 0, ${DATABASE_NOW} + $11::bigint * 1000) RETURNING id`,
    values: [pgText(replay.actor), pgText(replay.reason), pgJson(replay.selection), replay.aim.topic, String(replay.aim.partition), replay.ratePerSecond, replay.canary, replay.stopAtFailedShare, replay.plannedAt, replay.edited, replay.holdMs],
  });
  return BigInt(rows[0]?.id ?? 0);
}

/** Null where there is none of this id. `lock`: nobody else changes it until the caller's transaction ends. */
export async function readReplay(client: pg.Pool | pg.ClientBase, id: bigint, lock: 'lock' | 'look' = 'look'): Promise<ReplayRow | null> {
  const { rows } = await client.query<ReplayColumns>({
    name: `read-replay-${lock}`,
    text: `SELECT *, selection->>'words' AS words FROM replay WHERE id = $1${lock === 'lock' ? ' FOR UPDATE' : ''}`,
    values: [id.toString()],
  });
  return rows[0] === undefined ? null : replayOf(rows[0]);
}

/** Where it is in `from`; answers whether it was. */
export async function changeReplayState(client: pg.Pool | pg.ClientBase, id: bigint, from: ReplayState, to: ReplayState, { says, at }: { readonly says: string; readonly at: Micros }): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'change-replay-state',
    text: `UPDATE replay SET state = $3, says = $4,
                  started_at = CASE WHEN $3 = 'running' THEN coalesce(started_at, $5) ELSE started_at END,
                  ended_at = CASE WHEN $3 IN ('cancelled', 'done') THEN $5 ELSE NULL::bigint END
            WHERE id = $1 AND state = $2`,
    values: [id.toString(), from, to, pgText(says), at],
  });
  return rowCount === 1;
}

/** A person saw the outcomes so far, and lets it go on: it is judged by those that come. */
export async function judgeAnew(client: pg.ClientBase, id: bigint): Promise<void> {
  await client.query({ name: 'judge-replay-anew', text: 'UPDATE replay SET judged_succeeded = succeeded, judged_failed = failed_again WHERE id = $1', values: [id.toString()] });
}

/** What a replay that is planned or runs waits for, where that is news; nothing where another sender took over. */
export async function sayOfReplay(pool: pg.Pool, { replayId, term }: { readonly replayId: bigint; readonly term: bigint }, says: string): Promise<void> {
  const { rowCount } = await pool.query({ name: 'say-of-replay', text: `UPDATE replay SET says = $3 WHERE id = $1 AND term = $2 AND state IN ('planning', 'running') AND says <> $3`, values: [replayId.toString(), term.toString(), pgText(says)] });
  if (rowCount === 1) await notifyLetters(pool, { version: replayId.toString(), ids: [`replay-${replayId}`] });
}

/** Plans that nobody started until then; answers which. In the caller's transaction. */
export async function lapsedPlans(client: pg.ClientBase, before: Micros): Promise<ReplayRow[]> {
  const { rows } = await client.query<ReplayColumns>({ name: 'lapsed-plans', text: `SELECT *, selection->>'words' AS words FROM replay WHERE state IN ('planning', 'planned') AND planned_at < $1 ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED`, values: [before] });
  return rows.map(replayOf);
}

/** As the database has it. */
export interface ReplayColumns {
  readonly id: string;
  readonly state: ReplayState;
  readonly says: string;
  readonly actor: string;
  readonly reason: string;
  readonly words: string | null;
  readonly selection: AskedSelection;
  readonly selected: number | null;
  readonly judged: number;
  readonly plan: PlanSummary | null;
  readonly aim_topic: string | null;
  readonly aim_partition: string;
  readonly rate_per_second: number;
  readonly canary: boolean;
  readonly stop_at_failed_share: number;
  readonly planned_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly total: number;
  readonly refused: number;
  readonly sent: number;
  readonly succeeded: number;
  readonly failed_again: number;
  readonly unsure: number;
  readonly cancelled: number;
  readonly edited: number;
  readonly judged_succeeded: number;
  readonly judged_failed: number;
  readonly term: string;
}

export function replayOf(row: ReplayColumns): ReplayRow {
  const micros = (text: string | null): Micros | null => (text === null ? null : brand<Micros>(Number(text)));
  return {
    id: BigInt(row.id), state: row.state, says: row.says, actor: row.actor, reason: row.reason, selection: row.words ?? '', asked: row.selection, selected: row.selected, judged: row.judged, plan: row.plan,
    aim: { topic: row.aim_topic, partition: row.aim_partition === 'same' || row.aim_partition === 'by-key' ? row.aim_partition : Number(row.aim_partition) },
    ratePerSecond: row.rate_per_second, canary: row.canary, stopAtFailedShare: row.stop_at_failed_share,
    plannedAt: brand<Micros>(Number(row.planned_at)), startedAt: micros(row.started_at), endedAt: micros(row.ended_at),
    total: row.total, refused: row.refused, sent: row.sent, succeeded: row.succeeded, failedAgain: row.failed_again, unsure: row.unsure, cancelled: row.cancelled, edited: row.edited,
    judgedSucceeded: row.judged_succeeded, judgedFailed: row.judged_failed, term: BigInt(row.term),
  };
}
