import { expect, test } from 'vitest';
import { ConsumerGroupList, ConsumerGroupListQuery } from '#lib/contracts/lag.ts';
import { brand } from '#lib/core/brand.ts';
import type { LagStatus } from '#lib/core/lag/statuses.ts';
import { MINUTE_MICROS, rfc3339, type Micros } from '#lib/core/time.ts';
import { listGroups } from '#lib/services/lag/list.ts';
import { readGroup } from '#lib/services/lag/read.ts';
import { writeGroupLags, type GroupLagRow } from '#lib/store/group-lag.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const NOW = brand<Micros>(Date.UTC(2026, 10, 21, 12) * 1000);
const SAMPLED = brand<Micros>(NOW - 4_000_000);

interface Row extends Partial<GroupLagRow> {
  readonly group: string;
  readonly state?: string;
}

/** Groups of the source `kafka`, as they were judged. */
async function groups(rows: readonly Row[]): Promise<FreshStore> {
  const store = await freshStore();
  const { rows: ids } = await store.pool.query<{ id: number; name: string }>(
    `INSERT INTO consumer_group (source, name, first_seen_at, state, state_since, members, protocol) SELECT 'kafka', name, 0, state, 0, 2, 'classic' FROM unnest($1::text[], $2::text[]) AS w (name, state) RETURNING id, name`,
    [rows.map(({ group }) => group), rows.map(({ state }) => state ?? 'ok')],
  );
  await store.pool.query(`INSERT INTO commit_sampling (source, at, interval_micros, "groups", forbidden) VALUES ('kafka', $1, 10000000, 1, 0)`, [SAMPLED]);
  const idOf = new Map(ids.map(({ id, name }) => [name, id]));
  await writeGroupLags(store.pool, rows.filter(({ status }) => status !== undefined).map((row) => ({
    groupId: idOf.get(row.group) ?? 0, status: 'ok', since: NOW, lag: 0n, behind: null, rateIn: null, rateOut: null, drain: { kind: 'none' }, members: 2, skew: null, topics: [], names: [],
    detail: { partitions: [], members: [], spark: { minute: 0, lags: [] } }, ...row,
  })), NOW);
  return store;
}

const ask = (store: FreshStore, query: Record<string, unknown> = {}) => listGroups(store, ConsumerGroupListQuery.parse(query), NOW / 1000);
const names = (list: ConsumerGroupList): string[] => list.groups.map(({ group }) => group);
const since = (seconds: number) => ({ evidence: 'observed', since: brand<Micros>(SAMPLED - seconds * 1_000_000) }) as const;

const SOME: readonly Row[] = [
  { group: 'fine', status: 'ok', lag: 3n, behind: since(2), rateIn: 9, rateOut: 1, drain: { kind: 'in', millis: 5 }, members: 1, topics: ['Orders'], names: ['client-x'] },
  { group: 'slow', status: 'falling-behind', lag: 5n, behind: since(50), rateIn: 5, rateOut: 9, drain: { kind: 'never' }, members: 7 },
  { group: 'slower', status: 'falling-behind', lag: 50n, behind: since(20), rateIn: 1, rateOut: null, drain: { kind: 'in', millis: 900 }, members: 3 },
  { group: 'dead', status: 'stopped', lag: 1n, behind: since(900), drain: { kind: 'unknown' }, members: 0 },
  { group: 'caught-up', status: 'ok', lag: 0n, behind: null, members: 4 },
  { group: 'dark', status: 'unknown', lag: null, behind: { evidence: 'unknown', since: null }, drain: { kind: 'unknown' }, members: null },
  { group: 'new', state: 'ok' },
  { group: 'secret', state: 'forbidden' },
  { group: 'gone', state: 'gone', status: 'stopped', lag: 9n, behind: since(900), drain: { kind: 'never' }, members: 1 },
];

test('the worst first, with counts of all, and what is gone left out', async () => {
  const list = await ask(await groups(SOME));
  expect(ConsumerGroupList.parse(list)).toEqual(list);
  expect(names(list)).toEqual(['dead', 'slower', 'slow', 'dark', 'new', 'secret', 'fine', 'caught-up']);
  expect(list.counts).toEqual({ stopped: 1, 'falling-behind': 2, ok: 2, unknown: 2, forbidden: 1 });
  expect(list.total).toBe(8);
  expect(list.samplings).toEqual([{ source: 'kafka', at: rfc3339(SAMPLED), intervalMs: 10_000, evidence: 'polls', why: null, error: null, leftOut: 0 }]);
});

test('unknown is never 0', async () => {
  const { groups: [dark, fresh, caughtUp] } = await ask(await groups(SOME.filter(({ group }) => ['dark', 'new', 'caught-up'].includes(group))));
  expect(dark).toMatchObject({ group: 'dark', lag: null, timeLagMs: null, timeLagEvidence: 'unknown', rateIn: null, drain: 'unknown', drainMs: null, members: null });
  expect(fresh).toMatchObject({ group: 'new', lag: null, timeLagMs: null, status: 'unknown', statusSince: null, members: 2 });
  expect(caughtUp).toMatchObject({ lag: '0', timeLagMs: 0, drain: 'none', drainMs: 0 });
});

test.each<[string, string[]]>([
  ['name', ['caught-up', 'dark', 'dead', 'fine', 'new', 'secret', 'slow', 'slower']],
  ['lag', ['slower', 'slow', 'fine', 'dead', 'caught-up', 'dark', 'new', 'secret']],
  ['timeLag', ['dead', 'slow', 'slower', 'fine', 'dark', 'caught-up', 'new', 'secret']],
  ['drain', ['slow', 'slower', 'fine', 'caught-up', 'dark', 'dead', 'new', 'secret']],
  ['members', ['slow', 'caught-up', 'slower', 'fine', 'dead', 'dark', 'new', 'secret']],
  ['rateIn', ['fine', 'slow', 'slower', 'caught-up', 'dark', 'dead', 'new', 'secret']],
  ['rateOut', ['slow', 'fine', 'caught-up', 'dark', 'dead', 'new', 'secret', 'slower']],
])('sorted by %s', async (sort, expected) => {
  const store = await groups(SOME);
  expect(names(await ask(store, { sort }))).toEqual(expected);
  const paged: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: ConsumerGroupList = await ask(store, { sort, limit: 3, ...(cursor === undefined ? {} : { cursor }) });
    paged.push(...names(page));
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(expected);
});

test.each<[Record<string, unknown>, string[]]>([
  [{ status: 'ok' }, ['fine', 'caught-up']],
  [{ status: 'stopped, unknown,' }, ['dead', 'dark', 'new']],
  [{ q: 'SLOW' }, ['slower', 'slow']],
  [{ q: 'orders' }, ['fine']],
  [{ q: 'Client-X' }, ['fine']],
  [{ q: '%' }, []],
  [{ q: 'a\0b' }, []],
  [{ source: 'other' }, []],
  [{ source: 'kafka', status: 'forbidden' }, ['secret']],
])('filtered by %j', async (query, expected) => {
  const list = await ask(await groups(SOME), query);
  expect(names(list)).toEqual(expected);
  expect(list.total).toBe(expected.length);
});

test.each([[{ status: 'broken' }, 'query.status'], [{ cursor: 'x' }, 'query.cursor']])('what it does not know it refuses: %j', async (query, path) => {
  await expect(ask(await groups([]), query)).rejects.toMatchObject({ code: 'invalid', faults: [{ path }] });
});

test('the last hour ends with the last sample, and holds what was last written until then', async () => {
  const minute = Math.floor(NOW / MINUTE_MICROS);
  const store = await groups([{ group: 'g', status: 'ok', detail: { partitions: [], members: [], spark: { minute: minute - 4, lags: [1n, null, 7n] } } }]);
  const { groups: [found] } = await ask(store);
  expect(found?.spark).toEqual([...Array.from({ length: 53 }, () => null), '1', null, '7', '7', '7', '7', null]);
  const later = await listGroups(store, ConsumerGroupListQuery.parse({}), NOW / 1000 + 120_000);
  expect(later.groups[0]?.spark.slice(-6)).toEqual(['7', '7', '7', null, null, null]);
});

test('one group, and one that there is not', async () => {
  const store = await groups(SOME);
  expect(await readGroup(store, 'kafka', 'gone', NOW / 1000)).toMatchObject({ group: 'gone', status: 'unknown', statusSince: null, lag: null, timeLagMs: null, drain: 'unknown', reason: 'The broker does not list this group any more.', memberCount: null, members: [], partitions: [] });
  for (const [source, group] of [['kafka', 'nobody'], ['other', 'fine'], ['a\0b', 'x'.repeat(1000)]] as const) await expect(readGroup(store, source, group)).rejects.toMatchObject({ code: 'not-found' });
});

test('ten thousand groups', async () => {
  const statuses: LagStatus[] = ['ok', 'ok', 'ok', 'stopped', 'falling-behind'];
  const store = await groups(Array.from({ length: 10_000 }, (_, index): Row => ({ group: `service-${index}`, status: statuses[index % 5] ?? 'ok', lag: BigInt(index), topics: [`topic-${index % 300}`] })));
  const read = Array.from({ length: 10_000 }, (_, index) => `topic-${index % 300}`).filter((topic) => topic.includes('topic-7')).length;
  const list = await ask(store, { q: 'topic-7', limit: 500 });
  expect(list.groups).toHaveLength(read);
  expect([list.total, list.nextCursor]).toEqual([read, null]);
  expect((await ask(store, { limit: 500 })).groups[0]).toMatchObject({ status: 'stopped', lag: '9998' });
});
