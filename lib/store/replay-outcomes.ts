/** What becomes of what a replay sent, as far as waiting tells; that it came back is settled by the rollup (lib/store/replay-items.ts). */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { lettersLock } from '#lib/store/letters-lock.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { decodeOffsets } from '#lib/store/packed-offsets.ts';
import { pgText } from '#lib/store/text.ts';
import { byKeys, inPatientTransaction } from '#lib/store/transaction.ts';

/** For whom something was sent whose outcome is awaited. */
export interface Addressee {
  readonly source: string;
  readonly topic: string;
  readonly group: string | null;
}

export async function readAddressees(pool: pg.Pool, replayId: bigint): Promise<(Addressee & { readonly count: number })[]> {
  const { rows } = await pool.query<{ source: string; target_topic: string; target_group: string | null; count: number }>({
    name: 'read-addressees',
    text: `SELECT source, target_topic, target_group, count(*)::int AS count FROM replay_item WHERE replay_id = $1 AND state = 'sent' GROUP BY 1, 2, 3`,
    values: [replayId.toString()],
  });
  return rows.map((row) => ({ source: row.source, topic: row.target_topic, group: row.target_group, count: row.count }));
}

/** What the group has committed on the newest topic of that name, by partition; null where its commits cannot be looked at. */
export async function readCommitted(pool: pg.Pool, { source, topic, group }: Addressee): Promise<{ readonly partition: number; readonly offset: bigint }[] | null> {
  if (group === null) return null;
  const { rows } = await pool.query<{ offsets: Uint8Array | null }>({
    name: 'read-committed-for-replay',
    text: `SELECT s.offsets FROM consumer_group g JOIN commit_sampling c ON c.source = g.source AND c.error IS NULL
             LEFT JOIN LATERAL (SELECT s.offsets FROM topic t JOIN commit_state s ON s.topic_id = t.id AND s.group_id = g.id WHERE t.source = g.source AND t.name = $2 ORDER BY t.incarnation DESC LIMIT 1) s ON true
            WHERE g.source = $1 AND g.name = $3 AND g.state = 'ok'`,
    values: [source, topic, group],
  });
  const [row] = rows;
  return row === undefined ? null : row.offsets === null ? [] : decodeOffsets(row.offsets).flatMap(({ partition, offset }) => (offset === null ? [] : [{ partition, offset }]));
}

/** Of what was sent for this group, what it has committed beyond: from `at` on one waits for it to come back. */
export async function markPassed(pool: pg.Pool, replayId: bigint, { source, topic, group }: Addressee, committed: readonly { readonly partition: number; readonly offset: bigint }[], at: Micros): Promise<void> {
  await inPatientTransaction(pool, async (client) => {
    await client.query({
      name: 'mark-passed',
      text: `UPDATE replay_item i SET passed_at = $7 FROM (
               SELECT i.seq FROM replay_item i JOIN unnest($5::int[], $6::bigint[]) AS w (partition, committed) ON w.partition = i.target_partition
                WHERE i.replay_id = $1 AND i.state = 'sent' AND i.passed_at IS NULL AND i.source = $2 AND i.target_topic = $3 AND i.target_group = $4 AND i.sent_offset < w.committed ORDER BY i.seq FOR UPDATE OF i) w
              WHERE i.replay_id = $1 AND i.seq = w.seq`,
      values: [replayId.toString(), source, topic, group, committed.map(({ partition }) => partition), committed.map(({ offset }) => offset.toString()), at],
    });
  });
}

export interface WaitingItem {
  readonly seq: number;
  readonly deadLetter: string;
  readonly sentAt: Micros;
  readonly passedAt: Micros | null;
  /** False where a person said that it was sent: nobody knows where it stands, nor whether it was passed. */
  readonly hasPlace: boolean;
}

/** Of those that wait for one addressee the oldest that can be over; `isSeen`: only what was passed can be. */
export async function readWaiting(pool: pg.Pool, replayId: bigint, { source, topic, group }: Addressee, isSeen: boolean, limit: number): Promise<WaitingItem[]> {
  const { rows } = await pool.query<{ seq: number; dead_letter: string; sent_at: string; passed_at: string | null; has_place: boolean }>({
    name: 'read-waiting-items',
    text: `SELECT seq, dead_letter, sent_at, passed_at, sent_offset IS NOT NULL AS has_place FROM replay_item
            WHERE replay_id = $1 AND state = 'sent' AND source = $2 AND target_topic = $3 AND target_group IS NOT DISTINCT FROM $4 AND (NOT $5 OR passed_at IS NOT NULL OR sent_offset IS NULL)
            ORDER BY coalesce(passed_at, sent_at), seq LIMIT $6`,
    values: [replayId.toString(), source, topic, group, isSeen, limit],
  });
  return rows.map((row) => ({ seq: row.seq, deadLetter: row.dead_letter, sentAt: brand<Micros>(Number(row.sent_at)), passedAt: row.passed_at === null ? null : brand<Micros>(Number(row.passed_at)), hasPlace: row.has_place }));
}

/** Answers how many it was: one that came back meanwhile is not among them. */
export async function succeed(pool: pg.Pool, replayId: bigint, items: readonly { readonly seq: number; readonly deadLetter: string; readonly says: string }[], at: Micros): Promise<number> {
  if (items.length === 0) return 0;
  return inPatientTransaction(pool, async (client) => {
    await lettersLock(client);
    await byKeys(client);
    const { rows } = await client.query<{ seq: number; dead_letter: string }>({ name: 'lock-sent-items', text: `SELECT seq, dead_letter FROM replay_item WHERE replay_id = $1 AND seq = ANY ($2::int[]) AND state = 'sent' ORDER BY seq FOR UPDATE`, values: [replayId.toString(), items.map(({ seq }) => seq)] });
    await changeStates(client, rows.map((row) => row.dead_letter), ['replaying'], 'resolved', at);
    const { rowCount } = await client.query({
      name: 'succeed-items',
      text: `UPDATE replay_item i SET state = 'succeeded', says = w.says, settled_at = $4 FROM unnest($2::int[], $3::text[]) AS w (seq, says) WHERE i.replay_id = $1 AND i.seq = ANY ($2::int[]) AND i.seq = w.seq AND i.state = 'sent'`,
      values: [replayId.toString(), items.map(({ seq }) => seq), items.map(({ says }) => pgText(says)), at],
    });
    await client.query({ name: 'count-succeeded-items', text: 'UPDATE replay SET succeeded = succeeded + $2 WHERE id = $1', values: [replayId.toString(), rowCount ?? 0] });
    await notifyLetters(client, { version: replayId.toString(), ids: [`replay-${replayId}`] });
    return rowCount ?? 0;
  });
}

const SAMPLED = 100;

/** What it took the newest failures of this group from being written to being given up, at the median; null where nothing tells. */
export async function usualFailure(pool: pg.Pool, { source, topic, group }: Addressee): Promise<number | null> {
  const { rows } = await pool.query<{ usual: number | null }>({
    name: 'usual-failure',
    text: `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS usual FROM (
             SELECT coalesce(d.failed_at, d.seen_at) - e.timestamp AS took
               FROM (SELECT d.*, t.source FROM dead_letter d JOIN topic t ON t.id = d.topic_id WHERE d.origin_topic = $2 AND d.consumer_group = $3 AND t.source = $1 AND d.origin_offset IS NOT NULL AND d.origin_incarnation IS NOT NULL AND d.replay_of IS NULL ORDER BY d.seen_at DESC LIMIT ${SAMPLED}) d
               JOIN topic o ON o.source = d.source AND o.name = d.origin_topic AND o.incarnation = d.origin_incarnation
              CROSS JOIN LATERAL (SELECT timestamp FROM event WHERE topic_id = o.id AND partition = d.origin_partition AND "offset" = d.origin_offset OFFSET 0) e
              WHERE e.timestamp IS NOT NULL) s WHERE took >= 0`,
    values: [source, topic, group],
  });
  return rows[0]?.usual ?? null;
}
