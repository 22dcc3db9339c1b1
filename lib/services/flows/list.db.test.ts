import { expect, test } from 'vitest';
import { FlowListQuery, type FlowList } from '#lib/contracts/flows.ts';
import { flowFacets } from '#lib/services/flows/facets.ts';
import { flowHistogram } from '#lib/services/flows/histogram.ts';
import { listFlows } from '#lib/services/flows/list.ts';
import { insertFlow, NOON } from '#lib/services/testing/rows.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const nowMs = Date.UTC(2026, 0, 31, 12, 10);
const minutes = (count: number) => NOON + BigInt(count) * 60_000_000n;
const list = (store: QueryStore, query: object = {}): Promise<FlowList> => listFlows(store, FlowListQuery.parse(query), nowMs);
const ids = (page: FlowList) => page.flows.map((flow) => flow.id).join(' ');

async function fourFlows(): Promise<QueryStore> {
  const store = await freshStore();
  await insertFlow(store, {
    id: 'a', startedAt: minutes(0), services: ['orders', 'payments'], topics: ['orders'], search: 'order-1 orders payments 100%_done',
    keys: [{ kind: 'trace', value: '4bf92f3577b34da6a3ce929d0e0e4736' }, { kind: 'correlation', value: 'order-1' }, { kind: 'record', value: 'r:x' }],
  });
  await insertFlow(store, { id: 'b', startedAt: minutes(1), status: 'failed', services: ['orders'], topics: ['orders', 'orders.dlq'], deadLetterCount: 2, search: 'order-2 card declined', keys: [{ kind: 'correlation', value: 'order-2' }, { kind: 'business', name: 'orderId', value: '4711' }] });
  await insertFlow(store, { id: 'c', startedAt: minutes(2), kind: 'trip.requested', durationMicros: 90_000_000n, services: ['trips'], topics: ['trips'], lastActivityAt: minutes(9) });
  await insertFlow(store, { id: 'd', startedAt: minutes(2), status: 'in-flight', durationMicros: 0n });
  return store;
}

test('a summary has every figure, and its keys in the order of what they mean to people', async () => {
  const store = await fourFlows();
  const { flows } = await list(store, { key: 'order-1' });
  expect(flows).toEqual([
    {
      id: 'a', kind: 'order.created', status: 'completed', startedAt: '2026-01-31T12:00:00.000Z', lastActivityAt: '2026-01-31T12:00:01.000Z',
      durationMs: 1000, entry: 'order.created', services: ['orders', 'payments'], topics: ['orders'],
      counts: { events: 1, spans: 0, errors: 0, retries: 0, duplicates: 0, deadLetters: 0 },
      keys: [{ kind: 'correlation', value: 'order-1' }, { kind: 'trace', value: '4bf92f3577b34da6a3ce929d0e0e4736' }],
    },
  ]);
});

test.each<[object, string]>([
  [{}, 'c d b a'],
  [{ sort: 'lastActivityAt' }, 'c d b a'],
  [{ sort: 'duration' }, 'c a b d'],
  [{ status: 'failed' }, 'b'],
  [{ status: ['failed', 'in-flight'] }, 'd b'],
  [{ kind: 'trip.requested' }, 'c'],
  [{ service: 'orders' }, 'b a'],
  [{ service: ['payments', 'trips'] }, 'c a'],
  [{ topic: 'orders.dlq' }, 'b'],
  [{ key: '4711' }, 'b'],
  [{ key: '471' }, ''],
  [{ key: '4711', keyName: 'orderid' }, 'b'],
  [{ key: '4711', keyName: 'tripId' }, ''],
  [{ key: 'order-1', keyName: 'correlation' }, 'a'],
  [{ key: 'order-1', keyName: 'trace' }, ''],
  [{ key: '4BF92F3577B34DA6A3CE929D0E0E4736' }, 'a'],
  [{ key: 'r:x' }, ''],
  [{ q: 'DECLINED card' }, 'b'],
  [{ q: '100%_done' }, 'a'],
  [{ q: 'order_1' }, ''],
  [{ q: '%' }, 'a'],
  [{ q: "'; drop table flow; --" }, ''],
  [{ from: 'now-9m' }, 'c d b'],
  [{ from: '2026-01-31T12:01:00Z', to: '2026-01-31T12:02:00Z' }, 'b'],
  [{ from: 'now' }, ''],
  [{ minDurationMs: '1000.001' }, 'c'],
  [{ maxDurationMs: '999.999' }, 'd'],
  [{ minDurationMs: '0.001', maxDurationMs: '1000' }, 'b a'],
  [{ notStatus: ['failed', 'in-flight'] }, 'c a'],
  [{ notKind: 'order.created' }, 'c'],
  [{ notService: ['payments', 'trips'] }, 'd b'],
  [{ notTopic: 'orders.dlq' }, 'c d a'],
  [{ hasDeadLetters: 'true' }, 'b'],
  [{ hasDeadLetters: 'false' }, 'c d a'],
  [{ service: 'orders', status: 'completed', from: 'now-1d', q: 'order' }, 'a'],
])('%j lists "%s"', async (query, expected) => {
  expect(ids(await list(await fourFlows(), query))).toBe(expected);
});

test('the name of a key without its value is refused', async () => {
  await expect(list(await freshStore(), { keyName: 'orderId' })).rejects.toMatchObject({ code: 'invalid', faults: [{ path: 'query.keyName' }] });
});

test.each(['startedAt', 'lastActivityAt', 'duration'] as const)('pages by %s show every flow once, also where many are equal', async (sort) => {
  const store = await freshStore();
  for (let n = 0; n < 23; n++) {
    await insertFlow(store, { id: String(n).padStart(16, '0'), startedAt: minutes(n % 3), lastActivityAt: minutes(n % 4), durationMicros: BigInt(n % 2) });
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page: FlowList = await list(store, { sort, limit: 5, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.flows.map((flow) => flow.id));
    cursor = page.nextCursor ?? undefined;
    // A flow that arrives between two pages moves nothing.
    await insertFlow(store, { id: `new-${seen.length}`, startedAt: minutes(60), lastActivityAt: minutes(60), durationMicros: 60_000_000n });
  } while (cursor !== undefined);
  expect(seen.filter((id) => !id.startsWith('new'))).toHaveLength(23);
  expect(new Set(seen).size).toBe(seen.length);
});

test('a cursor of another order is refused', async () => {
  const store = await fourFlows();
  const { nextCursor } = await list(store, { limit: 1 });
  await expect(list(store, { sort: 'duration', cursor: nextCursor })).rejects.toMatchObject({ code: 'invalid' });
});

test('the list reads pages from an index however many flows there are', async () => {
  const store = await freshStore();
  await store.pool.query(`
    INSERT INTO flow (id, kind, status, started_at, last_activity_at, duration_micros, observed_at, entry, services, topics,
      event_count, span_count, error_count, retry_count, duplicate_count, dead_letter_count, search, events, segments, version)
    SELECT lpad(n::text, 16, '0'), 'k', 'completed', n, n, n, n, 'e', '{s}', '{t}', 1, 1, 0, 0, 0, 0, '', '{}', '[]', 1 FROM generate_series(1, 20000) n;
    ANALYZE flow`);
  for (const column of ['started_at', 'last_activity_at', 'duration_micros']) {
    const { rows } = await store.pool.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM flow f WHERE true AND f.${column} <= 9000 AND (f.${column} < 9000 OR f.id > 'x') ORDER BY f.${column} DESC, f.id LIMIT 51`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain(`flow_${column}_id_idx`);
    expect(plan).not.toContain('Sort');
  }
});

test('facets count the flows that the filters leave', async () => {
  const store = await fourFlows();
  expect(await flowFacets(store, {}, nowMs)).toEqual({
    status: [{ value: 'completed', count: 2 }, { value: 'failed', count: 1 }, { value: 'in-flight', count: 1 }],
    kind: [{ value: 'order.created', count: 3 }, { value: 'trip.requested', count: 1 }],
    service: [{ value: 'orders', count: 2 }, { value: 'payments', count: 1 }, { value: 'trips', count: 1 }],
    topic: [{ value: 'orders', count: 2 }, { value: 'orders.dlq', count: 1 }, { value: 'trips', count: 1 }],
    total: 4,
    atLeast: false,
    truncated: false,
    counted: 4,
  });
  expect(await flowFacets(store, { service: ['orders'], from: 'now-9m' }, nowMs)).toMatchObject({ total: 1, status: [{ value: 'failed', count: 1 }] });
});

test('the histogram has a bar for each moment, empty ones included', async () => {
  const store = await fourFlows();
  const shown = await flowHistogram(store, { from: 'now-10m', to: 'now' }, nowMs);
  expect(shown.bucketMs).toBe(5_000);
  expect(shown.buckets).toHaveLength(120);
  expect(shown.buckets[0]).toEqual({ at: '2026-01-31T12:00:00.000Z', counts: { completed: 1 } });
  expect(shown.buckets[1]).toEqual({ at: '2026-01-31T12:00:05.000Z', counts: {} });
  expect(shown.buckets[24]).toEqual({ at: '2026-01-31T12:02:00.000Z', counts: { completed: 1, 'in-flight': 1 } });
  expect(shown.truncated).toBe(false);
});

test('a histogram without a time range spans the flows that there are', async () => {
  const store = await fourFlows();
  const { buckets } = await flowHistogram(store, {}, nowMs);
  expect(buckets[0]?.at).toBe('2026-01-31T12:00:00.000Z');
  expect(buckets.at(-1)).toEqual({ at: '2026-01-31T12:02:00.000Z', counts: { completed: 1, 'in-flight': 1 } });
  expect(buckets.length).toBeLessThanOrEqual(120);
  expect(await flowHistogram(store, { kind: ['none'] }, nowMs)).toEqual({ bucketMs: 0, buckets: [], truncated: false, countedSince: null });
  expect((await flowHistogram(store, { kind: ['none'], from: 'now-1h' }, nowMs)).buckets).toHaveLength(61);
});
