/** The doors of what the collector listens on: its own API, and the receivers of spans and events. */
import { request as send } from 'node:http';
import { freePort } from '#lib/cli/free-port.ts';
import { NODE, ROOT } from '#lib/cli/paths.ts';
import { hasExited, spawnTethered } from '#lib/cli/tether.ts';
import { childEnvironment } from '#lib/env/process.ts';
import { places } from './harness/places.ts';
import { expect, test } from './harness/test.ts';

const TOKEN = 'a-token-for-the-tests-of-the-doors';

interface Entry {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

const API: readonly Entry[] = [
  { method: 'GET', path: '/health' },
  { method: 'GET', path: '/metrics' },
];
const RECEIVERS: readonly Entry[] = [
  { method: 'POST', path: '/v1/traces' },
  { method: 'POST', path: '/api/v2/spans' },
  { method: 'POST', path: '/v1/events' },
];

const BODIES: Readonly<Record<string, string>> = {
  '/v1/traces': '{"resourceSpans":[]}',
  '/api/v2/spans': '[]',
  '/v1/events': '{"specversion":"1.0","id":"1","source":"/e2e/doors","type":"door.opened","data":{}}',
};

/** Bare HTTP: a browser's client would not send a Host or Origin of our choice. */
function ask(origin: string, { method, path }: Entry, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const type = path === '/v1/events' ? 'application/cloudevents+json' : 'application/json';
  return new Promise((resolve, reject) => {
    const outgoing = send(`${origin}${path}`, { method, headers: { ...(method === 'POST' ? { 'content-type': type } : {}), ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', reject);
    outgoing.end(method === 'POST' ? BODIES[path] : undefined);
  });
}

const entries = (): readonly (Entry & { readonly origin: string })[] => [...API.map((entry) => ({ ...entry, origin: places().collector })), ...RECEIVERS.map((entry) => ({ ...entry, origin: places().otlp }))];

test('a program of this machine comes in', async () => {
  for (const { origin, ...entry } of entries()) expect(await ask(origin, entry), entry.path).toBeLessThan(300);
});

test('a host name that is not this machine’s is refused', async () => {
  for (const { origin, ...entry } of entries()) {
    for (const host of ['evil.example', 'evil.example:4318', '127.0.0.1.evil.example', 'localhost.evil.example', '0.0.0.0']) expect(await ask(origin, entry, { host }), `${entry.path} ${host}`).toBe(403);
  }
});

test('a page of another site is refused', async () => {
  const foreign: Record<string, string>[] = [{ origin: 'http://evil.example' }, { origin: 'null' }, { origin: places().web }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }];
  for (const { origin, ...entry } of entries()) {
    for (const headers of foreign) expect(await ask(origin, entry, headers), `${entry.path} ${JSON.stringify(headers)}`).toBe(403);
  }
});

test('with a token, nobody comes in without it', async () => {
  const [api, receivers] = [await freePort(), await freePort()];
  const env = childEnvironment({ DATABASE_URL: places().databaseUrl, KAFKA_BROKERS: null, THROUGHLINE_TOKEN: TOKEN, COLLECTOR_PORT: String(api), OTLP_HTTP_PORT: String(receivers), OTLP_GRPC_PORT: '0', THROUGHLINE_LOG_LEVEL: 'silent' });
  const child = spawnTethered(NODE, ['lib/collector/main.ts'], { signal: 'TERM', stdout: 'inherit', stderr: 'inherit', cwd: ROOT, env });
  try {
    const right = { authorization: `Bearer ${TOKEN}` };
    const at = (port: number) => `http://127.0.0.1:${port}`;
    // The receivers listen a moment after the API does.
    for (const [port, entry] of [[api, API[0]!], [receivers, RECEIVERS[0]!]] as const) await expect(async () => expect(await ask(at(port), entry, right)).toBeLessThan(300)).toPass({ timeout: 60_000 });
    for (const [origin, entry] of [...API.map((entry) => [at(api), entry] as const), ...RECEIVERS.map((entry) => [at(receivers), entry] as const)]) {
      const wrong: Record<string, string>[] = [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }, { authorization: `Basic ${TOKEN}` }, { cookie: `throughline_session=${TOKEN}` }];
      for (const headers of wrong) expect(await ask(origin, entry, headers), `${entry.path} ${JSON.stringify(headers)}`).toBe(401);
      expect(await ask(origin, entry, right), entry.path).toBeLessThan(300);
      expect(await ask(origin, entry, { ...right, origin: 'http://evil.example' }), entry.path).toBe(403);
    }
  } finally {
    child.kill('SIGTERM');
    if (!(await hasExited(child, 15_000))) child.kill('SIGKILL');
  }
});
