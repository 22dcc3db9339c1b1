/** Chunks of a replay: what one transaction of the broker holds, written down before it begins and after it is known what became of it. */
import type pg from 'pg';
import { nextItemState } from '#lib/core/dead-letters/replay-state.ts';
import type { Recovered } from '#lib/core/dead-letters/recovery.ts';
import type { ItemState, Refusal, ReplayState } from '#lib/core/dead-letters/states.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { lettersLock } from '#lib/store/letters-lock.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { parseEventRef } from '#lib/store/refs.ts';
import { pgJson, pgText } from '#lib/store/text.ts';
import { byKeys, inPatientTransaction } from '#lib/store/transaction.ts';

export interface NextItem {
  readonly seq: number;
  readonly deadLetter: string;
  readonly at: Coordinates;
  /** Kafka's id of the dead-letter topic when it was read. */
  readonly kafkaId: string | null;
  readonly originTopic: string | null;
  readonly topic: string;
  /** Null where the key chooses it. */
  readonly partition: number | null;
}

/** The next that are planned, of one source: in their order. */
export async function readNextItems(pool: pg.Pool, replayId: bigint, limit: number): Promise<NextItem[]> {
  const { rows } = await pool.query<{ seq: number; dead_letter: string; source: string; name: string; incarnation: number; kafka_id: string | null; origin_topic: string | null; target_topic: string; target_partition: number | null }>({
    name: 'read-next-items',
    text: `SELECT i.seq, i.dead_letter, t.source, t.name, t.incarnation, t.kafka_id, d.origin_topic, i.target_topic, i.target_partition
             FROM replay_item i JOIN dead_letter d ON d.id = i.dead_letter JOIN topic t ON t.id = d.topic_id
            WHERE i.replay_id = $1 AND i.state = 'planned' ORDER BY i.seq LIMIT $2`,
    values: [replayId.toString(), limit],
  });
  return rows.filter(({ source }) => source === rows[0]?.source).map((row) => {
    const { partition, offset } = parseEventRef(row.dead_letter);
    return { seq: row.seq, deadLetter: row.dead_letter, at: { source: row.source, topic: row.name, incarnation: row.incarnation, partition, offset }, kafkaId: row.kafka_id, originTopic: row.origin_topic, topic: row.target_topic, partition: row.target_partition };
  });
}

/** Refuses those of the planned whose dead letter is no longer there at all. Answers how many. */
export async function refuseVanished(pool: pg.Pool, replayId: bigint, term: bigint): Promise<number> {
  const { rows } = await pool.query<{ seq: number }>({ name: 'read-vanished-items', text: `SELECT i.seq FROM replay_item i WHERE i.replay_id = $1 AND i.state = 'planned' AND NOT EXISTS (SELECT FROM dead_letter d WHERE d.id = i.dead_letter) ORDER BY i.seq LIMIT 1000`, values: [replayId.toString()] });
  await refuseItems(pool, replayId, term, rows.map(({ seq }) => ({ seq, reason: 'not-open', says: 'nothing of it is kept any more' })));
  return rows.length;
}

export interface RefusedItem {
  readonly seq: number;
  readonly reason: Refusal;
  readonly says: string;
}

/** Of the planned, those of which it turns out that they cannot be sent. */
export async function refuseItems(pool: pg.Pool, replayId: bigint, term: bigint, refused: readonly RefusedItem[]): Promise<void> {
  if (refused.length === 0) return;
  await inPatientTransaction(pool, async (client) => {
    if ((await lockMine(client, replayId, term)) === null) return;
    await refuse(client, replayId, refused);
    await notifyLetters(client, { version: replayId.toString(), ids: [`replay-${replayId}`] });
  });
}

async function refuse(client: pg.ClientBase, replayId: bigint, refused: readonly RefusedItem[]): Promise<void> {
  const { rowCount } = await client.query({
    name: 'refuse-items',
    text: `UPDATE replay_item i SET state = 'refused', refused = w.reason, says = w.says FROM unnest($2::int[], $3::text[], $4::text[]) AS w (seq, reason, says) WHERE i.replay_id = $1 AND i.seq = ANY ($2::int[]) AND i.seq = w.seq AND i.state = 'planned'`,
    values: [replayId.toString(), refused.map(({ seq }) => seq), refused.map(({ reason }) => reason), refused.map(({ says }) => pgText(says))],
  });
  await client.query({ name: 'count-refused-items', text: 'UPDATE replay SET total = total - $2, refused = refused + $2 WHERE id = $1', values: [replayId.toString(), rowCount ?? 0] });
}

/** Locked; null where another sender took over. */
async function lockMine(client: pg.ClientBase, replayId: bigint, term: bigint): Promise<ReplayState | null> {
  const { rows } = await client.query<{ state: ReplayState }>({ name: 'lock-my-replay', text: 'SELECT state FROM replay WHERE id = $1 AND term = $2 FOR UPDATE', values: [replayId.toString(), term.toString()] });
  return rows[0]?.state ?? null;
}

/** As it stands in the database: offsets as text. */
export interface ChunkEnds {
  readonly source: string;
  /** False where the broker denies transactions: then nobody was fenced. */
  readonly isFenced: boolean;
  readonly partitions: readonly { readonly topic: string; readonly kafkaId: string | null; readonly partition: number; readonly end: string }[];
}

export interface Intended {
  readonly replayId: bigint;
  readonly term: bigint;
  readonly ends: ChunkEnds;
  readonly items: readonly { readonly seq: number; readonly deadLetter: string; readonly partition: number }[];
  readonly at: Micros;
}

/**
 * Writes down that these are about to be sent, and since which ends. Answers the number of the chunk and which of the items are in it: one that is no longer
 * open is refused. Null where another sender took over, or the replay does not run any more.
 */
export async function openChunk(pool: pg.Pool, { replayId, term, ends, items, at }: Intended): Promise<{ readonly chunk: number; readonly seqs: ReadonlySet<number> } | null> {
  return inPatientTransaction(pool, async (client) => {
    await lettersLock(client);
    await byKeys(client);
    if ((await lockMine(client, replayId, term)) !== 'running') return null;
    const open = new Set(await changeStates(client, items.map(({ deadLetter }) => deadLetter), ['open'], 'replaying', at));
    const kept = items.filter(({ deadLetter }) => open.has(deadLetter));
    const lost = items.filter(({ deadLetter }) => !open.has(deadLetter));
    if (lost.length > 0) await refuse(client, replayId, lost.map(({ seq }) => ({ seq, reason: 'not-open', says: 'it was no longer open when it was its turn' })));
    if (kept.length === 0) return { chunk: 0, seqs: new Set() };
    const { rows } = await client.query<{ chunk: number }>({
      name: 'open-chunk',
      text: 'INSERT INTO replay_chunk (replay_id, chunk, term, opened_at, ends) SELECT $1, coalesce(max(chunk), 0) + 1, $2, $3, $4::jsonb FROM replay_chunk WHERE replay_id = $1 RETURNING chunk',
      values: [replayId.toString(), term.toString(), at, pgJson(ends)],
    });
    const chunk = rows[0]?.chunk ?? 0;
    const { rowCount } = await client.query({
      name: 'intend-items',
      text: `UPDATE replay_item i SET state = 'sending', says = 'it is being sent', chunk = $4, target_partition = w.partition FROM unnest($2::int[], $3::int[]) AS w (seq, partition) WHERE i.replay_id = $1 AND i.seq = ANY ($2::int[]) AND i.seq = w.seq AND i.state = 'planned'`,
      values: [replayId.toString(), kept.map(({ seq }) => seq), kept.map(({ partition }) => partition), chunk],
    });
    if (rowCount !== kept.length) throw new Error(`Of ${kept.length} items that were planned ${rowCount} were: nothing is sent.`);
    return { chunk, seqs: new Set(kept.map(({ seq }) => seq)) };
  });
}

export interface OpenChunk {
  readonly chunk: number;
  readonly ends: ChunkEnds;
  readonly items: readonly { readonly seq: number; readonly at: Coordinates; readonly topic: string; readonly partition: number }[];
}

/** The one that nobody knows yet what became of; null where there is none. */
export async function readOpenChunk(pool: pg.Pool, replayId: bigint): Promise<OpenChunk | null> {
  const { rows } = await pool.query<{ chunk: number; ends: ChunkEnds }>({ name: 'read-open-chunk', text: 'SELECT chunk, ends FROM replay_chunk WHERE replay_id = $1 AND closed_at IS NULL', values: [replayId.toString()] });
  const [row] = rows;
  if (row === undefined) return null;
  const items = await pool.query<{ seq: number; dead_letter: string; target_topic: string; target_partition: number; source: string; name: string; incarnation: number }>({
    name: 'read-items-of-chunk',
    // By what the reference says, for the row of a dead letter may be away while flows are rebuilt.
    text: `SELECT i.seq, i.dead_letter, i.target_topic, i.target_partition, t.source, t.name, t.incarnation
             FROM replay_item i JOIN topic t ON t.id = ('x' || left(i.dead_letter::text, 8))::bit(32)::int WHERE i.replay_id = $1 AND i.chunk = $2 AND i.state = 'sending' ORDER BY i.seq`,
    values: [replayId.toString(), row.chunk],
  });
  return {
    chunk: row.chunk,
    ends: row.ends,
    items: items.rows.map((item) => {
      const { partition, offset } = parseEventRef(item.dead_letter);
      return { seq: item.seq, at: { source: item.source, topic: item.name, incarnation: item.incarnation, partition, offset }, topic: item.target_topic, partition: item.target_partition };
    }),
  };
}

export type SettledItem = Recovered & { readonly seq: number };

/** Writes down what became of a chunk, and closes it. Where another sender took over nothing is written, and false answered. An item that came back meanwhile stays as it is. */
export async function closeChunk(pool: pg.Pool, { replayId, term, chunk, at }: { readonly replayId: bigint; readonly term: bigint; readonly chunk: number; readonly at: Micros }, settled: readonly SettledItem[]): Promise<boolean> {
  return inPatientTransaction(pool, async (client) => {
    await lettersLock(client);
    await byKeys(client);
    if ((await lockMine(client, replayId, term)) === null) return false;
    // Before the items, as the rollup has it: those that are planned again are open until their turn comes.
    const absent = settled.filter(({ event }) => event === 'absent').map(({ seq }) => seq);
    if (absent.length > 0) await changeStates(client, await lettersOf(client, replayId, absent), ['replaying'], 'open', at);
    const { rows } = await client.query<{ state: ItemState }>({
      name: 'settle-items',
      text: `UPDATE replay_item i SET state = w.state, says = w.says, chunk = CASE WHEN w.state = 'planned' THEN NULL ELSE i.chunk END, sent_offset = w.sent_offset,
                    sent_at = CASE WHEN w.state = 'planned' THEN NULL ELSE $7::bigint END, settled_at = CASE WHEN w.state = 'unsure' THEN $7::bigint END
               FROM unnest($2::int[], $3::text[], $4::text[], $5::bigint[]) AS w (seq, state, says, sent_offset)
              WHERE i.replay_id = $1 AND i.seq = ANY ($2::int[]) AND i.seq = w.seq AND i.state = 'sending' AND i.chunk = $6 RETURNING i.state`,
      values: [replayId.toString(), settled.map(({ seq }) => seq), settled.map(({ event }) => nextItemState('sending', event)), settled.map(({ why }) => pgText(why)), settled.map(({ offset }) => offset?.toString() ?? null), chunk, at],
    });
    const unsure = rows.filter(({ state }) => state === 'unsure').length;
    const sent = rows.filter(({ state }) => state === 'sent').length + unsure;
    await client.query({ name: 'count-settled-items', text: 'UPDATE replay SET sent = sent + $2, unsure = unsure + $3 WHERE id = $1', values: [replayId.toString(), sent, unsure] });
    await client.query({ name: 'close-chunk', text: 'UPDATE replay_chunk SET closed_at = $3 WHERE replay_id = $1 AND chunk = $2', values: [replayId.toString(), chunk, at] });
    await notifyLetters(client, { version: replayId.toString(), ids: [`replay-${replayId}`] });
    return true;
  });
}

async function lettersOf(client: pg.ClientBase, replayId: bigint, seqs: readonly number[]): Promise<string[]> {
  const { rows } = await client.query<{ dead_letter: string }>({ name: 'letters-of-items', text: `SELECT dead_letter FROM replay_item WHERE replay_id = $1 AND seq = ANY ($2::int[]) AND state = 'sending'`, values: [replayId.toString(), seqs] });
  return rows.map((row) => row.dead_letter);
}
