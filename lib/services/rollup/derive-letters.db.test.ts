import { expect, test } from 'vitest';
import { FailureGroupListQuery, DeadLetterListQuery } from '#lib/contracts/dead-letters.ts';
import { event, type EventSketch } from '#lib/core/flows/testing/scene.ts';
import { listFailureGroups } from '#lib/services/dead-letters/list-failure-groups.ts';
import { listDeadLetters } from '#lib/services/dead-letters/list.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { append, NOW, pass } from '#lib/services/rollup/testing/rollup.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const headers = (offset: number, more: Readonly<Record<string, string>> = {}) => ({ 'x-original-topic': 'payments', 'x-original-partition': '0', 'x-original-offset': String(offset), 'x-consumer-group': 'payment', 'x-error-type': 'shop.CardDeclined', 'x-error': `card ${offset} declined`, 'x-attempt': '3', ...more });
const paid = (offset: number, more: Partial<EventSketch> = {}) => event({ topic: 'payments', offset, correlation: `o${offset}`, type: 'payment.requested', value: { offset }, ...more });
const failed = (offset: number, more: Partial<EventSketch> = {}) => event({ topic: 'payments.dlq', offset, at: 1000, correlation: `o${offset}`, type: 'payment.requested', value: { offset }, headers: headers(offset), ...more });

const groups = async (store: FreshStore) => (await listFailureGroups(store, FailureGroupListQuery.parse({}))).failureGroups;
const letters = async (store: FreshStore) => (await listDeadLetters(store, DeadLetterListQuery.parse({ sort: 'oldest' }))).deadLetters;
const tables = async (store: FreshStore) => (await store.pool.query(`SELECT (SELECT jsonb_agg(to_jsonb(d) - 'version' - 'state_at' ORDER BY id) FROM dead_letter d) AS letters, (SELECT jsonb_agg(to_jsonb(g) ORDER BY id) FROM failure_group g) AS groups, (SELECT jsonb_agg(to_jsonb(t) ORDER BY group_id, bucket) FROM failure_tally t) AS tallies`)).rows[0] as unknown;

test('dead letters are recognised with their flows, and make groups by what failed', async () => {
  const store = await freshStore();
  await append(store, [paid(0), paid(1), paid(2), failed(0), failed(1), failed(2, { headers: headers(2, { 'x-error-type': 'java.net.SocketTimeoutException' }) })]);
  await pass(store);
  expect((await groups(store)).map(({ title, count, open, flows, originTopic, consumerGroup }) => [title, count, open, flows, originTopic, consumerGroup]).toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))).toEqual([
    ['Card declined', 2, 2, 2, 'payments', 'payment'],
    ['Timed out: card <n> declined', 1, 1, 1, 'payments', 'payment'],
  ]);
  const [first] = await letters(store);
  expect(first).toMatchObject({ state: 'open', coordinates: { topic: 'payments.dlq' }, origin: { topic: 'payments', partition: 0, incarnation: 0, group: 'payment', evidence: 'headers' }, failure: { attempts: 3, framework: 'ad hoc' }, messageType: 'payment.requested' });
  const { rows } = await store.pool.query<{ flow_id: string }>(`SELECT flow_id FROM flow_key WHERE value = 'o0'`);
  expect((await letters(store)).map(({ flowId }) => flowId)).toContain(rows[0]?.flow_id);
});

test('a dead letter has the type of the message that it was, not the one that its recoverer wrote', async () => {
  for (const batches of [[[paid(0, { type: undefined }), failed(0, { type: 'shop.Shop$Payment' })]], [[failed(0, { type: 'shop.Shop$Payment' })], [paid(0, { type: undefined })]]]) {
    const store = await freshStore();
    for (const batch of batches) {
      await append(store, batch);
      await pass(store);
    }
    expect(await letters(store)).toMatchObject([{ messageType: null }]);
  }
});

test('an origin that headers do not tell is found by the payload, whichever comes first; and all comes out the same', async () => {
  const silent = failed(5, { headers: {} });
  const facts = [paid(5), silent, paid(0), failed(0)];
  const made: unknown[] = [];
  for (const batches of [[facts], [[silent], [paid(5)], [failed(0)], [paid(0)]], [[paid(0), paid(5)], [failed(0)], [silent]]]) {
    const store = await freshStore();
    await store.pool.query(`INSERT INTO topic (id, source, name, incarnation, first_seen_at) VALUES (101, 'kafka', 'payments', 0, 0), (102, 'kafka', 'payments.dlq', 0, 0)`);
    for (const batch of batches) {
      await append(store, batch);
      await pass(store);
    }
    const found = (await letters(store)).find(({ coordinates }) => coordinates.offset === '5');
    expect(found?.origin).toMatchObject({ topic: 'payments', offset: '5', evidence: 'payload-hash' });
    made.push(await tables(store));
  }
  expect(made[1]).toEqual(made[0]);
  expect(made[2]).toEqual(made[0]);
});

const again = failed(1, { correlation: 'o0', at: 5000, headers: headers(0, { 'throughline-replay-id': '18', 'throughline-replay-of': 'kafka/payments.dlq/0/0/0' }) });
test.each([
  ['after it', [[paid(0), failed(0)], [again]]],
  ['together with it', [[again, failed(0), paid(0)]]],
  ['before it', [[paid(0), again], [failed(0)]]],
])('one that came of a replay joins the group with the attempts of both, seen %s', async (_what, batches) => {
  const store = await freshStore();
  for (const batch of batches) {
    await append(store, batch);
    await pass(store);
  }
  const [first, second] = (await letters(store)).toSorted((a, b) => a.coordinates.offset.localeCompare(b.coordinates.offset));
  expect(second).toMatchObject({ failureGroup: first?.failureGroup, replayOf: first?.id, failure: { attempts: 6 }, state: 'open' });
  expect(await groups(store)).toMatchObject([{ count: 2, open: 2, reFailed: 1, state: 'failed-again' }]);
});

test.each([
  ['sending', { sent: 1, succeeded: 0, unsure: 0, failed_again: 1 }, { sent: 0, succeeded: 0, unsure: 0 }],
  ['sent', { sent: 1, succeeded: 0, unsure: 0, failed_again: 1 }, { sent: 1, succeeded: 0, unsure: 0 }],
  ['unsure', { sent: 1, succeeded: 0, unsure: 0, failed_again: 1 }, { sent: 1, succeeded: 0, unsure: 1 }],
  ['succeeded', { sent: 1, succeeded: 0, unsure: 0, failed_again: 1 }, { sent: 1, succeeded: 1, unsure: 0 }],
  ['cancelled', { sent: 0, succeeded: 0, unsure: 0, failed_again: 0 }, { sent: 0, succeeded: 0, unsure: 0 }],
])('an item that is %s has failed again when a dead letter comes of it', async (state, expected, before) => {
  const store = await freshStore();
  await append(store, [paid(0), failed(0)]);
  await pass(store);
  const [first] = await letters(store);
  await store.pool.query(
    `INSERT INTO replay (id, state, says, actor, reason, selection, aim_partition, rate_per_second, canary, stop_at_failed_share, planned_at, total, refused, sent, succeeded, failed_again, unsure, cancelled, edited, term)
     VALUES (18, 'running', '', 'ada', '', '{}', 'same', 1, true, 1, 5, 1, 0, $1, $2, 0, $3, 0, 0, 1)`,
    [before.sent, before.succeeded, before.unsure],
  );
  await store.pool.query(`INSERT INTO replay_item (replay_id, seq, dead_letter, state, says) VALUES (18, 0, $1, $2, '')`, [first?.id, state]);
  await append(store, [again]);
  await pass(store);
  expect((await store.pool.query('SELECT sent, succeeded, unsure, failed_again FROM replay')).rows).toEqual([expected]);
  const told = (await letters(store)).find(({ id }) => id === first?.id);
  expect(told).toMatchObject(state === 'cancelled' ? { state: 'open' } : { state: 'failed-again', replays: [{ state: 'failed-again' }] });
});

test('a flow tells what became of its dead letters: one that was sent back and handled leaves it whole', async () => {
  const store = await freshStore();
  await append(store, [paid(0), failed(0)]);
  await pass(store);
  const [letter] = await letters(store);
  const flow = async () => {
    const read = await readFlow(store, 'o0');
    return read !== null && 'found' in read ? read.found : null;
  };
  expect((await flow())?.flow.status).toBe('failed');
  expect((await flow())?.events.find(({ role }) => role === 'dead-letter')).toMatchObject({ deadLetterId: letter!.id, deadLetterState: 'open', replayId: null });
  await append(store, [paid(9, { correlation: 'o0', at: 5000, headers: { 'throughline-replay-id': '18', 'throughline-replay-of': 'kafka/payments.dlq/0/0/0' } })]);
  await inTransaction(store.pool, (client) => changeStates(client, [letter!.id], ['open'], 'resolved', NOW));
  await pass(store);
  const after = await flow();
  expect(after?.flow.status).not.toBe('failed');
  expect(after?.events.map(({ deadLetterState, replayId }) => [deadLetterState, replayId])).toEqual([[undefined, null], ['resolved', null], [undefined, '18']]);
  expect(after?.hops).toContainEqual(expect.objectContaining({ kind: 'replay' }));
});
