import { expect, test } from 'vitest';
import { DeadLetterList, DeadLetterListQuery } from '#lib/contracts/dead-letters.ts';
import { listDeadLetters } from '#lib/services/dead-letters/list.ts';
import { insertLetters, letterId, NOW } from '#lib/services/dead-letters/testing/letters.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const ask = (store: FreshStore, query: Record<string, unknown> = {}) => listDeadLetters(store, DeadLetterListQuery.parse(query), NOW / 1000);
const offsets = (list: DeadLetterList): string[] => list.deadLetters.map(({ coordinates }) => coordinates.offset);

async function some(): Promise<FreshStore> {
  const store = await freshStore();
  await store.pool.query(`INSERT INTO topic (id, source, name, incarnation, first_seen_at) VALUES (7, 'kafka', 'payments.dlq', 0, 0)`);
  await insertLetters(store, [
    { offset: 1n, minutesAgo: 30 },
    { offset: 2n, minutesAgo: 20, originTopic: null, originPartition: null, originOffset: null, originIncarnation: null, originEvidence: null, consumerGroup: null },
    { offset: 3n, minutesAgo: 10, type: 'KeyError', text: "'Currency'", search: "keyerror 'currency'" },
    { offset: 4n, minutesAgo: 10, replayOf: letterId(1n), messageType: 'payment.refused' },
  ]);
  await inTransaction(store.pool, (client) => changeStates(client, [letterId(1n)], ['open'], 'failed-again', NOW));
  return store;
}

test('dead letters are told as the contract says, newest first', async () => {
  const store = await some();
  await store.pool.query(`INSERT INTO replay (id, state, says, actor, reason, selection, aim_partition, rate_per_second, canary, stop_at_failed_share, planned_at, total, refused, sent, succeeded, failed_again, unsure, cancelled, edited, term) VALUES (1, 'done', '', 'ada', '', '{}', 'same', 1, true, 1, 5, 1, 0, 1, 0, 1, 0, 0, 0, 1)`);
  await store.pool.query(`INSERT INTO replay_item (replay_id, seq, dead_letter, state, says, settled_at, became) VALUES (1, 0, $1, 'failed-again', '', 9000000, $2)`, [letterId(1n), letterId(4n)]);
  const list = await ask(store);
  expect(DeadLetterList.parse(list)).toEqual(list);
  expect(offsets(list)).toEqual(['3', '4', '2', '1']);
  expect(list).toMatchObject({ total: 4, totalIsMore: false, nextCursor: null });
  expect(list.deadLetters[3]).toMatchObject({
    state: 'failed-again', coordinates: { source: 'kafka', topic: 'payments.dlq', incarnation: 0, partition: 0, offset: '1' }, origin: { topic: 'payments', partition: 3, offset: '101', group: 'payment', evidence: 'headers' },
    replays: [{ replayId: '1', state: 'failed-again', at: '1970-01-01T00:00:09.000Z', becameId: letterId(4n) }],
  });
  expect(list.deadLetters[2]?.origin).toBeNull();
});

test.each<[string, Record<string, unknown>, string[]]>([
  ['a state', { state: 'failed-again' }, ['1']],
  ['the origin topic', { topic: 'payments' }, ['3', '4', '1']],
  ['the topic on which they stand', { deadLetterTopic: 'payments.dlq' }, ['3', '4', '2', '1']],
  ['another topic on which they stand', { deadLetterTopic: 'payments' }, []],
  ['the consumer group', { group: 'payment' }, ['3', '4', '1']],
  ['the exception', { exceptionType: 'KeyError' }, ['3']],
  ['the type of the message', { type: 'payment.refused' }, ['4']],
  ['the source', { source: 'other' }, []],
  ['the flow', { flow: 'f2' }, ['2']],
  ['a part of the exception', { q: 'CURRENCY' }, ['3']],
  ['a message id', { q: 'm2' }, ['2']],
  ['a key', { q: 'order-3' }, ['3']],
  ['its own id', { q: letterId(4n) }, ['4']],
  ['time', { from: 'now-25m', to: 'now-15m' }, ['2']],
  ['a wildcard that is none', { q: '%' }, []],
])('found by %s', async (_what, query, expected) => {
  const list = await ask(await some(), query);
  expect(offsets(list)).toEqual(expected);
  expect(list.total).toBe(expected.length);
});

test.each(['newest', 'oldest'])('pages of the %s follow each other without gap or repetition', async (sort) => {
  const store = await some();
  const whole = offsets(await ask(store, { sort }));
  const paged: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page: DeadLetterList = await ask(store, { sort, limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    paged.push(...offsets(page));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(whole);
  expect(whole).toHaveLength(4);
});

test('what is no cursor of this list is refused', async () => {
  const store = await some();
  const { nextCursor } = await ask(store, { limit: 1 });
  for (const query of [{ cursor: nextCursor, sort: 'oldest' }, { cursor: 'x' }, { cursor: Buffer.from('["newest",1,"x"]').toString('base64url') }, { state: 'nonsense' }]) await expect(ask(store, query)).rejects.toMatchObject({ code: 'invalid' });
});
