import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { gzippedJson, sendGzipped, takesGzip } from '#lib/web/gzipped-json.ts';

test.each(['gzip', 'gzip, deflate, br, zstd', 'br;q=1.0, gzip;q=0.8, *;q=0.1', 'GZIP', 'deflate,gzip ; q=0.001', '*', 'identity, *;q=0.5'])('%o takes gzip', (accepted) => {
  expect(takesGzip(accepted)).toBe(true);
});

test.each([undefined, '', 'identity', 'br', 'gzip;q=0', '*, gzip;q=0.000', 'gzip;q=none', 'x-gzip-not'])('%o does not', (accepted) => {
  expect(takesGzip(accepted)).toBe(false);
});

test('who takes gzip is sent what is there, all others what is in it, and nobody sees how it is agreed', async () => {
  sendGzipped();
  const body = new Uint8Array(gzipSync('{"a":1}'));
  const ask = await serve((asked, answer) => {
    const request = new Request('http://127.0.0.1/', { headers: asked.headers as Record<string, string> });
    void gzippedJson(request, body).then(async (response) => {
      response.headers.forEach((value, name) => answer.setHeader(name, value));
      answer.end(new Uint8Array(await response.arrayBuffer()));
    });
  });
  const zipped = await ask({ 'accept-encoding': 'gzip' });
  expect(await zipped.json()).toEqual({ a: 1 });
  expect(Object.fromEntries(zipped.headers)).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'content-type': 'application/json; charset=utf-8' });
  const plain = await ask({ 'accept-encoding': 'identity', 'x-throughline-gzip': '1' });
  expect(await plain.json()).toEqual({ a: 1 });
  expect(plain.headers.get('content-encoding')).toBeNull();
  for (const { headers } of [zipped, plain]) expect(headers.has('x-throughline-gzip')).toBe(false);
});

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (headers: Record<string, string>): Promise<Response> => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
}
