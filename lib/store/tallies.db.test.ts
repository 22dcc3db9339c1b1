import fc from 'fast-check';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { microsNow } from '#lib/store/clock.ts';
import { dropFlowsBefore } from '#lib/store/rebuild-rows.ts';
import { dropExpired } from '#lib/store/retention.ts';
import { foldTallies } from '#lib/store/fold-tallies.ts';
import { foldTexts } from '#lib/store/texts.ts';
import { freshStore, freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

let store: FreshStore;
beforeAll(async () => {
  store = await freshStoreFor();
});
afterAll(() => store.drop());

const fold = ({ pool }: FreshStore) =>
  inTransaction(pool, async (client) => {
    await foldTallies(client);
    await foldTexts(client, { most: 1000, restedSeconds: 0 });
  });

/** What a count of the flows would give, in words of the test's own. */
const RECOUNTED = `
  SELECT w.width::int, p.facet, floor(f.started_at::numeric / 60000000 / w.width)::text AS bucket, p.value,
         count(*) FILTER (WHERE status = 'failed')::int AS failed, count(*) FILTER (WHERE status = 'stalled')::int AS stalled, count(*) FILTER (WHERE status = 'compensated')::int AS compensated,
         count(*) FILTER (WHERE status = 'completed')::int AS completed, count(*) FILTER (WHERE status = 'in-flight')::int AS in_flight
    FROM flow f, (VALUES (1), (10), (60), (1440)) w (width),
         LATERAL (SELECT 0, '' UNION ALL SELECT 1, kind UNION ALL SELECT 2, s FROM unnest(services) s UNION ALL SELECT 3, t FROM unnest(topics) t) p (facet, value)
   WHERE facet = 0 OR w.width >= 60 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;

/** By what the flows of a shape have in common, and by the hour and by the minute. */
const SHAPES_RECOUNTED = `
  SELECT w.width::int, kind, (SELECT array_agg(s ORDER BY s) FROM unnest(services) s) AS services, (SELECT array_agg(t ORDER BY t) FROM unnest(topics) t) AS topics, dead_letter_count > 0 AS dead_letters,
         floor(f.started_at::numeric / 60000000 / w.unit)::text AS at, status, count(*)::int AS count
    FROM flow f, (VALUES (60, 1), (1440, 60)) w (width, unit) GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7`;

const SHAPES_KEPT = `
  SELECT t.width::int, kind, (SELECT array_agg(s ORDER BY s) FROM unnest(services) s) AS services, (SELECT array_agg(t ORDER BY t) FROM unnest(topics) t) AS topics, dead_letter_count > 0 AS dead_letters,
         (t.bucket * CASE t.width WHEN 60 THEN 60 ELSE 24 END + (u.part >> 3))::text AS at, (ARRAY['failed', 'stalled', 'compensated', 'completed', 'in-flight'])[1 + (u.part & 7)] AS status, u.count
    FROM flow_shape_tally t JOIN flow_shape s ON s.id = t.shape, unnest(t.parts, t.counts) u (part, count) ORDER BY 1, 2, 3, 4, 5, 6, 7`;

async function expectExact({ pool }: FreshStore): Promise<number> {
  expect((await pool.query(SHAPES_KEPT)).rows).toEqual((await pool.query(SHAPES_RECOUNTED)).rows);
  expect((await pool.query('SELECT FROM flow_shape WHERE id NOT IN (SELECT shape FROM flow_shape_tally WHERE width = 1440)')).rowCount).toBe(0);
  const kept = await pool.query('SELECT width::int, facet::int, bucket::text, value, failed, stalled, compensated, completed, in_flight FROM flow_tally ORDER BY width, facet, bucket::text, value');
  const counted = await pool.query(RECOUNTED);
  expect(kept.rows).toEqual(counted.rows);
  expect((await pool.query('SELECT flow_id AS id, search FROM flow_text ORDER BY 1')).rows).toEqual((await pool.query('SELECT id, search FROM flow ORDER BY 1')).rows);
  expect((await pool.query('SELECT FROM flow_text_waiting')).rowCount).toBe(0);
  return kept.rows.length;
}

const MINUTE = 60_000_000;
const flow = fc.record({
  id: fc.integer({ min: 0, max: 15 }).map(String),
  kind: fc.constantFrom('a', 'b'),
  status: fc.constantFrom('failed', 'stalled', 'compensated', 'completed', 'in-flight'),
  // Around the edges of minutes, hours and days, and before the epoch.
  started_at: fc.tuple(fc.constantFrom(-1440, -1, 0, 59, 60, 1439, 1440), fc.constantFrom(-1, 0, 1)).map(([minute, micros]) => minute * MINUTE + micros),
  services: fc.shuffledSubarray(['s', 't', 'u']),
  topics: fc.shuffledSubarray(['t', '']),
  dead_letter_count: fc.integer({ min: 0, max: 2 }),
  version: fc.integer({ min: 1, max: 4 }),
  search: fc.constantFrom('', 'one', 'two'),
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.array(flow, { maxLength: 12 }).map((flows) => ({ do: 'write' as const, flows: [...new Map(flows.map((one) => [one.id, one])).values()] })) },
  fc.record({ do: fc.constant('judge' as const), ids: fc.subarray(Array.from({ length: 16 }, (_, n) => String(n))), status: flow.map(({ status }) => status) }),
  fc.record({ do: fc.constant('delete' as const), ids: fc.subarray(Array.from({ length: 16 }, (_, n) => String(n))) }),
  fc.record({ do: fc.constant('rebuilt' as const), version: fc.integer({ min: 1, max: 4 }) }),
  fc.constant({ do: 'fold' as const }),
  fc.constant({ do: 'expire' as const }),
);

test('tallies are what a count gives, whatever was written, judged, rewritten and dropped', async () => {
  const { pool } = store;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      await pool.query('DELETE FROM flow');
      for (const each of steps) {
        if (each.do === 'write') {
          await pool.query(
            `INSERT INTO flow SELECT * FROM jsonb_populate_recordset(null::flow, $1::jsonb) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, status = excluded.status,
              started_at = excluded.started_at, services = excluded.services, topics = excluded.topics, dead_letter_count = excluded.dead_letter_count, version = excluded.version, search = excluded.search`,
            [JSON.stringify(each.flows.map((one) => ({ ...REST, ...one, observed_at: one.version * 86_400_000_000 })))],
          );
        } else if (each.do === 'judge') await pool.query('UPDATE flow SET status = $2 WHERE id = ANY ($1)', [each.ids, each.status]);
        else if (each.do === 'delete') await pool.query('DELETE FROM flow WHERE id = ANY ($1)', [each.ids]);
        else if (each.do === 'rebuilt') await dropFlowsBefore(pool, BigInt(each.version));
        else if (each.do === 'expire') await pool.query('DELETE FROM flow WHERE observed_at < $1', [3 * 86_400_000_000]);
        else await fold(store);
      }
      await fold(store);
      await expectExact(store);
    }),
    { numRuns: 30 },
  );
});

const REST = { last_activity_at: 0, duration_micros: 0, entry: '', event_count: 0, span_count: 0, error_count: 0, retry_count: 0, duplicate_count: 0, search: '', events: [], segments: [] };

test('retention takes what it drops out of the tallies, and leaves no empty ones', async () => {
  const own = await freshStore();
  const now = microsNow();
  await own.pool.query(`INSERT INTO flow SELECT * FROM jsonb_populate_recordset(null::flow, $1::jsonb)`, [JSON.stringify([1, 2, 9].map((days) => ({ ...REST, id: String(days), kind: 'k', status: 'failed', started_at: now - days * 86_400_000_000, observed_at: now - days * 86_400_000_000, services: ['s'], topics: [], dead_letter_count: 0, version: 1 })))]);
  await fold(own);
  const before = await expectExact(own);
  expect((await dropExpired(own, 7, now)).flows).toBe(1);
  await fold(own);
  expect(await expectExact(own)).toBeLessThan(before);
});

test('flows that are truncated leave no tallies', async () => {
  const own = await freshStore();
  await own.pool.query(`INSERT INTO flow SELECT * FROM jsonb_populate_recordset(null::flow, $1::jsonb)`, [JSON.stringify(['a', 'b'].map((id) => ({ ...REST, id, kind: 'k', status: 'failed', started_at: 0, observed_at: 0, services: [], topics: [], dead_letter_count: 0, version: 1 })))]);
  await own.pool.query('TRUNCATE flow CASCADE');
  await fold(own);
  expect(await expectExact(own)).toBe(0);
});

test('a start that no calendar has is tallied too', async () => {
  const own = await freshStore();
  await own.pool.query(`INSERT INTO flow SELECT * FROM jsonb_populate_recordset(null::flow, $1::jsonb)`, [JSON.stringify([{ ...REST, id: 'x', kind: 'k', status: 'completed', started_at: '9007199254740991000', observed_at: 0, services: [], topics: [], dead_letter_count: 0, version: 1 }])]);
  await fold(own);
  expect(await expectExact(own)).toBe(6);
});
