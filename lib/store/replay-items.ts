/** Items of replays as they change their state, with the counts of their replays. */
import type pg from 'pg';
import { statesBefore } from '#lib/core/dead-letters/replay-state.ts';
import type { ItemState } from '#lib/core/dead-letters/states.ts';
import type { Micros } from '#lib/core/time.ts';
import { changeStates } from '#lib/store/dead-letters.ts';

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
