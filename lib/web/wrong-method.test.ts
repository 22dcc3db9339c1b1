import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WebContext } from '#lib/web/context.ts';
import { contextFor } from '#lib/web/testing/context.ts';
import { methodsOf, wrongMethod } from '#lib/web/wrong-method.ts';

let context: WebContext;
beforeEach(() => {
  context = contextFor({ token: 'secret-token' });
});
afterEach(() => context.store.close());

const ask = (method: string, path: string, headers: Record<string, string> = { authorization: 'Bearer secret-token', 'content-type': 'application/json' }) =>
  wrongMethod(new Request(`http://localhost:3000${path}`, { method, headers: { host: 'localhost:3000', ...headers } }));

test.each([
  ['/api/v1/flows', 'GET HEAD OPTIONS'],
  ['/api/v1/flows/facets', 'GET HEAD OPTIONS'],
  ['/api/v1/flows/a%2Fb', 'GET HEAD OPTIONS'],
  ['/api/v1/views', 'GET POST HEAD OPTIONS'],
  ['/api/v1/views/1', 'PATCH DELETE OPTIONS'],
  ['/api/v1/failure-groups/1', 'GET PATCH HEAD OPTIONS'],
  ['/api/v1/failure-groups/1/discard', 'POST OPTIONS'],
  ['/api/v1/dead-letters/1', 'GET HEAD OPTIONS'],
  ['/api/v1/replays', 'GET POST HEAD OPTIONS'],
  ['/api/v1/replays/1/items/1-1/decide', 'POST OPTIONS'],
  ['/api/v1/audit', 'GET HEAD OPTIONS'],
  ['/api/v1/openapi.json', 'GET HEAD OPTIONS'],
  ['/api/v1/openapixjson', undefined],
  ['/api/v1/flows/a/b/c', undefined],
  ['/metrics', 'GET HEAD OPTIONS'],
])('%s takes %s', (path, methods) => expect(methodsOf(path)?.join(' ')).toBe(methods));

test.each(['GET', 'HEAD', 'OPTIONS'])('%s goes on where it is taken', (method) => expect(ask(method, '/api/v1/flows')).toBeNull());

test.each(['POST', 'PUT', 'DELETE', 'PROPFIND', 'UNSUPPORTED'])('%s is a problem document that says what is taken', async (method) => {
  const response = ask(method, '/api/v1/flows');
  expect(response?.status).toBe(405);
  expect(response?.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  expect(response?.headers.get('content-type')).toBe('application/problem+json');
  expect(await response?.json()).toMatchObject({ type: 'urn:throughline:problem:method-not-allowed', status: 405, detail: 'This route takes GET, HEAD, OPTIONS.' });
});

test('what is taken is told only to those who may know', () => expect(ask('PUT', '/api/v1/flows', {})?.status).toBe(401));

test('a path that is not there is none with any method', () => {
  expect(ask('POST', '/api/v1/nothing')).toBeNull();
  expect(ask('PROPFIND', '/api/v1/nothing')?.status).toBe(404);
});
