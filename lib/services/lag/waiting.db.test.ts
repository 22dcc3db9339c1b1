import { expect, test } from 'vitest';
import { GroupHistory, GroupHistoryQuery, GroupWaiting, GroupWaitingQuery } from '#lib/contracts/lag.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { readGroupHistory } from '#lib/services/lag/history.ts';
import { at, watcher } from '#lib/services/lag/testing/watcher.ts';
import { readGroupWaiting } from '#lib/services/lag/waiting.ts';
import { insertEvent, insertFlow } from '#lib/services/testing/rows.ts';
import { eventRef } from '#lib/store/refs.ts';
import type { FreshStore } from '#lib/store/testing/fresh-store.ts';

/** Messages of `orders` by offset, each in the flow of its name: seen at the second of its offset. */
async function flows(store: FreshStore, messages: readonly (readonly [offset: number, flow: string])[]): Promise<void> {
  let topicId = 0;
  for (const [offset, flow] of messages) topicId = await insertEvent(store, { topic: 'orders', offset: BigInt(offset), reading: { keys: [{ kind: 'correlation', name: '', value: flow, from: 'correlation-id', join: `correlation::${flow}` }] }, row: { observedAt: BigInt(at(offset)), timestamp: BigInt(at(offset) - 500_000) } });
  for (const [flow, own] of Map.groupBy(messages, ([, name]) => name)) {
    await insertFlow(store, { id: flow, events: own.map(([offset]) => eventRef(topicId, 0, BigInt(offset))), keys: [{ kind: 'correlation', value: flow }] });
  }
  await store.pool.query('INSERT INTO position (topic_id, partition, next_offset, whole_from) VALUES ($1, 0, $2, 0)', [topicId, Math.max(...messages.map(([offset]) => offset)) + 1]);
}

const waiting = (store: FreshStore, query: Record<string, unknown> = {}) => readGroupWaiting(store, 'kafka', 'g', GroupWaitingQuery.parse(query), at(30) / 1000);

test('the flows that wait, oldest first, with their place in the queue and when their turn comes', async () => {
  const { store, look } = await watcher();
  await look(0, { committed: [0], ends: [4] });
  await flows(store, [[4, 'read'], [5, 'a'], [6, 'b'], [7, 'a'], [8, 'c']]);
  await look(10, { committed: [5], ends: [12] });
  const found = await waiting(store);
  expect(GroupWaiting.parse(found)).toEqual(found);
  expect(found.flows.map(({ flow, event, ahead, others, etaMs, waitedMs }) => [flow.id, event.offset, ahead, others, etaMs, waitedMs])).toEqual([['a', '5', '0', 1, 0, 25_500], ['b', '6', '1', 0, 2000, 24_500], ['c', '8', '3', 0, 6000, 22_500]]);
  expect(found.flows[1]).toMatchObject({ writtenAt: rfc3339(at(5.5)), event: { source: 'kafka', topic: 'orders', incarnation: 0, partition: 0 }, flow: { keys: [{ kind: 'correlation', value: 'b' }] } });
  // Offsets 9 to 11 were not read here.
  expect([found.notInFlows, found.nextCursor]).toEqual(['3', null]);
});

test('page by page, and by partition', async () => {
  const { store, look } = await watcher();
  await look(0, { committed: [1], ends: [8] });
  await flows(store, [[1, 'a'], [2, 'b'], [3, 'c'], [4, 'a'], [5, 'd'], [6, 'e'], [7, 'b']]);
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: GroupWaiting = await waiting(store, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.flows.map(({ flow }) => flow.id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(await waiting(store, { topic: 'orders', partition: 1 })).toEqual({ flows: [], nextCursor: null, notInFlows: '0' });
  expect(await waiting(store, { topic: 'other' })).toMatchObject({ flows: [] });
  await expect(waiting(store, { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid' });
  await expect(readGroupWaiting(store, 'kafka', 'nobody', GroupWaitingQuery.parse({}))).rejects.toMatchObject({ code: 'not-found' });
});

test('a group that has no flows here, and one whose lag is not known', async () => {
  const { store, look } = await watcher();
  await look(0, { committed: [5], ends: [8] });
  expect(await waiting(store)).toEqual({ flows: [], nextCursor: null, notInFlows: '3' });
});

test('what came after the last look may have been read since', async () => {
  const { store, look } = await watcher();
  await look(0, { committed: [1], ends: [3] });
  await flows(store, [[1, 'a'], [2, 'b'], [3, 'a'], [4, 'c']]);
  expect((await waiting(store)).flows.map(({ flow, others }) => [flow.id, others])).toEqual([['a', 0], ['b', 0]]);
});

test('nothing waits for a group that the broker does not list any more, and its history ends there', async () => {
  const { store, look } = await watcher();
  await look(0, { committed: [1], ends: [8] });
  await flows(store, [[1, 'a'], [2, 'b']]);
  await look(10, { committed: [1], ends: [8] });
  const lags = async () => (await readGroupHistory(store, 'kafka', 'g', GroupHistoryQuery.parse({ from: rfc3339(at(0)), to: rfc3339(at(30)) }), at(31) / 1000)).points.map(({ lag }) => lag);
  expect([(await waiting(store)).flows.length, await lags()]).toEqual([2, ['7', '7', '7']]);
  await store.pool.query(`UPDATE consumer_group SET state = 'gone', state_since = $1`, [at(20)]);
  expect([await waiting(store), await lags()]).toEqual([{ flows: [], nextCursor: null, notInFlows: null }, ['7', '7', null]]);
});

test('history: what was sampled, and nothing where nobody looked', async () => {
  const { store, look, restart } = await watcher();
  for (let second = 0; second <= 50; second += 10) await look(second, { committed: [second / 2], ends: [second] });
  restart();
  await look(100, { committed: [50], ends: [80] });
  const history = async (query: Record<string, unknown>, now = 100) => {
    const found = await readGroupHistory(store, 'kafka', 'g', GroupHistoryQuery.parse(query), at(now) / 1000);
    expect(GroupHistory.parse(found)).toEqual(found);
    return found;
  };
  const found = await history({ from: rfc3339(at(0)), to: rfc3339(at(100)) });
  expect(found.stepMs).toBe(10_000);
  expect(found.points.map(({ lag }) => lag)).toEqual(['5', '10', '15', '20', '25', null, null, null, null, '30']);
  expect(found.points[2]).toMatchObject({ at: rfc3339(at(30)), rateIn: 1, rateOut: 0.5, timeLagMs: 14_000 });
  expect(found.heat).toMatchObject({ leftOut: 0, rows: [{ topic: 'orders', partition: 0, lag: ['5', '10', '15', '20', '25', null, null, null, null, '30'] }] });
  expect((await history({ from: 'now-1h' })).points.length).toBeLessThanOrEqual(300);
  expect((await history({ topic: 'orders', partition: 3 })).heat.rows).toEqual([]);
  // What has not changed is known to be what it was.
  await look(110, { committed: [50], ends: [80] });
  expect((await history({ from: rfc3339(at(100)) }, 110)).points.map(({ lag }) => lag)).toEqual(['30']);
  await expect(history({ from: 'now', to: 'now-1h' })).rejects.toMatchObject({ code: 'invalid' });
});
