/** The ids of topics. A row of `topic` never changes its name, so what was read once is kept: until there is another connection, behind which the database may have been set back. */
import type pg from 'pg';
import { microsNow } from '#lib/store/clock.ts';
import { pgName, pgText } from '#lib/store/text.ts';

export interface TopicName {
  readonly source: string;
  readonly topic: string;
  readonly incarnation: number;
}

/** CloudEvents can bring any number of types; when the cache is full it starts anew. */
const CACHE_LIMIT = 50_000;
const caches = new WeakMap<pg.Pool, Map<string, number>>();

/** The id of each name, in the order asked; null where there is no such topic. */
export async function topicIds(pool: pg.Pool, names: readonly TopicName[]): Promise<readonly (number | null)[]> {
  const cache = cacheOf(pool);
  const missing = names.filter((name) => !cache.has(cacheKey(name)));
  if (missing.length > 0) {
    const { rows } = await pool.query<TopicName & { id: number }>(
      `SELECT t.id, t.source, t.name AS topic, t.incarnation
         FROM topic t JOIN unnest($1::text[], $2::text[], $3::int[]) AS w (source, name, incarnation) USING (source, name, incarnation)`,
      columns(missing),
    );
    for (const row of rows) cache.set(cacheKey(row), row.id);
  }
  return names.map((name) => cache.get(cacheKey(name)) ?? null);
}

/** As `topicIds`; topics that are not there yet are made. */
export async function ensureTopics(pool: pg.Pool, names: readonly TopicName[]): Promise<readonly number[]> {
  const known = await topicIds(pool, names);
  const missing = names.filter((_, index) => known[index] === null);
  if (missing.length > 0) {
    await pool.query(
      `INSERT INTO topic (source, name, incarnation, first_seen_at)
       SELECT DISTINCT source, name, incarnation, $4::bigint FROM unnest($1::text[], $2::text[], $3::int[]) AS w (source, name, incarnation)
       ORDER BY source, name, incarnation
       ON CONFLICT DO NOTHING`,
      [...columns(missing), microsNow()],
    );
  }
  const ids = missing.length > 0 ? await topicIds(pool, names) : known;
  return ids.map((id, index) => {
    if (id === null) throw new Error(`The topic ${names[index]?.topic} was made and is not there.`);
    return id;
  });
}

const columns = (names: readonly TopicName[]): unknown[][] => [
  names.map(({ source }) => pgText(source)),
  names.map(({ topic }) => pgName(topic)),
  names.map(({ incarnation }) => incarnation),
];

const cacheKey = ({ source, topic, incarnation }: TopicName): string => JSON.stringify([pgText(source), pgName(topic), incarnation]);

function cacheOf(pool: pg.Pool): Map<string, number> {
  let cache = caches.get(pool);
  if (cache === undefined) {
    const made = (cache = new Map<string, number>());
    pool.on('connect', () => made.clear());
    caches.set(pool, cache);
  }
  if (cache.size > CACHE_LIMIT) cache.clear();
  return cache;
}
