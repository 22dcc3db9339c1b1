/** The routes of replays as callers meet them. Nothing is sent here: what the collector says of topics is said by a server that answers as it does. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET as audit } from '#app/api/v1/audit/route.ts';
import { GET as deadLetters } from '#app/api/v1/dead-letters/route.ts';
import { POST as cancel } from '#app/api/v1/replays/[id]/cancel/route.ts';
import { POST as decide } from '#app/api/v1/replays/[id]/items/[item]/decide/route.ts';
import { GET as preview } from '#app/api/v1/replays/[id]/items/[item]/route.ts';
import { GET as items } from '#app/api/v1/replays/[id]/items/route.ts';
import { POST as pause } from '#app/api/v1/replays/[id]/pause/route.ts';
import { POST as resume } from '#app/api/v1/replays/[id]/resume/route.ts';
import { GET as one } from '#app/api/v1/replays/[id]/route.ts';
import { POST as start } from '#app/api/v1/replays/[id]/start/route.ts';
import { GET as list, POST as plan } from '#app/api/v1/replays/route.ts';
import type { BrokerTopics } from '#lib/contracts/broker-topics.ts';
import type { DeadLetterList } from '#lib/contracts/dead-letters.ts';
import { Replay, ReplayItem, ReplayItemList, ReplayItemPreview, ReplayList, ReplayPlan } from '#lib/contracts/replays.ts';
import type { Problem } from '#lib/contracts/wire.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import { append, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import type { WebContext } from '#lib/web/context.ts';
import { contextFor } from '#lib/web/testing/context.ts';

const COUNT = 5;
const headers = (offset: number) => ({ 'x-original-topic': 'payments', 'x-original-partition': '0', 'x-original-offset': String(offset), 'x-consumer-group': 'payment', 'x-error-type': 'shop.CardDeclined', 'x-error': 'declined', 'correlation-id': `o${offset}` });
const failed = (offset: number) => event({ topic: 'payments.dlq', offset, correlation: `o${offset}`, type: 'payment.requested', value: { offset }, headers: headers(offset) });

let database: FreshStore;
let context: WebContext;
let collector: Server;
let groupId: string;
let letterIds: string[];

beforeAll(async () => {
  database = await freshStoreFor();
  await append(database, Array.from({ length: COUNT }, (_, offset) => failed(offset)));
  await pass(database);
  collector = createServer((asked, answer) => {
    const names = new URL(asked.url ?? '/', 'http://x').searchParams.getAll('name');
    const topics: BrokerTopics = { topics: names.map((name) => ({ name, exists: name.startsWith('payments'), kafkaId: null, partitions: 1, starts: [{ partition: 0, start: '0' }], maxMessageBytes: 1_048_588, compacted: false, writable: true })), deniesTransactions: false };
    answer.setHeader('content-type', 'application/json').end(JSON.stringify(topics));
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  context = contextFor({ databaseUrl: database.url, collectorUrl: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` });
  const listed = (await (await ask(deadLetters, '/dead-letters?sort=oldest')).json()) as DeadLetterList;
  letterIds = listed.deadLetters.map(({ id }) => id);
  groupId = listed.deadLetters[0]!.failureGroup;
});
afterAll(async () => {
  collector.close();
  await context.store.close();
  await database.drop();
});

type Handler = (request: Request) => Promise<Response>;
const ask = (handler: Handler, path: string, body?: unknown): Promise<Response> =>
  handler(new Request(`http://localhost:3000/api/v1${path}`, { method: body === undefined ? 'GET' : 'POST', headers: { host: 'localhost:3000', 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) }));
const told = async <T>(response: Promise<Response>, status: number, schema: { parse(value: unknown): T }): Promise<T> => {
  const answer = await response;
  const body: unknown = await answer.json();
  expect([answer.status, body]).toEqual([status, schema.parse(body)]);
  return schema.parse(body);
};
const planned = (body: object): Promise<ReplayPlan> => told(ask(plan, '/replays', { reason: 'fixed in 4.13', ...body }), 201, ReplayPlan);

test('a replay is planned, looked at, started, paused, resumed and cancelled', async () => {
  const response = await ask(plan, '/replays', { failureGroup: groupId, reason: 'fixed in 4.13', edits: { [letterIds[0]!]: { value: { text: '{"offset":0,"currency":"EUR"}' }, headers: [{ name: 'correlation-id', value: { text: 'o0' } }, { name: 'note', value: { base64: '/w==' } }] } } });
  const { id, ...made } = ReplayPlan.parse(await response.json());
  expect([response.status, response.headers.get('location')]).toEqual([201, `/api/v1/replays/${id}`]);
  expect(made).toMatchObject({ state: 'planned', total: COUNT, edited: 1, refused: [], targets: [{ topic: 'payments', count: COUNT, ownGroups: ['payment'], otherGroupsKnown: false }] });
  expect(await told(ask(one, `/replays/${id}`), 200, Replay)).toMatchObject({ id, state: 'planned', total: COUNT, sent: 0, notSent: COUNT, actor: 'local', step: { upTo: 1, of: COUNT }, unattended: false });

  const looked = await told(ask(preview, `/replays/${id}/items/${id}-1`), 200, ReplayItemPreview);
  expect(looked).toMatchObject({
    item: { id: `${id}-1`, deadLetterId: letterIds[0], state: 'planned', edited: true, target: { topic: 'payments', partition: 0 } },
    before: { topic: 'payments.dlq', partition: 0, offset: '0', value: '{"offset":0}', valueEncoding: 'utf8', size: 12, truncated: false, masked: false },
    after: { topic: 'payments', partition: 0, offset: null, value: '{"offset":0,"currency":"EUR"}', size: 29, headers: [{ name: 'correlation-id', fate: 'kept' }, { name: 'note', value: 'ff', encoding: 'hex', fate: 'edited' }, { name: 'throughline-replay-id', value: id, fate: 'added' }, { name: 'throughline-replay-of', fate: 'added' }] },
  });
  expect(Object.fromEntries(looked.before!.headers.map(({ name, fate }) => [name, fate]))).toMatchObject({ 'correlation-id': 'kept', 'x-original-topic': 'stripped', 'x-error': 'stripped' });

  const wrong = await ask(start, `/replays/${id}/start`, { confirmCount: COUNT - 1 });
  expect([wrong.status, await wrong.json()]).toMatchObject([409, { total: COUNT }]);
  for (const again of [1, 2]) expect(await told(ask(start, `/replays/${id}/start`, { confirmCount: COUNT }), 202, Replay), `start ${again}`).toMatchObject({ state: 'running', unattended: true, stateSays: expect.stringContaining('no collector') });
  expect(await told(ask(pause, `/replays/${id}/pause`, ''), 200, Replay)).toMatchObject({ state: 'paused' });
  expect(await told(ask(resume, `/replays/${id}/resume`, {}), 200, Replay)).toMatchObject({ state: 'running' });

  const second = await planned({ deadLetterIds: [letterIds[1]] });
  expect(second).toMatchObject({ total: 0, refused: [{ deadLetterId: letterIds[1], reason: 'already-live' }], refusedByReason: { 'already-live': 1 } });

  expect(await told(ask(cancel, `/replays/${id}/cancel`, { reason: 'not yet' }), 200, Replay)).toMatchObject({ state: 'cancelled', stateSays: expect.stringContaining('not yet') });
  expect((await ask(start, `/replays/${id}/start`, { confirmCount: COUNT })).status).toBe(409);
  const { items: listed, nextCursor } = await told(ask(items, `/replays/${id}/items?state=cancelled&limit=3`), 200, ReplayItemList);
  expect(listed).toHaveLength(3);
  expect((await told(ask(items, `/replays/${id}/items?limit=3&state=cancelled&cursor=${nextCursor}`), 200, ReplayItemList)).items).toHaveLength(COUNT - 3);
  expect((await told(ask(list, `/replays?failureGroup=${groupId}&limit=1`), 200, ReplayList)).replays).toMatchObject([{ id: second.id }]);
  const { entries } = (await (await ask(audit, `/audit?subject=${id}`)).json()) as { entries: { action: string }[] };
  expect(entries.map(({ action }) => action)).toEqual(['cancel-replay', 'resume-replay', 'pause-replay', 'start-replay', 'plan-replay']);
});

test('of two who start plans of the same at once, one sends and the other is told', async () => {
  const plans = await Promise.all([planned({ failureGroup: groupId }), planned({ filter: { topic: 'payments' } })]);
  const answers = await Promise.all(plans.map(({ id, total }) => ask(start, `/replays/${id}/start`, { confirmCount: total })));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409]);
  for (const { id } of plans) await ask(cancel, `/replays/${id}/cancel`, {});
});

test('a person says of what is unsure whether it was sent', async () => {
  const { id } = await planned({ deadLetterIds: [letterIds[2]] });
  await ask(start, `/replays/${id}/start`, { confirmCount: 1 });
  expect((await ask(decide, `/replays/${id}/items/${id}-1/decide`, { outcome: 'sent', reason: 'seen' })).status).toBe(409);
  await database.pool.query(`UPDATE replay_item SET state = 'unsure' WHERE replay_id = $1`, [id]);
  await database.pool.query(`UPDATE replay SET unsure = 1, sent = 1 WHERE id = $1`, [id]);
  expect(await told(ask(decide, `/replays/${id}/items/${id}-1/decide`, { outcome: 'not-sent', reason: 'looked on the topic' }), 200, ReplayItem)).toMatchObject({ state: 'cancelled', says: expect.stringContaining('looked on the topic') });
  await ask(cancel, `/replays/${id}/cancel`, {});
});

test('replays and their items are exported', async () => {
  const { id } = await planned({ failureGroup: groupId });
  expect((await (await ask(list, '/replays?format=csv')).text()).split('\r\n')[1]).toMatch(new RegExp(`^${id},planned,`));
  expect((await (await ask(items, `/replays/${id}/items?format=jsonl`)).text()).trimEnd().split('\n')).toHaveLength(COUNT);
  expect((await ask(items, '/replays/999/items?format=csv')).status).toBe(404);
});

test('where the collector is away nothing is planned, and nothing stays of it', async () => {
  const away = contextFor({ databaseUrl: database.url, collectorUrl: 'http://127.0.0.1:1' });
  const before = await database.prisma.replay.count();
  const response = await ask(plan, '/replays', { failureGroup: groupId, reason: 'x' });
  expect([response.status, ((await response.json()) as Problem).detail]).toEqual([503, expect.stringContaining('npm start')]);
  expect(await database.prisma.replay.count()).toBe(before);
  await away.store.close();
  context = contextFor({ databaseUrl: database.url, collectorUrl: context.settings.collectorUrl });
});

const unknown = `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`;
test.each<[string, Handler, string, unknown, number, string | null]>([
  ['no selection', plan, '/replays', { reason: 'x' }, 400, 'body'],
  ['two selections', plan, '/replays', { reason: 'x', failureGroup: '0'.repeat(32), filter: {} }, 400, 'body'],
  ['no reason', plan, '/replays', { failureGroup: '0'.repeat(32) }, 400, 'body.reason'],
  ['a reason of spaces', plan, '/replays', { failureGroup: '0'.repeat(32), reason: ' ' }, 400, 'body.reason'],
  ['a huge reason', plan, '/replays', { failureGroup: '0'.repeat(32), reason: 'x'.repeat(2001) }, 400, 'body.reason'],
  ['a group that there is not', plan, '/replays', { failureGroup: '0'.repeat(32), reason: 'x' }, 404, null],
  ['a dead letter that there is not', plan, '/replays', { deadLetterIds: [unknown], reason: 'x' }, 400, 'body.deadLetterIds'],
  ['an id that is none', plan, '/replays', { deadLetterIds: ['1'], reason: 'x' }, 400, 'body.deadLetterIds.0'],
  ['no ids', plan, '/replays', { deadLetterIds: [], reason: 'x' }, 400, 'body.deadLetterIds'],
  ['a pace of nothing', plan, '/replays', { failureGroup: '0'.repeat(32), reason: 'x', ratePerSecond: 0 }, 400, 'body.ratePerSecond'],
  ['a share above one', plan, '/replays', { failureGroup: '0'.repeat(32), reason: 'x', stopAtFailedShare: 2 }, 400, 'body.stopAtFailedShare'],
  ['a target that is no topic', plan, '/replays', { failureGroup: '0'.repeat(32), reason: 'x', target: { topic: 'a\0b' } }, 400, 'body.target.topic'],
  ['an edit that changes nothing', plan, '/replays', { deadLetterIds: [unknown], reason: 'x', edits: { [unknown]: {} } }, 400, `body.edits.${unknown}`],
  ['an edit that is no base64', plan, '/replays', { deadLetterIds: [unknown], reason: 'x', edits: { [unknown]: { value: { base64: '!' } } } }, 400, `body.edits.${unknown}.value.base64`],
  ['a filter that lets nothing through', plan, '/replays', { filter: { topic: 'nothing' }, reason: 'x' }, 400, 'body'],
  ['an id that is no number', one, '/replays/x', undefined, 400, 'path.id'],
  ['a replay that there is not', one, '/replays/999999', undefined, 404, null],
  ['a start of a replay that there is not', start, '/replays/999999/start', { confirmCount: 1 }, 404, null],
  ['a start without a count', start, '/replays/1/start', {}, 400, 'body.confirmCount'],
  ['a negative count', start, '/replays/1/start', { confirmCount: -1 }, 400, 'body.confirmCount'],
  ['a pause of a replay that there is not', pause, '/replays/999999/pause', {}, 404, null],
  ['a state that there is not', list, '/replays?state=lost', undefined, 400, 'query.state'],
  ['a cursor of another list', list, `/replays?cursor=${Buffer.from('["newest",1,""]').toString('base64url')}`, undefined, 400, 'query.cursor'],
  ['items of a replay that there is not', items, '/replays/999999/items', undefined, 404, null],
  ['a state of items that there is not', items, '/replays/1/items?state=lost', undefined, 400, 'query.state'],
  ['an item that there is not', preview, '/replays/1/items/1-999', undefined, 404, null],
  ['an item of another replay', preview, '/replays/1/items/2-1', undefined, 404, null],
  ['an item id that is none', preview, '/replays/1/items/1', undefined, 400, 'path.item'],
  ['an outcome that there is not', decide, '/replays/1/items/1-1/decide', { outcome: 'perhaps', reason: 'x' }, 400, 'body.outcome'],
])('%s is told as what is wrong', async (_what, handler, path, body, status, fault) => {
  const response = await ask(handler, path, body);
  const problem = (await response.json()) as Problem;
  expect([response.status, response.headers.get('content-type'), problem.errors?.map(({ path: at }) => at)[0] ?? null]).toEqual([status, 'application/problem+json', fault]);
});
