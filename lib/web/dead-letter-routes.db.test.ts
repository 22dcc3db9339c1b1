/** The routes of dead letters as callers meet them, on what the rollup made of real messages. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET as audit } from '#app/api/v1/audit/route.ts';
import { GET as deadLetter } from '#app/api/v1/dead-letters/[id]/route.ts';
import { GET as deadLetters } from '#app/api/v1/dead-letters/route.ts';
import { POST as discard } from '#app/api/v1/failure-groups/[id]/discard/route.ts';
import { POST as restore } from '#app/api/v1/failure-groups/[id]/restore/route.ts';
import { GET as group, PATCH as change } from '#app/api/v1/failure-groups/[id]/route.ts';
import { GET as groups } from '#app/api/v1/failure-groups/route.ts';
import { AuditList } from '#lib/contracts/audit.ts';
import { DeadLetterDetail, DeadLetterList, FailureGroup, FailureGroupDetail, FailureGroupList, type Decided } from '#lib/contracts/dead-letters.ts';
import type { Problem } from '#lib/contracts/wire.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import { append, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import type { WebContext } from '#lib/web/context.ts';
import { PEER_HEADER } from '#lib/web/peer.ts';
import { contextFor } from '#lib/web/testing/context.ts';

const headers = (offset: number) => ({ 'x-original-topic': 'payments', 'x-original-partition': '0', 'x-original-offset': String(offset), 'x-consumer-group': 'payment', 'x-error-type': '=shop.CardDeclined', 'x-error': `card ${offset} declined`, 'x-attempt': '3' });
const paid = (offset: number) => event({ topic: 'payments', offset, correlation: `o${offset}`, type: 'payment.requested', value: { offset, currency: 'EUR' } });
const failed = (offset: number) => event({ topic: 'payments.dlq', offset, at: 1000, correlation: `o${offset}`, type: 'payment.requested', value: { offset, currency: null }, headers: headers(offset) });

const COUNT = 5;
let database: FreshStore;
let context: WebContext;
let groupId: string;

beforeAll(async () => {
  database = await freshStoreFor();
  await append(database, [...Array.from({ length: COUNT + 1 }, (_, offset) => paid(offset)), ...Array.from({ length: COUNT }, (_, offset) => failed(offset))]);
  await pass(database);
  context = contextFor({ databaseUrl: database.url, token: 'secret-token' });
  groupId = (await read(groups, '/failure-groups', FailureGroupList)).failureGroups[0]?.id ?? '';
});
afterAll(async () => {
  await context.store.close();
  await database.drop();
});

type Handler = (request: Request) => Promise<Response>;
const ask = (handler: Handler, path: string, init: { readonly method?: string; readonly body?: unknown; readonly token?: string } = {}): Promise<Response> =>
  handler(new Request(`http://localhost:3000/api/v1${path}`, {
    method: init.method ?? 'GET',
    headers: { host: 'localhost:3000', [PEER_HEADER]: '192.0.2.7', authorization: `Bearer ${init.token ?? 'secret-token'}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(init.body === undefined ? {} : { body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) }),
  }));
/** Checked by the contract, and nothing that the contract does not know. */
const read = async <T>(handler: Handler, path: string, schema: { parse(value: unknown): T }): Promise<T> => {
  const body: unknown = await (await ask(handler, path)).json();
  expect(schema.parse(body)).toEqual(body);
  return schema.parse(body);
};
const decide = async (handler: Handler, what: string, body: unknown, id = groupId): Promise<Decided> => (await (await ask(handler, `/failure-groups/${id}/${what}`, { method: 'POST', body })).json()) as Decided;

test('a dead letter is told with all that is around it', async () => {
  const { deadLetters: listed, total } = await read(deadLetters, `/dead-letters?failureGroup=${groupId}&sort=oldest&q=CARD`, DeadLetterList);
  expect(total).toBe(COUNT);
  const detail = await read(deadLetter, `/dead-letters/${listed[0]!.id.toUpperCase()}`, DeadLetterDetail);
  expect(detail).toMatchObject({
    ...listed[0],
    origin: { topic: 'payments', partition: 0, group: 'payment', evidence: 'headers' },
    payload: { encoding: 'json', json: { currency: null } },
    flow: { id: listed[0]!.flowId, counts: { deadLetters: 1 } },
    healthy: { topic: 'payments', offset: String(COUNT) },
    discarded: null, stacktrace: null,
  });
  expect(detail.headers.find(({ name }) => name === 'x-original-topic')).toMatchObject({ value: 'payments', encoding: 'utf8' });
  expect((await read(group, `/failure-groups/${groupId}`, FailureGroupDetail)).stopped.flows).toHaveLength(COUNT);
});

test('a group is owned, noted, discarded and opened again, and the audit log has all of it', async () => {
  const changed = await ask(change, `/failure-groups/${groupId}`, { method: 'PATCH', body: { owner: ' payments ', note: 'since 4.12' } });
  expect(FailureGroup.parse(await changed.json())).toMatchObject({ owner: 'payments', notes: [{ text: 'since 4.12', actor: 'shared token' }] });
  const first = await decide(discard, 'discard', { reason: 'test cards' });
  expect(first.changed).toBe(COUNT);
  const { deadLetters: listed } = await read(deadLetters, '/dead-letters?state=discarded', DeadLetterList);
  expect((await read(deadLetter, `/dead-letters/${listed[0]!.id}`, DeadLetterDetail)).discarded).toMatchObject({ actor: 'shared token', reason: 'test cards', decisionId: first.decisionId });
  expect((await decide(restore, 'restore', { decisionId: first.decisionId, reason: 'not all were' })).changed).toBe(COUNT);
  expect((await ask(restore, `/failure-groups/${groupId}/restore`, { method: 'POST', body: { decisionId: first.decisionId } })).status).toBe(409);
  const { entries } = await read(audit, `/audit?subject=${groupId}`, AuditList);
  expect(entries.map(({ action }) => action)).toEqual(['restore', 'discard', 'note', 'assign']);
  expect(entries[1]).toMatchObject({ actor: 'shared token', from: '192.0.2.7', count: COUNT, reason: 'test cards', selection: expect.stringContaining('failure group') });
});

test('two who discard the same group at once discard each dead letter once', async () => {
  const both = await Promise.all([decide(discard, 'discard', { reason: 'one' }), decide(discard, 'discard', { reason: 'other' })]);
  expect(both.reduce((sum, { changed }) => sum + changed, 0)).toBe(COUNT);
  expect((await read(groups, '/failure-groups?state=discarded', FailureGroupList)).failureGroups[0]).toMatchObject({ state: 'discarded', open: 0, counts: { discarded: COUNT } });
  const back = await Promise.all([decide(restore, 'restore', {}), decide(restore, 'restore', {})]);
  expect(back.reduce((sum, { changed }) => sum + changed, 0)).toBe(COUNT);
});

test.each<[string, Handler, string, number]>([
  ['dead letters', deadLetters, '/dead-letters', COUNT],
  ['failure groups', groups, '/failure-groups', 1],
  ['the audit log', audit, '/audit', 1],
])('%s are exported, and that is written down', async (_what, handler, path, least) => {
  const csv = await ask(handler, `${path}?format=csv&limit=1`);
  expect(Object.fromEntries(csv.headers)).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${path.slice(1)}.csv"`, 'x-content-type-options': 'nosniff' });
  const lines = (await csv.text()).trimEnd().split('\r\n');
  expect(lines.length).toBeGreaterThan(least);
  expect(lines.join('\n')).not.toMatch(/(^|,|")=/m);
  const jsonl = await ask(handler, `${path}?format=jsonl`);
  expect(jsonl.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
  const items = (await jsonl.text()).trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly id: string });
  expect(items.length).toBeGreaterThanOrEqual(least);
  const { entries } = await read(audit, '/audit?action=export&limit=2', AuditList);
  expect(entries.map(({ outcome }) => outcome)).toEqual(['handed out as JSON Lines', 'handed out as CSV']);
});

const huge = 'x'.repeat(2001);
test.each<[string, Handler, string, unknown, number, string | null]>([
  ['an id that is none', group, '/failure-groups/x', undefined, 400, 'path.id'],
  ['an id in capitals', group, `/failure-groups/${'A'.repeat(32)}`, undefined, 400, 'path.id'],
  ['a group that there is not', group, `/failure-groups/${'0'.repeat(32)}`, undefined, 404, null],
  ['a change of a group that there is not', change, `/failure-groups/${'0'.repeat(32)}`, { owner: 'x' }, 404, null],
  ['no change', change, `/failure-groups/$id`, {}, 400, 'body'],
  ['an owner that is too long', change, `/failure-groups/$id`, { owner: 'x'.repeat(201) }, 400, 'body.owner'],
  ['an owner with U+0000', change, `/failure-groups/$id`, { owner: 'a\0' }, 400, 'body.owner'],
  ['a note of spaces', change, `/failure-groups/$id`, { note: '  ' }, 400, 'body.note'],
  ['no reason', discard, `/failure-groups/$id/discard`, {}, 400, 'body.reason'],
  ['a huge reason', discard, `/failure-groups/$id/discard`, { reason: huge }, 400, 'body.reason'],
  ['a reason with U+0000', discard, `/failure-groups/$id/discard`, { reason: 'a\0b' }, 400, 'body.reason'],
  ['a body that is no JSON', discard, `/failure-groups/$id/discard`, '{', 400, 'body'],
  ['a discard of a group that there is not', discard, `/failure-groups/${'0'.repeat(32)}/discard`, { reason: 'x' }, 404, null],
  ['a decision that is no number', restore, `/failure-groups/$id/restore`, { decisionId: '-1' }, 400, 'body.decisionId'],
  ['a decision that there is not', restore, `/failure-groups/$id/restore`, { decisionId: '999' }, 404, null],
  ['a dead letter with an id that is none', deadLetter, '/dead-letters/1', undefined, 400, 'path.id'],
  ['a dead letter that there is not', deadLetter, `/dead-letters/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`, undefined, 404, null],
  ['a state that there is not', deadLetters, '/dead-letters?state=lost', undefined, 400, 'query.state'],
  ['a group id that is none', deadLetters, '/dead-letters?failureGroup=1', undefined, 400, 'query.failureGroup'],
  ['a time that is none', deadLetters, '/dead-letters?from=yesterday', undefined, 400, 'query.from'],
  ['a cursor that is none', deadLetters, '/dead-letters?cursor=%ff', undefined, 400, 'query.cursor'],
  ['a cursor of another order', deadLetters, `/dead-letters?cursor=${Buffer.from('["oldest",1,"x"]').toString('base64url')}`, undefined, 400, 'query.cursor'],
  ['a stale cursor of groups', groups, `/failure-groups?sort=open&cursor=${Buffer.from('["lastSeen",1,""]').toString('base64url')}`, undefined, 400, 'query.cursor'],
  ['an order that there is not', groups, '/failure-groups?sort=size', undefined, 400, 'query.sort'],
  ['a page of none', groups, '/failure-groups?limit=0', undefined, 400, 'query.limit'],
  ['a format that there is not', groups, '/failure-groups?format=xml', undefined, 400, 'query.format'],
  ['an export with a bad state', deadLetters, '/dead-letters?format=csv&state=lost', undefined, 400, 'query.state'],
  ['an action that there is not', audit, '/audit?action=steal', undefined, 400, 'query.action'],
  ['a U+0000 to look for', deadLetters, '/dead-letters?q=%00', undefined, 400, 'query.q'],
])('%s is told as what is wrong', async (_what, handler, path, body, status, fault) => {
  const response = await ask(handler, path.replace('$id', groupId), body === undefined ? {} : { method: handler === change ? 'PATCH' : 'POST', body });
  const problem = (await response.json()) as Problem;
  expect([response.status, response.headers.get('content-type'), problem.status]).toEqual([status, 'application/problem+json', status]);
  expect(problem.errors?.map(({ path: at }) => at)[0] ?? null).toBe(fault);
});

test('nobody gets in without the token, and control characters in a reason are kept as they are', async () => {
  for (const handler of [groups, deadLetters, audit]) expect((await ask(handler, '/x', { token: 'wrong' })).status).toBe(401);
  const reason = '\u001b[31mred\u202e';
  await decide(discard, 'discard', { reason });
  expect((await read(audit, '/audit?action=discard&limit=1', AuditList)).entries[0]?.reason).toBe(reason);
  await decide(restore, 'restore', {});
});
