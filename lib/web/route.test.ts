import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { routes } from '#lib/contracts/routes.ts';
import { Problem } from '#lib/contracts/wire.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { useContext, type WebContext } from '#lib/web/context.ts';
import { logIn, logOut, sessionState } from '#lib/web/login.ts';
import { json, route } from '#lib/web/route.ts';
import { contextFor } from '#lib/web/testing/context.ts';
import { unknownRoute } from '#lib/web/unknown-route.ts';

let context: WebContext;
beforeEach(() => {
  context = contextFor({ token: 'secret-token' });
});
afterEach(() => context.store.close());

const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  new Request(`http://localhost:3000${path}`, { ...init, headers: { host: 'localhost:3000', ...headers } });
const bearer = { authorization: 'Bearer secret-token' };

const search = route(routes.search, ({ query }) => {
  if (query.q === 'missing') throw new ServiceError('not-found', 'There is none.');
  if (query.q === 'several') throw new ServiceError('ambiguous', '2 flows have this key.', { members: { matches: [1, 2] } });
  if (query.q === 'busy') throw new ServiceError('unavailable', 'Busy.', { retryAfterSeconds: 3 });
  if (query.q === 'bug') throw new TypeError('secret inner words');
  return Promise.resolve({ matches: [{ kind: 'correlation' as const, value: query.q, flowId: 'f' }] });
});
const database = route(routes.listQuarantine, async (_input, { store }) => {
  await store.prisma.$queryRaw`SELECT 1`;
  return { quarantined: [], nextCursor: null };
});

test('what the handler gives is the JSON, and nothing is cached', async () => {
  const response = await search(ask('/api/v1/search?q=a%20b', bearer));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
  expect(await response.json()).toEqual({ matches: [{ kind: 'correlation', value: 'a b', flowId: 'f' }] });
});

test('what a connection takes before it is answered is not compressed', () => {
  expect(json('x'.repeat(13_000), 200).headers.get('cache-control')).toBe('no-store, no-transform');
  expect(json('x'.repeat(15_000), 200).headers.get('cache-control')).toBe('no-store');
});

test.each<[string, string, Record<string, string>, number, string]>([
  ['no token', '/api/v1/search?q=x', {}, 401, 'unauthorised'],
  ['a wrong token, before anything of the request is looked at', '/api/v1/search', { authorization: 'Bearer x' }, 401, 'unauthorised'],
  ['another site', '/api/v1/search?q=x', { ...bearer, origin: 'http://evil.example' }, 403, 'forbidden'],
  ['no q', '/api/v1/search', bearer, 400, 'invalid'],
  ['nothing found', '/api/v1/search?q=missing', bearer, 404, 'not-found'],
  ['several found', '/api/v1/search?q=several', bearer, 409, 'ambiguous'],
  ['a busy service', '/api/v1/search?q=busy', bearer, 503, 'unavailable'],
  ['a bug', '/api/v1/search?q=bug', bearer, 500, 'internal'],
])('%s is a problem document', async (_what, path, headers, status, code) => {
  const response = await search(ask(path, headers));
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const text = await response.text();
  expect(Problem.parse(JSON.parse(text))).toMatchObject({ status, type: `urn:throughline:problem:${code}` });
  expect(text).not.toContain('secret');
});

test('a problem says more where there is more to say', async () => {
  expect(await (await search(ask('/api/v1/search?q=several', bearer))).json()).toMatchObject({ matches: [1, 2] });
  expect(await (await search(ask('/api/v1/search', bearer))).json()).toMatchObject({ errors: [{ path: 'query.q' }] });
  expect((await search(ask('/api/v1/search?q=busy', bearer))).headers.get('retry-after')).toBe('3');
  expect((await search(ask('/api/v1/search?q=x'))).headers.get('www-authenticate')).toMatch(/^Bearer/);
});

test.each([['busy', 'warn'], ['bug', 'error']])('%s is logged as %s', async (q, level) => {
  const lines: string[] = [];
  useContext({ ...context, log: pino({ level: 'warn' }, { write: (line) => void lines.push(line) }) });
  await search(ask(`/api/v1/search?q=${q}`, bearer));
  expect(lines.map((line) => pino.levels.labels[(JSON.parse(line) as { level: number }).level])).toEqual([level]);
});

test('a database that is away is a passing trouble', async () => {
  const response = await database(ask('/api/v1/quarantine', bearer));
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('2');
});

test('requests are counted by route and status, not by what was asked', async () => {
  await search(ask('/api/v1/search?q=private', bearer));
  await search(ask('/api/v1/search?q=bug', bearer));
  const { values } = await context.metrics.requests.get();
  const counted = values.filter(({ metricName }) => metricName?.endsWith('_count')).map(({ labels, value }) => ({ ...labels, value }));
  expect(counted).toEqual([
    { method: 'GET', route: '/api/v1/search', status: 200, value: 1 },
    { method: 'GET', route: '/api/v1/search', status: 500, value: 1 },
  ]);
  expect((await context.metrics.errors.get()).values).toMatchObject([{ labels: { route: '/api/v1/search' }, value: 1 }]);
  expect(await context.metrics.registry.metrics()).not.toContain('private');
});

test('what is not there is told only to those who may know', async () => {
  expect(unknownRoute(ask('/api/v1/nothing')).status).toBe(401);
  expect(unknownRoute(ask('/api/v1/nothing', bearer)).status).toBe(404);
});

const login = route(routes.createSession, ({ body, request }, own) => {
  const { state, cookie } = logIn(body.token, request, own);
  return Promise.resolve(json(state, 200, cookie === null ? {} : { 'Set-Cookie': cookie }));
});
const post = (token: string, headers: Record<string, string> = {}) =>
  login(ask('/api/v1/session', { 'content-type': 'application/json', ...headers }, { method: 'POST', body: JSON.stringify({ token }) }));

test('a login gives a cookie that opens the door, and holds no token', async () => {
  const response = await post('secret-token');
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^throughline_session=\d+\.[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
  expect((await search(ask('/api/v1/search?q=x', { cookie: cookie.split(';')[0]! }))).status).toBe(200);
  expect(sessionState(ask('/', { cookie: cookie.split(';')[0]! }), context)).toEqual({ required: true, authorised: true });
  expect(sessionState(ask('/'), context)).toEqual({ required: true, authorised: false });
  expect((await post('secret-token', { 'x-forwarded-proto': 'https' })).headers.get('set-cookie')).toMatch(/; Secure$/);
  expect(logOut(ask('/'), context).cookie).toMatch(/^throughline_session=; Path=\/; Max-Age=0;/);
});

test('a login is JSON of this site', async () => {
  expect((await post('secret-token', { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await post('secret-token', { origin: 'http://evil.example' })).status).toBe(403);
});

test('wrong tokens run out', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 12; n++) statuses.push((await post(`wrong-${n}`)).status);
  expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
  const late = await post('secret-token');
  expect(late.status).toBe(429);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('without a token to check, everyone of this machine is in', () => {
  expect(sessionState(ask('/'), { settings: { ...context.settings, token: null } })).toEqual({ required: false, authorised: true });
});
