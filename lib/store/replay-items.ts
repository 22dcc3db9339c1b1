/** Items of replays as they change their state, with the counts of their replays. */
import type pg from 'pg';
import { statesBefore } from '#lib/core/dead-letters/replay-state.ts';
import type { ItemState } from '#lib/core/dead-letters/states.ts';
import type { Micros } from '#lib/core/time.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { pgText } from '#lib/store/text.ts';
import { inPatientTransaction } from '#lib/store/transaction.ts';

export interface CameBack {
  readonly replayId: bigint;
  /** The dead letter that was sent back, and the one that came of it. */
  readonly deadLetter: string;
  readonly became: string;
}

/** Dead letters came of replays: their items failed again, whatever was thought of them before. In the caller's transaction. */
export async function settleCameBack(client: pg.ClientBase, back: readonly CameBack[], at: Micros): Promise<void> {
  if (back.length === 0) return;
  const { rows } = await client.query<{ replay_id: string; dead_letter: string; was: ItemState }>({
    name: 'settle-came-back',
    text: `WITH w AS (SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[]) AS w (replay_id, dead_letter, became)),
                was AS (SELECT i.replay_id, i.seq, i.state, w.became FROM replay_item i JOIN w USING (replay_id, dead_letter) WHERE i.state = ANY ($4::text[]) ORDER BY i.replay_id, i.seq FOR UPDATE OF i)
           UPDATE replay_item i SET state = 'failed-again', says = 'it failed again', became = was.became, settled_at = $5, sent_at = coalesce(i.sent_at, $5)
             FROM was WHERE i.replay_id = was.replay_id AND i.seq = was.seq RETURNING i.replay_id, i.dead_letter, was.state AS was`,
    values: [back.map(({ replayId }) => replayId.toString()), back.map(({ deadLetter }) => deadLetter), back.map(({ became }) => became), statesBefore('came-back'), at],
  });
  const count = (items: readonly { readonly was: ItemState }[], was: ItemState): number => items.filter((item) => item.was === was).length;
  const byReplay = [...Map.groupBy(rows, (row) => row.replay_id)].toSorted(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1));
  for (const [replayId, items] of byReplay) {
    // One that was still being sent was not counted as sent; one that nobody knew of was.
    await client.query({
      name: 'count-came-back',
      text: 'UPDATE replay SET failed_again = failed_again + $2, succeeded = succeeded - $3, unsure = unsure - $4, sent = sent + $5 WHERE id = $1',
      values: [replayId, items.length, count(items, 'succeeded'), count(items, 'unsure'), count(items, 'sending')],
    });
  }
  await changeStates(client, rows.map((row) => row.dead_letter), ['open', 'replaying', 'resolved'], 'failed-again', at);
}

export interface SeenCopy {
  readonly replayId: bigint;
  readonly deadLetter: string;
}

/** Messages were read, committed, that say which item they are: one that was `unsure` was sent. In the caller's transaction, under the lock of letters. */
export async function settleSeen(client: pg.ClientBase, seen: readonly SeenCopy[], at: Micros): Promise<void> {
  const { rows } = await client.query<{ replay_id: string; count: number }>({
    name: 'settle-seen',
    text: `WITH was AS (SELECT i.replay_id, i.seq FROM replay_item i JOIN unnest($1::bigint[], $2::uuid[]) AS w (replay_id, dead_letter) USING (replay_id, dead_letter) WHERE i.dead_letter = ANY ($2::uuid[]) AND i.state = 'unsure' ORDER BY 1, 2 FOR UPDATE OF i),
                done AS (UPDATE replay_item i SET state = 'sent', says = 'it was read where it was sent to', sent_at = coalesce(i.sent_at, $3), settled_at = NULL
                           FROM was WHERE i.replay_id = was.replay_id AND i.seq = was.seq RETURNING i.replay_id)
           SELECT replay_id, count(*)::int AS count FROM done GROUP BY 1 ORDER BY 1`,
    values: [seen.map(({ replayId }) => replayId.toString()), seen.map(({ deadLetter }) => deadLetter), at],
  });
  for (const { replay_id: replayId, count } of rows) await client.query({ name: 'count-seen', text: 'UPDATE replay SET unsure = unsure - $2 WHERE id = $1', values: [replayId, count] });
}

export interface ItemRow {
  readonly seq: number;
  readonly deadLetter: string;
  readonly state: ItemState;
}

/** Locked until the caller's transaction ends. Null where there is none. */
export async function readItem(client: pg.ClientBase, replayId: bigint, seq: number): Promise<ItemRow | null> {
  const { rows } = await client.query<{ seq: number; dead_letter: string; state: ItemState }>({ name: 'read-replay-item', text: 'SELECT seq, dead_letter, state FROM replay_item WHERE replay_id = $1 AND seq = $2 FOR UPDATE', values: [replayId.toString(), seq] });
  const [row] = rows;
  return row === undefined ? null : { seq: row.seq, deadLetter: row.dead_letter, state: row.state };
}

/** Of an item that is `unsure`, which counts as sent until somebody says that it was not. */
export async function decideUnsure(client: pg.ClientBase, replayId: bigint, seq: number, { state, says, at }: { readonly state: ItemState; readonly says: string; readonly at: Micros }): Promise<void> {
  await client.query({
    name: 'decide-unsure-item',
    text: `UPDATE replay_item SET state = $3, says = $4, sent_at = coalesce(sent_at, $5), settled_at = CASE WHEN $3 = 'sent' THEN NULL ELSE $5 END WHERE replay_id = $1 AND seq = $2 AND state = 'unsure'`,
    values: [replayId.toString(), seq, state, pgText(says), at],
  });
  await client.query({
    name: 'count-decided-item',
    text: `UPDATE replay SET unsure = unsure - 1, sent = sent - CASE WHEN $2 THEN 0 ELSE 1 END, cancelled = cancelled + CASE WHEN $2 THEN 0 ELSE 1 END WHERE id = $1`,
    values: [replayId.toString(), state === 'sent'],
  });
}

const CANCEL_PAGE = 10_000;

/** Of a replay that was cancelled, ends what is planned still, page by page, `most` at most or little more; answers how many. Whoever comes second finds nothing left. */
export async function cancelPlanned(pool: pg.Pool, replayId: bigint, most = Infinity): Promise<number> {
  for (let cancelled = 0; ; ) {
    const count = await inPatientTransaction(pool, async (client) => {
      const { rowCount } = await client.query({
        name: 'cancel-planned-items',
        text: `UPDATE replay_item i SET state = 'cancelled', says = 'the replay was cancelled before it was sent' FROM (
                 SELECT i.replay_id, i.seq FROM replay_item i JOIN replay r ON r.id = i.replay_id WHERE i.replay_id = $1 AND i.state = 'planned' AND r.state = 'cancelled' ORDER BY i.seq LIMIT ${CANCEL_PAGE} FOR UPDATE OF i) w
                WHERE i.replay_id = w.replay_id AND i.seq = w.seq AND i.state = 'planned'`,
        values: [replayId.toString()],
      });
      await client.query({ name: 'count-cancelled-items', text: 'UPDATE replay SET cancelled = cancelled + $2 WHERE id = $1', values: [replayId.toString(), rowCount ?? 0] });
      return rowCount ?? 0;
    });
    cancelled += count;
    if (count < CANCEL_PAGE || cancelled >= most) return cancelled;
  }
}
