import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { ReplayBroker } from '#lib/sources/kafka/replay/replay-broker.ts';
import { ReplayRequest } from '#lib/contracts/replays.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { cancelReplay } from '#lib/services/replays/change-replay.ts';
import { decideItem } from '#lib/services/replays/decide-item.ts';
import { lapsePlans } from '#lib/services/replays/lapse-plans.ts';
import type { SenderContext } from '#lib/services/replays/sending/context.ts';
import { Follower } from '#lib/services/replays/sending/follow.ts';
import { recoverChunk } from '#lib/services/replays/sending/recover-chunk.ts';
import { planReplay } from '#lib/services/replays/plan-replay.ts';
import { readReplay as readOne } from '#lib/services/replays/read.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { ANNA, askPlan, fillLetters, GROUP, plan, planAsCollector } from '#lib/services/replays/testing/letters-in-store.ts';
import { closeChunk, openChunk, readNextItems, readOpenChunk, type SettledItem } from '#lib/store/replay-chunks.ts';
import { settleCameBack, settleSeen } from '#lib/store/replay-items.ts';
import { keepLease, releaseLease, replaysToDo, takeLease } from '#lib/store/replay-lease.ts';
import { encodeOffsets } from '#lib/store/packed-offsets.ts';
import { readReplay } from '#lib/store/replays.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const at = (seconds: number): Micros => brand<Micros>(1_000_000_000_000 + seconds * 1_000_000);
const ends = { source: 'kafka', isFenced: true, partitions: [] };
const replay = async (store: FreshStore, id: string) => (await readReplay(store.pool, BigInt(id)))!;
const items = async (store: FreshStore, id: string) => (await store.pool.query<{ seq: number; state: string; says: string }>('SELECT seq, state, says FROM replay_item WHERE replay_id = $1 ORDER BY seq', [id])).rows;
const counts = async (store: FreshStore) => (await store.pool.query('SELECT open, replaying, resolved, failed_again FROM failure_group WHERE id = $1', [GROUP])).rows[0];

/** A replay of so many that runs, and of which these outcomes of its first chunk were written down. */
async function sent(count: number, events: readonly SettledItem['event'][]): Promise<{ readonly store: FreshStore; readonly id: string; readonly held: { readonly replayId: bigint; readonly term: bigint } }> {
  const store = await freshStore();
  await fillLetters(store, count);
  const { id } = await plan(store);
  await startReplay(store, { id, actor: ANNA }, count);
  const term = (await takeLease(store.pool, BigInt(id), 'test', 60_000))!;
  const held = { replayId: BigInt(id), term };
  const next = await readNextItems(store.pool, held.replayId, events.length);
  const opened = await openChunk(store.pool, { ...held, ends, at: at(0), items: next.map(({ seq, deadLetter, partition }) => ({ seq, deadLetter, partition: partition ?? 0 })) });
  await closeChunk(store.pool, { ...held, chunk: opened!.chunk, at: at(0) }, next.map(({ seq }, index) => ({ seq, event: events[index] ?? 'absent', offset: events[index] === 'committed' ? BigInt(seq) : null, why: 'as the test says' })));
  return { store, id, held };
}

test('only one holds a replay, and who was late writes nothing', async () => {
  const { store, id, held } = await sent(4, ['committed']);
  expect(await takeLease(store.pool, held.replayId, 'other', 60_000)).toBeNull();
  expect(await replaysToDo(store.pool)).toEqual([]);
  await releaseLease(store.pool, held.replayId, held.term);
  expect(await replaysToDo(store.pool)).toEqual([held.replayId]);
  const term = await takeLease(store.pool, held.replayId, 'other', 60_000);
  expect(term).toBe(held.term + 1n);
  expect(await keepLease(store.pool, held.replayId, held.term, 60_000)).toBe(false);
  const [next] = await readNextItems(store.pool, held.replayId, 1);
  expect(await openChunk(store.pool, { ...held, ends, at: at(1), items: [{ ...next!, partition: 0 }] })).toBeNull();
  expect(await closeChunk(store.pool, { ...held, chunk: 1, at: at(1) }, [])).toBe(false);
  expect(await readOpenChunk(store.pool, held.replayId)).toBeNull();
  expect(await replay(store, id)).toMatchObject({ sent: 1, unsure: 0, total: 4 });
});

test('what was sent succeeds when its group has passed it and it did not come back; and fails again though it had', async () => {
  const { store, id, held } = await sent(3, ['committed', 'committed', 'committed']);
  expect(await counts(store)).toEqual({ open: 0, replaying: 3, resolved: 0, failed_again: 0 });
  await store.pool.query(`INSERT INTO consumer_group (id, source, name, first_seen_at, state, state_since) VALUES (5, 'kafka', 'payment', 0, 'ok', 0)`);
  await store.pool.query(`INSERT INTO commit_sampling (source, at, interval_micros, groups, forbidden) VALUES ('kafka', 1, 1, 1, 0)`);
  // Item n stands on partition n % 3 at offset n: the group has read the first two.
  await store.pool.query('INSERT INTO commit_state (group_id, topic_id, at, offsets) VALUES (5, 8, 1, $1)', [encodeOffsets([0, 1, 2].map((partition) => ({ partition, offset: 3n })))]);
  const follower = new Follower({ store, watchMicros: 60_000_000 }, held.replayId);
  expect(await follower.look(at(10))).toEqual(['payment has not read it yet']);
  await follower.look(at(69));
  expect(await replay(store, id)).toMatchObject({ sent: 3, succeeded: 0 });
  await follower.look(at(70));
  expect((await items(store, id)).map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'sent']);
  expect(await counts(store)).toEqual({ open: 0, replaying: 1, resolved: 2, failed_again: 0 });
  const [first] = (await store.pool.query<{ dead_letter: string }>('SELECT dead_letter FROM replay_item WHERE replay_id = $1 AND seq = 1', [id])).rows;
  await inTransaction(store.pool, (client) => settleCameBack(client, [{ replayId: held.replayId, deadLetter: first!.dead_letter, became: first!.dead_letter }], at(71)));
  expect(await replay(store, id)).toMatchObject({ sent: 3, succeeded: 1, failedAgain: 1 });
  expect(await counts(store)).toEqual({ open: 0, replaying: 1, resolved: 1, failed_again: 1 });
});

test('where nothing tells whether the group has read it, one waits longer', async () => {
  const { store, id, held } = await sent(1, ['committed']);
  const follower = new Follower({ store, watchMicros: 60_000_000 }, held.replayId);
  expect(await follower.look(at(599))).toEqual([expect.stringContaining('cannot be looked at')]);
  await follower.look(at(600));
  expect(await items(store, id)).toMatchObject([{ state: 'succeeded', says: expect.stringContaining('did not come back') }]);
});

test('of what is unsure a person decides, once', async () => {
  const { store, id, held } = await sent(3, ['cannot-know', 'cannot-know', 'absent']);
  expect(await replay(store, id)).toMatchObject({ sent: 2, unsure: 2 });
  expect(await counts(store)).toMatchObject({ open: 1, replaying: 2 });
  await decideItem(store, { id, itemId: `${id}-1`, actor: ANNA, nowMs: at(5) / 1000 }, { outcome: 'sent', reason: 'the shop has it' });
  await decideItem(store, { id, itemId: `${id}-2`, actor: ANNA, nowMs: at(5) / 1000 }, { outcome: 'not-sent', reason: 'the shop has it not' });
  await expect(decideItem(store, { id, itemId: `${id}-2`, actor: ANNA }, { outcome: 'sent', reason: 'x' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(decideItem(store, { id, itemId: `${id}-9`, actor: ANNA }, { outcome: 'sent', reason: 'x' })).rejects.toMatchObject({ code: 'not-found' });
  expect((await items(store, id)).map(({ state }) => state)).toEqual(['sent', 'cancelled', 'planned']);
  expect(await replay(store, id)).toMatchObject({ sent: 1, unsure: 0, cancelled: 1 });
  expect(await counts(store)).toMatchObject({ open: 2, replaying: 1 });
  await new Follower({ store, watchMicros: 60_000_000 }, held.replayId).look(at(605));
  expect((await items(store, id))[0]?.state).toBe('succeeded');
});

test('what was being sent without a fence is unsure, found or not; and sent once it is read', async () => {
  const { store, id, held } = await sent(2, ['committed']);
  const [next] = await readNextItems(store.pool, held.replayId, 1);
  await openChunk(store.pool, { ...held, ends: { source: 'kafka', isFenced: false, partitions: [{ topic: 'payments', kafkaId: null, partition: 2, end: '5' }] }, at: at(1), items: [{ ...next!, partition: 2 }] });
  const context = { store } as unknown as SenderContext;
  // No broker is asked: nothing that it said would tell.
  expect(await recoverChunk(context, held, {} as ReplayBroker, (await readOpenChunk(store.pool, held.replayId))!, true)).toBe(true);
  expect(await items(store, id)).toMatchObject([{ state: 'sent' }, { state: 'unsure', says: expect.stringContaining('denies transactions') }]);
  await inTransaction(store.pool, (client) => settleSeen(client, [{ replayId: held.replayId, deadLetter: next!.deadLetter }, { replayId: 99n, deadLetter: next!.deadLetter }], at(2)));
  expect(await items(store, id)).toMatchObject([{ state: 'sent' }, { state: 'sent', says: 'it was read where it was sent to' }]);
  expect(await replay(store, id)).toMatchObject({ sent: 2, unsure: 0 });
});

test('a plan lapses after a day, and one that was cancelled is not started', async () => {
  const store = await freshStore();
  await fillLetters(store, 2);
  const { id } = await plan(store, {}, at(0) / 1000);
  const later = await plan(store, {}, at(3600) / 1000);
  expect(await lapsePlans(store, at(86_400))).toBe(0);
  expect(await lapsePlans(store, at(86_401))).toBe(1);
  expect(await replay(store, id)).toMatchObject({ state: 'cancelled', says: 'nobody started it within a day' });
  await expect(startReplay(store, { id, actor: ANNA }, 2)).rejects.toMatchObject({ code: 'conflict' });
  await cancelReplay(store, { id: later.id, actor: ANNA }, 'not now');
  expect(await items(store, later.id)).toMatchObject([{ state: 'cancelled' }, { state: 'cancelled' }]);
});

test('a start names the count that is left, and what is discarded meanwhile is refused at its turn', async () => {
  const store = await freshStore();
  await fillLetters(store, 4);
  const { id } = await plan(store);
  await expect(startReplay(store, { id, actor: ANNA }, 5)).rejects.toMatchObject({ code: 'conflict', members: { total: 4, refusedSince: 0 } });
  await store.pool.query('UPDATE dead_letter SET state = 4 WHERE origin_offset = 2');
  await expect(startReplay(store, { id, actor: ANNA }, 4)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('1 is no longer open'), members: { total: 3, refusedSince: 1 } });
  expect(await replay(store, id)).toMatchObject({ state: 'planned', total: 4, refused: 0 });
  await startReplay(store, { id, actor: ANNA }, 3);
  expect(await replay(store, id)).toMatchObject({ state: 'running', total: 3, refused: 1, plan: { total: 3, refusedByReason: { 'not-open': 1 }, targets: [{ count: 3, partitions: [{ partition: 1, count: 2 }, { partition: 0, count: 1 }] }] } });
  await store.pool.query('UPDATE dead_letter SET state = 4 WHERE origin_offset = 3');
  const held = { replayId: BigInt(id), term: (await takeLease(store.pool, BigInt(id), 'test', 60_000))! };
  const next = await readNextItems(store.pool, held.replayId, 10);
  const opened = await openChunk(store.pool, { ...held, ends, at: at(0), items: next.map((item) => ({ ...item, partition: 0 })) });
  expect([...opened!.seqs]).toEqual([1, 4]);
  expect(await replay(store, id)).toMatchObject({ total: 2, refused: 2 });
});

test('two dead letters of one message are sent once, in one page or in two', async () => {
  const store = await freshStore();
  await fillLetters(store, 5003);
  await store.pool.query('UPDATE dead_letter SET origin_partition = 0, origin_offset = 1 WHERE origin_offset IN (1, 2, 5002)');
  expect(await plan(store)).toMatchObject({ total: 5001, refusedByReason: { 'same-message': 2 } });
});

test('a large selection is planned in the background; whoever takes it over goes on where the last one was', async () => {
  const store = await freshStore();
  await fillLetters(store, 12_000);
  const asked = await askPlan(store);
  expect(asked).toMatchObject({ state: 'planning', planning: { selected: null, judged: 0 }, total: 0 });
  expect(await readOne(store, asked.id)).toMatchObject({ state: 'planning', unattended: true, stateSays: expect.stringContaining('no collector plans it') });
  await expect(startReplay(store, { id: asked.id, actor: ANNA }, 12_000)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('still being planned') });
  expect(await replaysToDo(store.pool)).toEqual([BigInt(asked.id)]);

  const ended = new AbortController();
  expect(await planAsCollector(store, asked.id, { ended: ended.signal, stepped: (step) => step === 'judged' && ended.abort() })).toBeNull();
  expect(await readOne(store, asked.id)).toMatchObject({ state: 'planning', planning: { selected: 12_000, judged: 5000 }, stateSays: '5000 of 12000 are judged' });
  await expect(startReplay(store, { id: asked.id, actor: ANNA }, 12_000)).rejects.toMatchObject({ message: expect.stringContaining('5000 of 12000 are judged') });
  // What comes meanwhile is not in it.
  await store.pool.query('UPDATE dead_letter SET state = 4 WHERE origin_offset = 12000');
  await store.pool.query('UPDATE replay SET leased_until = NULL');
  const pages: string[] = [];
  expect(await planAsCollector(store, asked.id, { stepped: (step) => pages.push(step) })).toMatchObject({ total: 11_999, refusedByReason: { 'not-open': 1 }, targets: [{ count: 11_999 }] });
  expect(pages).toEqual(['frozen', 'judged', 'judged', 'planned']);
  expect(await readOne(store, asked.id)).toMatchObject({ state: 'planned', planning: null, total: 11_999, refused: 1 });
  await startReplay(store, { id: asked.id, actor: ANNA }, 11_999);
  expect((await store.pool.query(`SELECT count(*)::int AS count, min(outcome) AS outcome FROM audit_entry WHERE action = 'plan-replay'`)).rows).toEqual([{ count: 1, outcome: '11999 can be sent, 1 are refused' }]);
});

test('who lost a plan to another writes nothing more of it, and one that was cancelled is not planned', async () => {
  const store = await freshStore();
  await fillLetters(store, 6000);
  const { id } = await askPlan(store);
  let other: Promise<unknown> = Promise.resolve();
  const late = await planAsCollector(store, id, {
    stepped: (step) => {
      if (step === 'frozen') other = store.pool.query('UPDATE replay SET leased_until = NULL, term = term + 1 WHERE id = $1', [id]);
    },
  });
  await other;
  expect(late).toBeNull();
  expect(await replay(store, id)).toMatchObject({ state: 'planning', selected: 6000, plan: null });
  await cancelReplay(store, { id, actor: ANNA }, null);
  expect(await planAsCollector(store, id)).toBeNull();
  expect(await replay(store, id)).toMatchObject({ state: 'cancelled', plan: null });
  expect((await items(store, id)).every(({ state }) => state === 'cancelled' || state === 'refused')).toBe(true);
});

test('of a plan whose brokers cannot be asked nothing stays', async () => {
  const store = await freshStore();
  await fillLetters(store, 2);
  const unavailable = planReplay(store, ReplayRequest.parse({ failureGroup: GROUP.replaceAll('-', ''), reason: 'x' }), ANNA, { conventions: DEFAULT_CONVENTIONS, allowed: null, ask: () => Promise.reject(new ServiceError('unavailable', 'away')) });
  await expect(unavailable).rejects.toMatchObject({ code: 'unavailable' });
  expect((await store.pool.query('SELECT (SELECT count(*) FROM replay)::int AS replays, (SELECT count(*) FROM replay_item)::int AS items')).rows).toEqual([{ replays: 0, items: 0 }]);
});

test('memory does not grow with the selection', { timeout: 120_000 }, async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 1_048_576;
  };
  const store = await freshStore();
  await fillLetters(store, 20_000);
  const before = held();
  let most = 0;
  const watching = setInterval(() => (most = Math.max(most, held())), 250);
  const { id, total } = await plan(store);
  clearInterval(watching);
  expect(total).toBe(20_000);
  await startReplay(store, { id, actor: ANNA }, 20_000);
  expect(most - before).toBeLessThan(40);
  expect(most).toBeGreaterThan(0);
});
