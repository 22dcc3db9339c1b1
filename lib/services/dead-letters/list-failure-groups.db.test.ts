import { expect, test } from 'vitest';
import { FailureGroupList, FailureGroupListQuery } from '#lib/contracts/dead-letters.ts';
import { groupState } from '#lib/core/dead-letters/letter-state.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { listFailureGroups } from '#lib/services/dead-letters/list-failure-groups.ts';
import { insertLetters, letterId, NOW, type LetterInput } from '#lib/services/dead-letters/testing/letters.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const ask = (store: FreshStore, query: Record<string, unknown> = {}) => listFailureGroups(store, FailureGroupListQuery.parse(query), NOW / 1000);
const titles = (list: FailureGroupList): string[] => list.failureGroups.map(({ title }) => title);

const declined = (offset: bigint, changes: Partial<LetterInput> = {}): LetterInput => ({ offset, ...changes });
const missing = (offset: bigint, changes: Partial<LetterInput> = {}): LetterInput => ({ offset, type: 'java.lang.NullPointerException', text: '"currency" is null', minutesAgo: 1, ...changes });
const timedOut = (offset: bigint, changes: Partial<LetterInput> = {}): LetterInput => ({ offset, type: 'java.net.SocketTimeoutException', text: `connect to warehouse:8443 timed out after ${offset} ms`, originTopic: 'stock', consumerGroup: 'inventory', source: 'other', minutesAgo: 90, ...changes });

async function some(): Promise<FreshStore> {
  const store = await freshStore();
  await insertLetters(store, [declined(1n), declined(2n, { flowId: 'f1' }), missing(3n), missing(4n), missing(5n), timedOut(6n)]);
  return store;
}

test('groups are told as the contract says, newest first, with counts and trend', async () => {
  const list = await ask(await some());
  expect(FailureGroupList.parse(list)).toEqual(list);
  expect(titles(list)).toEqual(['Currency is missing', 'Card declined', 'Timed out: connect to <host> timed out after <n> ms']);
  expect(list).toMatchObject({ total: 3, open: 6, states: { open: 3 }, nextCursor: null, trendFrom: rfc3339(NOW).replace('-21T', '-20T'), trendStepMs: 3_600_000 });
  expect(list.failureGroups[1]).toMatchObject({ count: 2, open: 2, flows: 1, state: 'open', owner: null, notes: [], originTopic: 'payments', consumerGroup: 'payment', exceptionType: 'shop.CardDeclined', sources: ['kafka'] });
  expect(list.failureGroups.map(({ trend }) => [trend[22], trend[23]])).toEqual([[0, 3], [0, 2], [1, 0]]);
});

test.each<[string, Record<string, unknown>, number]>([
  ['the origin topic', { topic: 'stock' }, 1],
  ['the consumer group', { group: 'payment' }, 2],
  ['the exception', { exceptionType: 'shop.CardDeclined' }, 1],
  ['the source', { source: 'other' }, 1],
  ['a part of the title', { q: 'CURRENCY' }, 1],
  ['a part of the message', { q: 'do_not' }, 1],
  ['what LIKE would take for a wildcard', { q: '%' }, 0],
  ['a message id', { q: 'm6' }, 1],
  ['a key', { q: 'order-1' }, 1],
  ['a part of an id', { q: 'order-' }, 0],
  ['a flow', { q: 'f1' }, 1],
  ['seen since', { from: 'now-1h' }, 2],
  ['seen before', { to: 'now-1h' }, 1],
  ['a state', { state: 'resolved,discarded' }, 0],
  ['several states', { state: 'open,replaying' }, 3],
  ['U+0000', { q: '\0' }, 0],
])('found by %s', async (_what, query, count) => {
  const list = await ask(await some(), query);
  expect(list.failureGroups).toHaveLength(count);
  expect(list.total).toBe(count);
});

test('pages follow each other without gap or repetition', async () => {
  const store = await some();
  const first = await ask(store, { limit: 2, sort: 'count' });
  const second = await ask(store, { limit: 2, sort: 'count', cursor: first.nextCursor });
  expect([first, second].flatMap((list) => list.failureGroups.map(({ count }) => count))).toEqual([3, 2, 1]);
  expect(second.nextCursor).toBeNull();
  await expect(ask(store, { sort: 'title', cursor: first.nextCursor })).rejects.toMatchObject({ code: 'invalid' });
  await expect(ask(store, { state: 'nonsense' })).rejects.toMatchObject({ code: 'invalid' });
});

test.each(['lastSeen', 'firstSeen', 'count', 'open', 'title'])('pages by %s follow each other without gap or repetition, whatever comes between', async (sort) => {
  const store = await some();
  await insertLetters(store, Array.from({ length: 7 }, (_, index) => ({ offset: BigInt(100 + index), type: `shop.Fault${index % 7}`, text: 'same', minutesAgo: 5 })));
  const whole = (await ask(store, { sort })).failureGroups.map(({ id }) => id);
  const paged: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page: FailureGroupList = await ask(store, { sort, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    paged.push(...page.failureGroups.map(({ id }) => id));
    cursor = page.nextCursor;
    // A group that comes to the top meanwhile pushes nobody into the next page.
    if (paged.length === 2 && sort !== 'title') await insertLetters(store, [0, 1, 2, 3].map((index) => ({ offset: BigInt(200 + index), type: 'shop.New', text: 'new', minutesAgo: 0 })));
  } while (cursor !== null);
  expect(paged).toEqual(whole);
});

test('counts and states follow what becomes of the dead letters, and the database says of groups what the core says', async () => {
  const store = await some();
  const group = async () => (await ask(store, { topic: 'payments', exceptionType: 'java.lang.NullPointerException' })).failureGroups[0];
  const change = (offsets: bigint[], from: Parameters<typeof changeStates>[2], to: Parameters<typeof changeStates>[3]) => inTransaction(store.pool, (client) => changeStates(client, offsets.map(letterId), from, to, NOW));
  const seen: unknown[] = [];
  for (const step of [
    () => change([3n, 4n, 9n], ['open'], 'replaying'),
    () => change([3n, 4n], ['replaying'], 'resolved'),
    () => change([4n, 5n], ['open'], 'discarded'),
    () => change([3n, 4n], ['resolved'], 'discarded'),
    () => insertLetters(store, [missing(10n, { replayOf: letterId(3n) })]),
    () => change([5n], ['discarded'], 'failed-again'),
  ]) {
    await step();
    const told = await group();
    const { rows } = await store.pool.query<{ state: number; count: number }>('SELECT state, count(*)::int AS count FROM dead_letter WHERE exception_type = $1 GROUP BY state ORDER BY state', ['java.lang.NullPointerException']);
    expect(Object.values(told?.counts ?? {}).filter((count) => count > 0)).toEqual(rows.map(({ count }) => count));
    expect(told?.state).toBe(told === undefined ? null : groupState(told.counts, told.reFailed));
    expect((await ask(store, { state: told?.state, exceptionType: 'java.lang.NullPointerException' })).total).toBe(1);
    seen.push(told?.state);
  }
  expect(seen).toEqual(['replaying', 'open', 'resolved', 'discarded', 'failed-again', 'failed-again']);
});

test('a dead letter that turns out to be of another group leaves the one that it was in, and one that is none any more leaves all', async () => {
  const store = await some();
  await insertLetters(store, [timedOut(1n), timedOut(2n)], [3n]);
  const list = await ask(store, { sort: 'count' });
  expect(list.failureGroups.map(({ title, count, trend }) => [title.slice(0, 9), count, trend.reduce((sum, each) => sum + each, 0)])).toEqual([['Timed out', 3, 3], ['Currency ', 2, 2]]);
  expect(list.open).toBe(5);
});

test('what people decided and what was sent decides the state of what is derived anew', async () => {
  const store = await some();
  await store.pool.query(`WITH d AS (INSERT INTO decision (at, actor, kind) VALUES (1, 'ada', 'discard') RETURNING id) INSERT INTO decided_letter SELECT $1, id FROM d`, [letterId(3n)]);
  await store.pool.query(`INSERT INTO replay_item (replay_id, seq, dead_letter, state, says, settled_at) VALUES (1, 0, $1, 'succeeded', '', 5)`, [letterId(4n)]);
  await store.pool.query('TRUNCATE dead_letter, failure_group, failure_tally');
  await insertLetters(store, [missing(3n), missing(4n), missing(5n)]);
  expect((await ask(store)).failureGroups[0]?.counts).toEqual({ open: 1, replaying: 0, resolved: 1, 'failed-again': 0, discarded: 1 });
});

test('a dead letter is live in one replay at most, and the audit log is only appended to', async () => {
  const store = await some();
  const item = (replay: number, state: string) => store.pool.query(`INSERT INTO replay_item (replay_id, seq, dead_letter, state, says) VALUES ($1, 0, $2, $3, '')`, [replay, letterId(1n), state]);
  await item(1, 'succeeded');
  await item(2, 'planned');
  await item(3, 'unsure');
  await expect(item(4, 'sending')).rejects.toMatchObject({ code: '23505' });
  await expect(store.pool.query(`UPDATE replay_item SET state = 'sending' WHERE replay_id = 2`)).rejects.toMatchObject({ code: '23505' });
  await store.pool.query(`INSERT INTO audit_entry (at, actor, action, selection, subjects, outcome) VALUES (1, 'ada', 'discard', '', '{}', '')`);
  await expect(store.pool.query(`UPDATE audit_entry SET actor = 'bob'`)).rejects.toMatchObject({ code: '23001' });
  await expect(store.pool.query('DELETE FROM audit_entry')).rejects.toMatchObject({ code: '23001' });
  await expect(store.pool.query('TRUNCATE audit_entry')).rejects.toMatchObject({ code: '23001' });
});
