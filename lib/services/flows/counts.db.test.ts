/** What the tallies and the newest rows tell of many flows is what a plain query of all of them tells, or less where the answer says so. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FlowFilter, FlowListQuery, FlowStatus } from '#lib/contracts/flows.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { flowFacets } from '#lib/services/flows/facets.ts';
import { flowHistogram } from '#lib/services/flows/histogram.ts';
import { listFlows } from '#lib/services/flows/list.ts';
import { flowConditions } from '#lib/services/flows/where.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import { foldTallies } from '#lib/store/fold-tallies.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const nowMs = Date.UTC(2026, 0, 31, 12, 10, 7, 501);
let store: FreshStore;

/** 24,000 flows over three days; the kind `old` only on the first, the services `even` and `odd` never together. */
beforeAll(async () => {
  store = await freshStoreFor();
  await store.pool.query(
    `INSERT INTO flow SELECT lpad(n::text, 16, '0'), CASE WHEN n < 500 THEN 'old' ELSE 'k' || n % 3 END, (ARRAY['completed','completed','completed','failed','stalled','compensated','in-flight'])[1 + n % 7],
        $1::bigint - (24000 - n) * 10800000::bigint, 0, n * 1000, 0, NULL, 'e', ARRAY[CASE WHEN n % 2 = 0 THEN 'even' ELSE 'odd' END] || CASE WHEN n % 100 = 0 THEN '{rare}'::text[] ELSE '{}' END, ARRAY['t' || n % 5],
        1, 0, 0, 0, 0, CASE WHEN n % 50 = 0 THEN 1 ELSE 0 END, 'word ' || n || CASE WHEN n % 7000 = 0 THEN ' seldom' ELSE '' END, '{}', '[]', 1
       FROM generate_series(1, 24000) n`,
    [nowMs * 1000],
  );
  await inTransaction(store.pool, foldTallies);
  await store.pool.query('ANALYZE flow');
});
afterAll(() => store.drop());

const counted = async (filter: FlowFilter, by: 'status' | 'kind'): Promise<Record<string, number>> => {
  const rows = await store.prisma.$queryRaw<{ value: string; count: number }[]>`
    SELECT ${Prisma.raw(by)} AS value, count(*)::int AS count FROM flow f WHERE ${flowConditions(filter, microsFromMillis(nowMs))} GROUP BY 1`;
  return asRecord(rows);
};
const asRecord = (values: readonly { value: string; count: number }[]): Record<string, number> => Object.fromEntries(values.map(({ value, count }) => [value, count]));
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((total, count) => total + count, 0);

test.each<[object, 'exact' | 'at least']>([
  [{}, 'exact'],
  [{ status: ['failed', 'stalled'] }, 'exact'],
  [{ from: 'now-1d' }, 'exact'],
  [{ from: '2026-01-29T01:02:03.456789Z', to: '2026-01-31T11:12:13.000001Z', notStatus: 'completed' }, 'exact'],
  [{ from: 'now-20s' }, 'exact'],
  [{ to: '2026-01-31T12:10:08Z' }, 'exact'],
  [{ from: '2026-01-31T12:10:01Z', to: '2026-01-31T12:10:20Z' }, 'exact'],
  [{ kind: ['k1', 'old'] }, 'exact'],
  [{ kind: 'old' }, 'exact'],
  [{ service: 'rare' }, 'exact'],
  [{ service: 'even', status: 'failed', from: 'now-2d' }, 'exact'],
  [{ service: 'even' }, 'exact'],
  [{ service: ['even', 'odd'], notTopic: 't1', notStatus: 'failed' }, 'exact'],
  [{ notService: 'rare', notKind: ['old', 'k1'], to: 'now-90m' }, 'exact'],
  [{ hasDeadLetters: 'true' }, 'exact'],
  [{ service: 'even', topic: 't1' }, 'exact'],
  [{ hasDeadLetters: 'false', topic: ['t1', 't2'] }, 'exact'],
  [{ service: 'even', topic: 't1', from: 'now-1d' }, 'exact'],
  [{ kind: 'old', service: 'even' }, 'exact'],
  [{ q: 'word' }, 'at least'],
  [{ q: 'seldom' }, 'exact'],
  [{ q: 'nowhere' }, 'exact'],
  [{ minDurationMs: 1 }, 'at least'],
  [{ maxDurationMs: 100 }, 'exact'],
])('%j is counted: %s', async (query, how) => {
  const filter = FlowFilter.parse(query);
  const [status, kind, facets, histogram] = await Promise.all([counted(filter, 'status'), counted(filter, 'kind'), flowFacets(store, filter, nowMs), flowHistogram(store, filter, nowMs)]);
  expect({ atLeast: facets.atLeast, truncated: facets.truncated }).toEqual({ atLeast: how === 'at least', truncated: how === 'at least' });
  if (how !== 'at least') {
    expect(asRecord(facets.status)).toEqual(status);
    expect(facets.total).toBe(sum(status));
  } else expect(facets.total).toBeLessThan(sum(status));
  if (how === 'exact') {
    expect(asRecord(facets.kind)).toEqual(kind);
    expect(facets.counted).toBe(facets.total);
  } else expect(facets.counted).toBe(facets.kind.reduce((total, { count }) => total + count, 0));

  expect(histogram.truncated).toBe(how === 'at least');
  expect(histogram.buckets.length).toBeLessThanOrEqual(120);
  const bars: Record<string, number> = {};
  for (const { counts } of histogram.buckets) for (const [name, count] of Object.entries(counts)) bars[name] = (bars[name] ?? 0) + count;
  if (histogram.truncated) expect(histogram.countedSince).not.toBeNull();
  else expect(bars).toEqual(status);
});

test.each<[object, string]>([
  [{ kind: 'old', limit: 2 }, '499 498'],
  [{ service: 'rare', topic: 't1', limit: 2 }, ''],
  [{ service: ['even', 'odd'], kind: 'old', sort: 'duration', limit: 1 }, '499'],
  [{ q: 'seldom' }, '21000 14000 7000'],
  [{ q: 'seldom', service: 'odd' }, ''],
  [{ q: 'word 77', limit: 1 }, '23977'],
])('%j lists "%s", however far down', async (query, expected) => {
  const { flows } = await listFlows(store, FlowListQuery.parse(query), nowMs);
  expect(flows.map(({ id }) => Number(id)).join(' ')).toBe(expected);
});

test('pages go on from the newest into what must be looked up', async () => {
  const ids: string[] = [];
  for (let cursor: string | undefined, pages = 0; pages < 20; pages += 1) {
    const page = await listFlows(store, FlowListQuery.parse({ service: 'rare', limit: 25, ...(cursor === undefined ? {} : { cursor }) }), nowMs);
    ids.push(...page.flows.map(({ id }) => id));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(ids).toEqual(Array.from({ length: 240 }, (_, index) => String((240 - index) * 100).padStart(16, '0')));
});

const some = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 2 });
const seldom = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 4 });
const anyFilter = fc.record({
  status: some(FlowStatus.options),
  kind: some(['old', 'k0', 'k1', 'none']),
  service: some(['even', 'odd', 'rare']),
  topic: some(['t0', 't1', 't2', 't3']),
  notStatus: seldom(fc.constant(['completed'])),
  notService: seldom(fc.constantFrom(['rare'], ['even'])),
  notTopic: seldom(fc.constant(['t0'])),
  hasDeadLetters: seldom(fc.constantFrom('true', 'false')),
  from: fc.option(fc.constantFrom('now-15m', 'now-5h', 'now-1d', '2026-01-29T01:02:03.456789Z', '2026-01-30T00:00:00Z'), { nil: undefined }),
  to: fc.option(fc.constantFrom('now-1m', 'now-3h', '2026-01-31T11:12:13.000001Z', '2026-01-31T00:00:00Z'), { nil: undefined }),
  q: seldom(fc.constantFrom('seldom', 'word 7', 'word seldom', 'nowhere')),
  minDurationMs: seldom(fc.constantFrom('2', '20')),
});

test('whatever is asked for, counts, bars and pages are those of a plain query', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter, fc.constantFrom('startedAt', 'lastActivityAt', 'duration'), async (query, sort) => {
      const filter = FlowFilter.parse(query);
      const [status, kind, facets, histogram] = await Promise.all([counted(filter, 'status'), counted(filter, 'kind'), flowFacets(store, filter, nowMs), flowHistogram(store, filter, nowMs)]);
      if (!facets.truncated) expect({ status: asRecord(facets.status), kind: asRecord(facets.kind), total: facets.total }).toEqual({ status, kind, total: sum(status) });
      else expect(facets.total).toBeLessThanOrEqual(sum(status));
      const bars: Record<string, number> = {};
      for (const { counts } of histogram.buckets) for (const [name, count] of Object.entries(counts)) bars[name] = (bars[name] ?? 0) + count;
      if (!histogram.truncated) expect(bars).toEqual(status);

      const column = { startedAt: 'started_at', lastActivityAt: 'last_activity_at', duration: 'duration_micros' }[sort];
      const expected = await store.prisma.$queryRaw<{ id: string }[]>`
        SELECT id FROM flow f WHERE ${flowConditions(filter, microsFromMillis(nowMs))} ORDER BY ${Prisma.raw(`f.${column}`)} DESC, id LIMIT 60`;
      const listed: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null && listed.length < 60; ) {
        const page = await listFlows(store, FlowListQuery.parse({ ...query, sort, limit: 20, ...(cursor === undefined ? {} : { cursor }) }), nowMs);
        listed.push(...page.flows.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(listed).toEqual(expected.map(({ id }) => id));
    }),
    { numRuns: 60 },
  );
});
