/** Where each partition is read next: the verbs of `Sink`, which throw `SourceError` `unavailable` as an append does. Positions of a topic's older incarnations are removed: whoever still reads them can append no more. */
import type pg from 'pg';
import type { Position, Start, TopicPartition } from '#lib/sources/source.ts';
import { microsNow } from '#lib/store/clock.ts';
import { withSourceErrors } from '#lib/store/source-errors.ts';
import type { Store } from '#lib/store/store.ts';
import { pgName, pgText } from '#lib/store/text.ts';
import { ensureTopics } from '#lib/store/topics.ts';
import { inTransaction } from '#lib/store/transaction.ts';

interface Incarnation {
  readonly id: number;
  readonly incarnation: number;
  readonly kafkaId: string | null;
}

/** `Sink.positions`. */
export const positions = (store: Store, source: string, partitions: readonly TopicPartition[], topicIds: ReadonlyMap<string, string> = new Map()) =>
  withSourceErrors(async (): Promise<readonly Position[]> => {
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    const newest = await newestIncarnations(store.pool, source, topics);
    for (const topic of topics) {
      const kafkaId = topicIds.get(topic) ?? null;
      const known = newest.get(topic);
      if (known === undefined || (kafkaId !== null && known.kafkaId !== kafkaId)) {
        newest.set(topic, await inTransaction(store.pool, (client) => recognise(client, source, topic, kafkaId)));
      }
    }
    const { rows } = await store.pool.query<{ topic_id: number; partition: number; next_offset: string }>(
      'SELECT topic_id, partition, next_offset FROM position WHERE topic_id = ANY ($1::int[])',
      [[...newest.values()].map(({ id }) => id)],
    );
    const next = new Map(rows.map((row) => [`${row.topic_id}/${row.partition}`, BigInt(row.next_offset)]));
    return partitions.map(({ topic, partition }) => {
      const { id, incarnation } = present(newest.get(topic), topic);
      return { incarnation, next: next.get(`${id}/${partition}`) ?? null };
    });
  });

/** `Sink.startAt`. Does nothing either when a newer incarnation has begun meanwhile. */
export const startAt = (store: Store, source: string, { topic, partition }: TopicPartition, incarnation: number, next: bigint) =>
  withSourceErrors(async (): Promise<void> => {
    const [id] = await ensureTopics(store.pool, [{ source, topic, incarnation }]);
    await inTransaction(store.pool, async (client) => {
      const newest = (await lockIncarnations(client, source, topic))[0];
      if (newest?.id !== id) return;
      await client.query('INSERT INTO position (topic_id, partition, next_offset, whole_from) VALUES ($1, $2, $3, $3) ON CONFLICT DO NOTHING', [id, partition, next]);
    });
  });

/** `Sink.startAllAt`. One that is stopped before it has written all has written none, and of two that begin at once the second finds what the first wrote. */
export const startAllAt = (store: Store, source: string, starts: readonly Start[]) =>
  withSourceErrors(async (): Promise<void> => {
    const ids = await ensureTopics(store.pool, starts.map(({ topic, incarnation }) => ({ source, topic, incarnation })));
    await inTransaction(store.pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('throughline first start'), hashtext($1))`, [pgText(source)]);
      const { rowCount } = await client.query('SELECT FROM position p JOIN topic t ON t.id = p.topic_id WHERE t.source = $1 LIMIT 1', [pgText(source)]);
      if (rowCount !== 0) return;
      await client.query('INSERT INTO position (topic_id, partition, next_offset, whole_from) SELECT id, partition, next, next FROM unnest($1::int[], $2::int[], $3::bigint[]) s (id, partition, next) ON CONFLICT DO NOTHING', [
        ids,
        starts.map(({ partition }) => partition),
        starts.map(({ next }) => next),
      ]);
    });
  });

/**
 * `Sink.recreated`. `incarnation` is the one that the caller took the topic for: processes that read different partitions notice
 * the same recreation one after another, and only the first starts a new incarnation.
 */
export const recreated = (store: Store, source: string, topic: string, incarnation: number) =>
  withSourceErrors(async (): Promise<number> => {
    const newest = await inTransaction(store.pool, async (client) => {
      const current = (await lockIncarnations(client, source, topic))[0];
      if (current === undefined || current.incarnation > incarnation) return current ?? insertIncarnation(client, source, topic, 0, null);
      return supersede(client, source, topic, current, null);
    });
    return newest.incarnation;
  });

/** The incarnation that a topic with this id is; Kafka's ids are never used again, so an id of an older incarnation is a late reader's. */
async function recognise(client: pg.PoolClient, source: string, topic: string, kafkaId: string | null): Promise<Incarnation> {
  const known = await lockIncarnations(client, source, topic);
  const current = known[0];
  if (current === undefined) return insertIncarnation(client, source, topic, 0, kafkaId);
  if (kafkaId === null || known.some((older) => older.kafkaId === kafkaId)) return current;
  if (current.kafkaId !== null) return supersede(client, source, topic, current, kafkaId);
  await client.query('UPDATE topic SET kafka_id = $2 WHERE id = $1', [current.id, kafkaId]);
  return { ...current, kafkaId };
}

async function supersede(client: pg.PoolClient, source: string, topic: string, current: Incarnation, kafkaId: string | null): Promise<Incarnation> {
  // In the order in which an append locks them.
  await client.query('SELECT FROM position WHERE topic_id = $1 ORDER BY topic_id, partition FOR UPDATE', [current.id]);
  await client.query('DELETE FROM position WHERE topic_id = $1', [current.id]);
  return insertIncarnation(client, source, topic, current.incarnation + 1, kafkaId);
}

/** All incarnations, newest first, while no other process can start one. */
async function lockIncarnations(client: pg.PoolClient, source: string, topic: string): Promise<readonly Incarnation[]> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtext('throughline topic'), hashtext($1))`, [`${pgText(source)} ${pgName(topic)}`]);
  const { rows } = await client.query<Incarnation>(
    'SELECT id, incarnation, kafka_id AS "kafkaId" FROM topic WHERE source = $1 AND name = $2 ORDER BY incarnation DESC',
    [pgText(source), pgName(topic)],
  );
  return rows;
}

async function insertIncarnation(client: pg.PoolClient, source: string, topic: string, incarnation: number, kafkaId: string | null): Promise<Incarnation> {
  const { rows } = await client.query<Incarnation>(
    `INSERT INTO topic (source, name, incarnation, kafka_id, first_seen_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (source, name, incarnation) DO UPDATE SET kafka_id = coalesce(topic.kafka_id, excluded.kafka_id)
     RETURNING id, incarnation, kafka_id AS "kafkaId"`,
    [pgText(source), pgName(topic), incarnation, kafkaId, microsNow()],
  );
  return present(rows[0], topic);
}

async function newestIncarnations(pool: pg.Pool, source: string, topics: readonly string[]): Promise<Map<string, Incarnation>> {
  const { rows } = await pool.query<Incarnation & { name: string }>(
    `SELECT DISTINCT ON (name) id, name, incarnation, kafka_id AS "kafkaId" FROM topic
      WHERE source = $1 AND name = ANY ($2::text[]) ORDER BY name, incarnation DESC`,
    [pgText(source), topics.map(pgName)],
  );
  const byName = new Map(rows.map((row) => [row.name, row]));
  return new Map(topics.flatMap((topic) => {
    const row = byName.get(pgName(topic));
    return row === undefined ? [] : [[topic, row] as const];
  }));
}

function present<T>(value: T | undefined, topic: string): T {
  if (value === undefined) throw new Error(`The topic ${topic} has no row.`);
  return value;
}
