import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { parseStartSettings } from '#lib/env/cli.ts';
import { freePort } from './free-port.ts';
import { requireFreePorts } from './ports.ts';

const noFile = (): never => {
  throw Object.assign(new Error('none'), { code: 'ENOENT' });
};

async function settings(changes: Readonly<Record<string, string>>) {
  const [web, collector] = [String(await freePort()), String(await freePort())];
  return parseStartSettings({ PORT: web, COLLECTOR_PORT: collector, OTLP_HTTP_PORT: '0', OTLP_GRPC_PORT: '0', ...changes }, noFile);
}

test('free ports are let through', async () => {
  await expect(requireFreePorts(await settings({}))).resolves.toBeUndefined();
});

test('every port that is taken is told, with the variable that moves it', async () => {
  const takers = [createServer(), createServer()];
  const ports = await Promise.all(takers.map((taker) => new Promise<number>((resolve) => taker.listen(0, '127.0.0.1', () => resolve((taker.address() as AddressInfo).port)))));
  try {
    const fault = requireFreePorts(await settings({ PORT: String(ports[0]), OTLP_HTTP_PORT: String(ports[1]) }));
    await expect(fault).rejects.toThrow(new RegExp(`127\\.0\\.0\\.1:${ports[0]} is taken .* PORT=\\d+\\n127\\.0\\.0\\.1:${ports[1]} is taken .* OTLP_HTTP_PORT=\\d+, or OTLP_HTTP_PORT=0 to do without$`));
  } finally {
    await Promise.all(takers.map((taker) => new Promise((resolve) => taker.close(resolve))));
  }
});

test('a port that is let go in a moment is waited for', async () => {
  const taker = createServer();
  const port = await new Promise<number>((resolve) => taker.listen(0, '127.0.0.1', () => resolve((taker.address() as AddressInfo).port)));
  setTimeout(() => taker.close(), 300);
  await expect(requireFreePorts(await settings({ PORT: String(port) }))).resolves.toBeUndefined();
});

test('an address of another machine is told', async () => {
  await expect(requireFreePorts(await settings({ HOST: '192.0.2.1', THROUGHLINE_TOKEN: 'abcdefgh' }))).rejects.toThrow('192.0.2.1 is no address of this machine');
});
