import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { renameUnheldMethods } from '#lib/web/unheld-methods.ts';

test.each([['TRACE', 'UNSUPPORTED'], ['GET', 'GET'], ['PROPFIND', 'PROPFIND']])('%s arrives as %s', async (method, arrives) => {
  renameUnheldMethods();
  const server = createServer((asked, answer) => answer.setHeader('method', asked.method ?? '').end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asking = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', method }).end();
  const [answer] = (await once(asking, 'response')) as [{ headers: Record<string, string>; resume: () => void }];
  answer.resume();
  server.close();
  expect(answer.headers['method']).toBe(arrives);
});
