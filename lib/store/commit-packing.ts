/**
 * Packs samples into longer rows after the fact: those of some minutes into `commit_fine`, and those of an hour, thinned to a minute, into
 * `commit_minute`. Both are only appended to and dropped by whole days, so nothing has to be vacuumed but the short rows of the last minutes.
 * One process at a time (the one that samples), in the caller's transaction.
 */
import type pg from 'pg';
import { MINUTE_MICROS, type Micros } from '#lib/core/time.ts';
import { microsOf } from '#lib/store/micros-of.ts';
import { decodeOffsets } from '#lib/store/packed-offsets.ts';
import { decodeSamples, encodeSamples, type PackedSample } from '#lib/store/packed-samples.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';
import { thinSamples } from '#lib/store/thin-samples.ts';

/** Which groups on which topics are packed now: each has its turn once in `turns`, so that no turn has much to do. */
export interface Turn {
  readonly turn: number;
  readonly turns: number;
}

interface Samples {
  readonly groupId: number;
  readonly topicId: number;
  readonly samples: readonly PackedSample[];
}

const IN_TURN = '(group_id + topic_id) % $1 = $2';

/** Takes the short rows away, from the day of `from` on: a packed row needs a partition of its day. Those before stay as they are. Returns how many there were. */
export async function packSamples(client: pg.ClientBase, { turn, turns }: Turn, from: Micros): Promise<number> {
  const { rows } = await client.query<{ group_id: number; topic_id: number; at: string; since: string | null; offsets: Uint8Array }>({
    name: 'take-commit-samples',
    text: `DELETE FROM commit_sample WHERE ${IN_TURN} AND observed_day >= $3 RETURNING group_id, topic_id, at, since, offsets`,
    values: [turns, turn, dayText(dayOf(from))],
  });
  const by = Map.groupBy(rows, ({ group_id, topic_id }) => `${group_id}/${topic_id}`);
  const packed = [...by.values()].flatMap((own): Samples[] => {
    const [first] = own;
    if (first === undefined) return [];
    const samples = own.map(({ at, since, offsets }) => ({ at: microsOf(at), since: since === null ? null : microsOf(since), offsets: decodeOffsets(offsets) }));
    return [{ groupId: first.group_id, topicId: first.topic_id, samples: samples.toSorted((a, b) => a.at - b.at) }];
  });
  await insertPacked(client, 'commit_fine', packed);
  return rows.length;
}

/** Thins what was packed since the last time, from the day of `from` on. Returns how many packed rows that were. */
export async function packMinutes(client: pg.ClientBase, { turn, turns }: Turn, from: Micros): Promise<number> {
  const { rows } = await client.query<{ group_id: number; topic_id: number; packed: Uint8Array }>({
    name: 'read-fine-samples',
    text: `SELECT f.group_id, f.topic_id, f.packed
             FROM commit_fine f
             LEFT JOIN LATERAL (
               SELECT m.at FROM commit_minute m
                WHERE m.topic_id = f.topic_id AND m.group_id = f.group_id AND m.observed_day = f.observed_day ORDER BY m.at DESC LIMIT 1) done ON true
            WHERE ${IN_TURN.replaceAll(/(group_id|topic_id)/g, 'f.$1')} AND f.observed_day >= $3 AND f.at > coalesce(done.at, 0)
            ORDER BY f.at`,
    values: [turns, turn, dayText(dayOf(from))],
  });
  const by = Map.groupBy(rows, ({ group_id, topic_id }) => `${group_id}/${topic_id}`);
  await insertPacked(client, 'commit_minute', [...by.values()].flatMap((own): Samples[] => {
    const [first] = own;
    if (first === undefined) return [];
    return [{ groupId: first.group_id, topicId: first.topic_id, samples: thinSamples(own.flatMap(({ packed }) => decodeSamples(packed)), MINUTE_MICROS) }];
  }));
  return rows.length;
}

/** A row for each day, group and topic. */
async function insertPacked(client: pg.ClientBase, table: 'commit_fine' | 'commit_minute', packed: readonly Samples[]): Promise<void> {
  const rows = packed.flatMap(({ groupId, topicId, samples }) =>
    [...Map.groupBy(samples, ({ at }) => dayOf(at))].map(([day, own]) => {
      const times = own.map(({ at }) => at);
      return { groupId, topicId, day: dayText(day), from: Math.min(...times), at: Math.max(...times), packed: Buffer.from(encodeSamples(own)), samples: own.length };
    }));
  if (rows.length === 0) return;
  await client.query(
    `INSERT INTO "${table}" (group_id, topic_id, observed_day, from_at, at, packed, samples)
     SELECT * FROM unnest($1::int[], $2::int[], $3::date[], $4::bigint[], $5::bigint[], $6::bytea[], $7::int[]) ON CONFLICT DO NOTHING`,
    [
      rows.map(({ groupId }) => groupId), rows.map(({ topicId }) => topicId), rows.map(({ day }) => day), rows.map(({ from }) => from),
      rows.map(({ at }) => at), rows.map((row) => row.packed), rows.map(({ samples }) => samples),
    ],
  );
}
