import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { isPlainCall, markPlainCalls, PLAIN_CALL_HEADER } from '#lib/web/plain-calls.ts';
import { config } from '../../proxy.ts';

test.each([
  ['GET', '/api/v1/flows'],
  ['HEAD', '/api/v1/flows?q=%2e%2e'],
  ['GET', '/api/v1/flows/4bf92f3577b34da6a3ce929d0e0e4736?form=packed'],
  ['GET', '/api/v1/openapi.json'],
  ['POST', '/api/v1/replays'],
])('%s %s is plain', (method, url) => expect(isPlainCall({ method, url })).toBe(true));

test.each([
  ['POST', '/api/v1/flows'],
  ['UNSUPPORTED', '/api/v1/flows'],
  ['GET', '/api/v1/nothing'],
  ['GET', '/api/v1/flows/'],
  ['GET', '/api/v1/flows/a%2Fb'],
  ['GET', '/api/v1/flows/%ff'],
  ['GET', '/api/v1/flows/..'],
  ['GET', '/api/v1/flows/.%2e'],
  ['GET', '/api/v1/flows;x'],
  ['GET', '//api/v1/flows'],
  ['GET', 'http://other/api/v1/flows'],
  ['GET', '/flows/4711'],
  ['GET', '/'],
  ['GET', undefined],
])('%s %s is not', (method, url) => expect(isPlainCall({ method, ...(url === undefined ? {} : { url }) })).toBe(false));

test('nobody else says that a call is plain', async () => {
  markPlainCalls();
  const server = createServer((asked, answer) => answer.end(asked.headers[PLAIN_CALL_HEADER] ?? 'no')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ask = async (path: string, headers: Record<string, string> = {}): Promise<string> => (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers })).text();
  expect(await ask('/flows', { [PLAIN_CALL_HEADER]: '1' })).toBe('no');
  expect(await ask('/api/v1/flows')).toBe('1');
  server.close();
});

test('the proxy is told of the same header', () => expect(config.matcher[0]!.missing).toEqual([{ type: 'header', key: PLAIN_CALL_HEADER }]));
