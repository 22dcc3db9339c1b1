/** What becomes of dead letters when the day is dropped on which they were seen: the open ones stay, with their bytes. */
import type pg from 'pg';
import { DEAD_LETTER_STATES } from '#lib/core/dead-letters/states.ts';
import { writeDeadLetters } from '#lib/store/dead-letters.ts';
import { BODY_PLACE, readBodies } from '#lib/store/event-bodies.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';
import { parseEventRef } from '#lib/store/refs.ts';

const BATCH = 1000;
/** Whole values are in memory at once. */
const BODIES_AT_ONCE = 100;
const STAYING = ['open', 'replaying'].map((state) => DEAD_LETTER_STATES.findIndex((each) => each === state));

/** Copies the messages of open dead letters seen before the day, unless that was done. Before the day is dropped; each batch is durable by itself. */
export async function keepOpenLetters(client: pg.ClientBase, before: string): Promise<number> {
  let kept = 0;
  let after: string | null = null;
  for (;;) {
    const page: { rows: { id: string }[] } = await client.query<{ id: string }>(
      `SELECT d.id FROM dead_letter d WHERE d.observed_day < $1::date AND d.state = ANY ($2::int[]) AND ($3::uuid IS NULL OR d.id > $3) AND NOT EXISTS (SELECT FROM kept_message k WHERE k.id = d.id) ORDER BY d.id LIMIT ${BATCH}`,
      [before, STAYING, after],
    );
    kept += await keepMessages(client, page.rows.map(({ id }) => id));
    if (page.rows.length < BATCH) return kept;
    after = page.rows.at(-1)?.id ?? null;
  }
}

interface Row extends PackedPlace {
  readonly id: string;
  readonly observed_at: string;
  readonly timestamp: string | null;
  readonly timestamp_type: number;
  readonly value_size: number | null;
}

async function keepMessages(client: pg.ClientBase, ids: readonly string[]): Promise<number> {
  const positions = ids.map(parseEventRef);
  const { rows } = await client.query<Row>(
    `SELECT w.id, e.* FROM unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[]) AS w (id, topic_id, partition, "offset")
      CROSS JOIN LATERAL (SELECT observed_at, "timestamp", timestamp_type, value_size, ${BODY_PLACE} FROM event WHERE topic_id = w.topic_id AND partition = w.partition AND "offset" = w."offset" LIMIT 1) e`,
    [ids, positions.map(({ topicId }) => topicId), positions.map(({ partition }) => partition), positions.map(({ offset }) => offset.toString())],
  );
  for (let from = 0; from < rows.length; from += BODIES_AT_ONCE) {
    const some = rows.slice(from, from + BODIES_AT_ONCE);
    for (const [index, body] of (await readBodies(client, some, Infinity)).entries()) {
      const row = some[index];
      if (row === undefined || body === null) continue;
      await client.query({
        name: 'keep-message',
        text: `INSERT INTO kept_message (id, observed_at, "timestamp", timestamp_type, key, headers, value, value_size, value_sha256, meta) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
        values: [row.id, row.observed_at, row.timestamp, row.timestamp_type, body.key, body.headers, body.value, row.value_size, body.sha256, body.meta],
      });
    }
  }
  return rows.length;
}

/** Drops the rest of those seen before the day, and bytes that were kept of any that is not open any more. */
export async function dropSettledLetters(client: pg.ClientBase, before: string): Promise<number> {
  let dropped = 0;
  for (;;) {
    const { rows } = await client.query<{ id: string }>(`SELECT id FROM dead_letter WHERE observed_day < $1::date AND state <> ALL ($2::int[]) ORDER BY id LIMIT ${BATCH}`, [before, STAYING]);
    const ids = rows.map(({ id }) => id);
    await client.query('BEGIN');
    try {
      await writeDeadLetters(client, [], [], ids, 0n);
      await client.query('DELETE FROM kept_message WHERE id = ANY ($1::uuid[])', [ids]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
    dropped += ids.length;
    if (ids.length < BATCH) return dropped;
  }
}
