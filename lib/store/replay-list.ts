/** Replays and their items as lists and pages show them. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { ItemState, Refusal, ReplayState } from '#lib/core/dead-letters/states.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { DATABASE_NOW } from '#lib/store/clock.ts';
import { replayOf, type ReplayColumns, type ReplayRow } from '#lib/store/replays.ts';

export interface ListedReplay extends ReplayRow {
  /** It is planned or runs, and nobody holds its lease, by the clock of the database. */
  readonly unattended: boolean;
}

/** Of one selected otherwise, so many of its dead letters are looked at for those of a group. */
const MOST_LOOKED_AT = 10_000;

const COLUMNS = `r.*, r.selection->>'words' AS words, r.state IN ('planning', 'running') AND (r.leased_until IS NULL OR r.leased_until < ${DATABASE_NOW}) AS unattended`;

export interface ReplayPage {
  /** Empty: all. */
  readonly states: readonly ReplayState[];
  /** With the dashes of a uuid. */
  readonly groupId: string | null;
  /** The last one of the page before. */
  readonly before: bigint | null;
  readonly limit: number;
}

/** The newest first. */
export async function readReplayPage(pool: pg.Pool, { states, groupId, before, limit }: ReplayPage): Promise<ListedReplay[]> {
  const { rows } = await pool.query<ReplayColumns & { unattended: boolean }>({
    name: 'read-replays',
    text: `SELECT ${COLUMNS} FROM replay r
            WHERE ($1::text[] = '{}' OR r.state = ANY ($1)) AND ($3::bigint IS NULL OR r.id < $3)
              AND ($2::uuid IS NULL OR r.selection->>'failureGroup' = replace($2::text, '-', '')
                   OR EXISTS (SELECT FROM (SELECT dead_letter FROM replay_item WHERE replay_id = r.id ORDER BY seq LIMIT ${MOST_LOOKED_AT}) i JOIN dead_letter d ON d.id = i.dead_letter WHERE d.group_id = $2))
            ORDER BY r.id DESC LIMIT $4`,
    values: [states, groupId, before?.toString() ?? null, limit],
  });
  return rows.map(listed);
}

/** Null where there is none of this id. */
export async function readOneReplay(pool: pg.Pool, id: bigint): Promise<ListedReplay | null> {
  const { rows } = await pool.query<ReplayColumns & { unattended: boolean }>({ name: 'read-one-replay', text: `SELECT ${COLUMNS} FROM replay r WHERE r.id = $1`, values: [id.toString()] });
  return rows[0] === undefined ? null : listed(rows[0]);
}

const listed = (row: ReplayColumns & { unattended: boolean }): ListedReplay => ({ ...replayOf(row), unattended: row.unattended });

export interface ListedItem {
  readonly replayId: bigint;
  readonly seq: number;
  readonly deadLetter: string;
  /** Of the message, as text; null where it has none, or nothing of it is kept. */
  readonly key: string | null;
  readonly state: ItemState;
  readonly refused: Refusal | null;
  readonly says: string;
  readonly target: { readonly source: string; readonly topic: string; readonly partition: number | null } | null;
  readonly sentAs: Coordinates | null;
  readonly sentAt: Micros | null;
  readonly settledAt: Micros | null;
  readonly became: string | null;
  readonly edited: boolean;
}

interface ItemColumns {
  readonly replay_id: string;
  readonly seq: number;
  readonly dead_letter: string;
  readonly key_text: string | null;
  readonly state: ItemState;
  readonly refused: Refusal | null;
  readonly says: string;
  readonly source: string | null;
  readonly target_topic: string | null;
  readonly target_partition: number | null;
  readonly sent_offset: string | null;
  readonly sent_at: string | null;
  readonly settled_at: string | null;
  readonly became: string | null;
  readonly incarnation: number | null;
  readonly edited: boolean;
}

const ITEM = `i.*, (SELECT d.key_text FROM dead_letter d WHERE d.id = i.dead_letter) AS key_text, (SELECT max(t.incarnation) FROM topic t WHERE t.source = i.source AND t.name = i.target_topic) AS incarnation,
              EXISTS (SELECT FROM replay_edit e WHERE e.replay_id = i.replay_id AND e.dead_letter = i.dead_letter) AS edited`;

/** In the order in which they are sent. `after`: the number of the last one of the page before. */
export async function readItemPage(pool: pg.Pool, replayId: bigint, { states, after, limit }: { readonly states: readonly ItemState[]; readonly after: number; readonly limit: number }): Promise<ListedItem[]> {
  const { rows } = await pool.query<ItemColumns>({
    name: 'read-replay-items',
    text: `SELECT ${ITEM} FROM replay_item i WHERE i.replay_id = $1 AND i.seq > $2 AND ($3::text[] = '{}' OR i.state = ANY ($3)) ORDER BY i.seq LIMIT $4`,
    values: [replayId.toString(), after, states, limit],
  });
  return rows.map(listedItem);
}

/** Null where there is none. */
export async function readOneItem(pool: pg.Pool, replayId: bigint, seq: number): Promise<ListedItem | null> {
  const { rows } = await pool.query<ItemColumns>({ name: 'read-one-replay-item', text: `SELECT ${ITEM} FROM replay_item i WHERE i.replay_id = $1 AND i.seq = $2`, values: [replayId.toString(), seq] });
  return rows[0] === undefined ? null : listedItem(rows[0]);
}

function listedItem(row: ItemColumns): ListedItem {
  const { source, target_topic: topic, target_partition: partition, sent_offset: offset } = row;
  const micros = (text: string | null): Micros | null => (text === null ? null : brand<Micros>(Number(text)));
  return {
    replayId: BigInt(row.replay_id), seq: row.seq, deadLetter: row.dead_letter, key: row.key_text, state: row.state, refused: row.refused, says: row.says,
    target: source === null || topic === null ? null : { source, topic, partition },
    sentAs: source === null || topic === null || partition === null || offset === null ? null : { source, topic, incarnation: row.incarnation ?? 0, partition, offset: BigInt(offset) },
    sentAt: micros(row.sent_at), settledAt: micros(row.settled_at), became: row.became, edited: row.edited,
  };
}
