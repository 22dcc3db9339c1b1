import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { addressOf, notePeers, PEER_HEADER } from '#lib/web/peer.ts';

test('what a caller says of its address is overwritten by that of its socket', async () => {
  notePeers();
  const server = createServer((asked, answer) => answer.end(String(asked.headers[PEER_HEADER]))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { headers: { [PEER_HEADER]: '8.8.8.8' } });
  expect(await answer.text()).toBe('127.0.0.1');
  server.close();
});

test.each<[Record<string, string>, string | null]>([
  [{ [PEER_HEADER]: '192.0.2.1' }, '192.0.2.1'],
  [{ [PEER_HEADER]: '::ffff:192.0.2.1', 'x-forwarded-for': '::ffff:192.0.2.1' }, '192.0.2.1'],
  [{ [PEER_HEADER]: '127.0.0.1', 'x-forwarded-for': '203.0.113.7, 10.0.0.1' }, '203.0.113.7, 10.0.0.1 via 127.0.0.1'],
  [{ [PEER_HEADER]: '::1', 'x-forwarded-for': 'é'.repeat(300) }, `${'?'.repeat(200)} via ::1`],
  [{ 'x-forwarded-for': '203.0.113.7' }, null],
])('%j is %j', (headers, address) => expect(addressOf(new Headers(headers))).toBe(address));
