/** A million flows as a shop has them in a week, written by the database itself: what the rollup would have derived from some five million records. */
import { withDatabase } from '../harness/database.ts';

export interface Filled {
  readonly flows: number;
  readonly keys: number;
}

const DAYS = 7;
const ROWS_PER_STATEMENT = 20_000;
const KINDS = 30;
const SERVICES = 40;
const TOPICS = 60;

/** Fills an empty database; `report` hears how many flows there are so far. The tallies are folded by the collector, or by `settle`. */
export async function fill(databaseUrl: string, flows: number, report: (done: number) => void): Promise<void> {
  await withDatabase(databaseUrl, async (client) => {
    await client.query(`SELECT setseed(0.4711)`);
    await client.query(KIND_TABLE);
    // Made at the end, at once: row by row they take most of the time.
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(INDEXES);
    for (const { name } of indexes) await client.query(`DROP INDEX "${name}"`);
    for (let done = 0; done < flows; ) {
      const until = Math.min(flows, done + ROWS_PER_STATEMENT);
      await client.query('TRUNCATE bench_flow');
      await client.query(DRAFTS, [done + 1, until, flows]);
      await client.query(FLOWS);
      await client.query(KEYS);
      done = until;
      report(done);
    }
    await client.query(FOLD_ALL_TEXTS);
    for (const { definition } of indexes) await client.query(definition);
  });
}

/** However many there are, and however recently they came. */
const FOLD_ALL_TEXTS = 'SELECT fold_flow_texts(2147483647, 9223372036854775807)';

const INDEXES = `
  SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
   WHERE i.indrelid IN ('flow'::regclass, 'flow_key'::regclass, 'flow_text'::regclass) AND NOT i.indisunique`;

/** Brings all into the tallies and the index of texts, then has the database look at its tables as it does by itself sooner or later. */
export async function settle(databaseUrl: string): Promise<Filled> {
  return withDatabase(databaseUrl, async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT fold_flow_tallies()');
    await client.query(FOLD_ALL_TEXTS);
    await client.query('COMMIT');
    for (const table of ['flow', 'flow_key', 'flow_text', 'flow_text_waiting', 'flow_tally', 'flow_tally_change', 'flow_shape', 'flow_shape_tally']) await client.query(`VACUUM (ANALYZE) ${table}`);
    const { rows } = await client.query<Filled>('SELECT (SELECT count(*)::int FROM flow) AS flows, (SELECT count(*)::int FROM flow_key) AS keys');
    return rows[0] ?? { flows: 0, keys: 0 };
  });
}

/** Each kind runs through services and topics of its own, some of which it shares with others; the first kinds are the frequent ones. */
const KIND_TABLE = `
  CREATE TEMP TABLE bench_kind AS
  SELECT n, (ARRAY['order','payment','parcel','invoice','refund','stock','user','cart','trip','video'])[1 + n % 10] || (ARRAY['.created','.requested','.completed'])[1 + n / 10] AS kind,
         ARRAY(SELECT DISTINCT 'service-' || (n * 7 + m * m * 3) % ${SERVICES} FROM generate_series(0, 5) m) AS services,
         ARRAY(SELECT DISTINCT 'topic-' || (n * 11 + m * m * 5) % ${TOPICS} FROM generate_series(0, 4) m) AS topics
    FROM generate_series(0, ${KINDS - 1}) n;
  CREATE TEMP TABLE bench_flow (n int, id text, kind text, status text, started bigint, duration bigint, services text[], topics text[], correlation text, trace text, messages text[], order_id text, failure text)`;

const DRAFTS = `
  INSERT INTO bench_flow
  SELECT g.n, substr(md5('f' || g.n), 1, 16), k.kind, s.status,
         (extract(epoch FROM now()) * 1000000)::bigint - ((1 - g.n::float8 / $3::int) * ${DAYS} * 86400000000)::bigint - (random() * 1000000)::bigint,
         (exp(random() * 12) * 1000)::bigint,
         k.services[1 : 1 + (random() * (cardinality(k.services) - 1))::int], k.topics[1 : 1 + (random() * (cardinality(k.topics) - 1))::int],
         md5('c' || g.n)::uuid::text, md5('t' || g.n), ARRAY[md5('m' || g.n)::uuid::text, md5('o' || g.n)::uuid::text], 'O-' || lpad(g.n::text, 8, '0'),
         CASE WHEN s.status IN ('failed', 'compensated') THEN (ARRAY['card declined by issuer', 'connection reset by peer', 'java.lang.illegalstateexception: no stock left for sku ' || g.n % 5000, 'timeout after 30000 ms'])[1 + g.n % 4] || CASE WHEN g.n % 50000 = 0 THEN ' zephyr' ELSE '' END END
    FROM (SELECT n, (${KINDS} * power(random(), 2))::int % ${KINDS} AS of_kind, random() AS luck FROM generate_series($1::int, $2::int) n) g
    JOIN bench_kind k ON k.n = g.of_kind
   CROSS JOIN LATERAL (SELECT CASE WHEN luck < 0.93 THEN 'completed' WHEN luck < 0.96 THEN 'failed' WHEN luck < 0.97 THEN 'stalled' WHEN luck < 0.98 THEN 'compensated' ELSE 'in-flight' END AS status) s`;

const FLOWS = `
  INSERT INTO flow (id, kind, status, started_at, last_activity_at, duration_micros, observed_at, settles_at, entry, services, topics, event_count, span_count, error_count, retry_count,
                    duplicate_count, dead_letter_count, search, events, segments, version, outline, baseline)
  SELECT id, kind, status, started, started + duration, duration, started + duration, NULL, kind, services, topics, 2, 3, CASE WHEN failure IS NULL THEN 0 ELSE 1 END, 0, 0,
         CASE WHEN failure IS NOT NULL AND n % 2 = 0 THEN 1 ELSE 0 END,
         concat_ws(E'\\n', kind, lower('orderId=' || order_id), array_to_string(services, E'\\n'), array_to_string(topics, E'\\n'), kind || '.v2', failure),
         ARRAY[md5('e' || n)::uuid, md5('g' || n)::uuid], jsonb_build_array(jsonb_build_object('trace', trace, 'segment', '', 'shared', false, 'spans', NULL)), 1,
         jsonb_build_object('cut', false, 'open', false, 'failure', 'none', 'handled', jsonb_build_array(jsonb_build_array(md5('e' || n), 0)), 'groups', to_jsonb(services),
           'steps', jsonb_build_array(jsonb_build_object('type', kind, 'event', md5('e' || n)::uuid, 'group', NULL, 'topic', topics[1], 'service', services[1], 'seenAt', started, 'afterMicros', 0))), NULL
    FROM bench_flow ORDER BY started`;

const KEYS = `
  INSERT INTO flow_key (flow_id, kind, name, value, hash)
  SELECT id, k.kind, k.name, CASE WHEN k.kind = 'record' THEN '' ELSE k.value END, ('x' || substr(md5(k.kind || k.value), 1, 16))::bit(64)::bigint
    FROM bench_flow f CROSS JOIN LATERAL (VALUES ('correlation', '', correlation), ('trace', '', trace), ('record', '', messages[1]), ('record', '', messages[2]), ('business', 'orderId', order_id)) k (kind, name, value)`;
