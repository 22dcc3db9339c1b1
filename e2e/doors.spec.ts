/** Another site's page, a rebinding host name and a missing token, against every route that the build lists. */
import { readFileSync } from 'node:fs';
import { request as send } from 'node:http';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT } from '#lib/cli/paths.ts';
import { routes } from '#lib/contracts/routes.ts';
import { startWeb, type WebServer } from './web-server.ts';

const TOKEN = 'a-token-for-the-tests-of-the-doors';
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

interface Entry {
  readonly path: string;
  readonly isPage: boolean;
  /** With which it answers: GET, where it takes that. */
  readonly method: string;
}

/** What the build lists, with something in the place of each dynamic part. Pictures and error pages say nothing of anybody's data. */
function builtRoutes(): Entry[] {
  const manifest = JSON.parse(readFileSync(join(ROOT, '.next/app-path-routes-manifest.json'), 'utf8')) as Record<string, string>;
  return Object.entries(manifest)
    .filter(([, path]) => !/^\/(_global-error|_not-found|icon\.svg)$/.test(path))
    .map(([file, path]) => ({ path: path.replace(/\[partition\]|\[offset\]/g, '0').replace(/\[(\.\.\.)?\w+\]/g, 'x') + (path.endsWith('/stream') ? '?channels=flows' : ''), isPage: file.endsWith('/page'), method: methodOf(path) }));
}

function methodOf(path: string): string {
  const methods = Object.values(routes).filter((route) => route.path.replaceAll(/\{(\w+)\}/g, '[$1]') === path).map(({ method }) => method);
  return methods.length === 0 || methods.includes('get') ? 'GET' : methods[0]!.toUpperCase();
}

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** Bare HTTP: a browser's client would not send a Host or Origin of our choice. */
function ask(server: WebServer, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = send(`${server.url}${path}`, { method, headers }, (response) => {
      response.destroy(); // the head is the answer; a stream would go on
      resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '', headers: response.headers });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

const isPublic = (path: string) => path === '/login' || path === '/api/v1/session';
const json = { 'content-type': 'application/json' };

let open: WebServer;
let locked: WebServer;

test.beforeAll(async () => {
  [open, locked] = await Promise.all([startWeb({ token: null }), startWeb({ token: TOKEN })]);
});
test.afterAll(async () => {
  await Promise.all([open?.stop(), locked?.stop()]);
});

test('the build lists the routes that there are', () => {
  const paths = builtRoutes().map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['/flows', '/flows/x', '/health', '/login', '/metrics', '/api/v1/flows', '/api/v1/events/x/x/0/0', '/api/v1/stream?channels=flows']));
});

for (const { path, isPage, method } of builtRoutes()) {
  test.describe(path, () => {
    test('is closed to a host name that is not this machine’s', async () => {
      for (const host of ['evil.example', 'evil.example:3000', '127.0.0.1.evil.example', 'localhost.evil.example', '0.0.0.0']) {
        expect((await ask(open, path, { host })).status, host).toBe(403);
      }
    });

    test('is closed to a page of another site', async () => {
      const foreign: Record<string, string>[] = [
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { origin: 'http://127.0.0.1:1' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
        { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      ];
      for (const headers of foreign) {
        for (const method of METHODS) expect((await ask(open, path, { ...headers, ...json }, method)).status, `${method} ${JSON.stringify(headers)}`).toBe(403);
        expect((await ask(locked, path, { ...headers, authorization: `Bearer ${TOKEN}` })).status, JSON.stringify(headers)).toBe(403);
      }
    });

    test('asks for the token', async () => {
      const wrong: Record<string, string>[] = [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }, { cookie: `throughline_session=${TOKEN}` }];
      for (const headers of wrong) {
        const { status, location } = await ask(locked, path, { ...json, ...headers }, method);
        if (isPublic(path)) expect(status).toBe(200);
        else if (isPage) expect([status, location], JSON.stringify(headers)).toEqual([307, path === '/' ? '/flows' : `/login?next=${encodeURIComponent(path)}`]);
        else expect(status, JSON.stringify(headers)).toBe(401);
      }
      const { status, location } = await ask(locked, path, { ...json, authorization: `Bearer ${TOKEN}` }, method);
      expect(status).not.toBe(401);
      expect(location).not.toContain('/login');
    });

    test('asks for the token by any host name, and answers nobody because of the proxy alone', async () => {
      const bypasses: Record<string, string>[] = [
        { host: 'evil.example' },
        { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
        { 'x-middleware-subrequest': 'src/proxy:src/proxy:src/proxy:src/proxy:src/proxy' },
        { rsc: '1', 'next-router-prefetch': '1' },
        { purpose: 'prefetch' },
      ];
      for (const headers of bypasses) {
        const { status } = await ask(locked, path, { ...json, ...headers }, method);
        if (isPublic(path)) expect(status).toBeLessThan(400);
        else expect([307, 401], JSON.stringify(headers)).toContain(status);
      }
    });

    test('takes no change that is not JSON', async () => {
      if (isPage) return; // pages take no changes at all
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        const { status } = await ask(open, path, { 'content-type': type }, 'POST');
        expect([405, 415], type).toContain(status);
      }
    });

    test('comes with the headers that bind a browser', async () => {
      const { headers } = await ask(open, path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("frame-ancestors 'none'");
      if (isPage) {
        expect(policy).toMatch(/script-src 'nonce-[\w+/=]{24}' 'strict-dynamic';/);
        expect(policy).not.toContain('unsafe-eval');
        expect((await ask(open, path)).headers['content-security-policy']).not.toBe(policy);
      }
    });
  });
}

test('a login opens every page, and holds no token in its cookie', async ({ playwright }) => {
  const browser = await playwright.request.newContext({ baseURL: locked.url });
  expect((await browser.post('/api/v1/session', { data: { token: 'wrong' } })).status()).toBe(401);
  const login = await browser.post('/api/v1/session', { data: { token: TOKEN } });
  expect(login.status()).toBe(200);
  expect(login.headers()['set-cookie']).toMatch(/HttpOnly; SameSite=Strict/);
  expect(login.headers()['set-cookie']).not.toContain(TOKEN);
  expect(await (await browser.get('/api/v1/session')).json()).toEqual({ required: true, authorised: true });
  expect((await browser.get('/api/v1/openapi.json')).status()).toBe(200);
  await browser.delete('/api/v1/session');
  expect((await browser.get('/api/v1/openapi.json')).status()).toBe(401);
  await browser.dispose();
});

test('a link of another site may lead here', async () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  expect((await ask(open, '/login', link)).status).toBe(200);
});

test('a method that is not taken is told as such, also one that no Request can hold', async () => {
  for (const method of ['PUT', 'TRACE', 'PROPFIND']) {
    const { status, headers } = await ask(open, '/api/v1/flows', json, method);
    expect([status, headers['content-type'], headers['allow']], method).toEqual([405, 'application/problem+json', 'GET, HEAD, OPTIONS']);
  }
});

test('a path that is not UTF-8 is told as such', async () => {
  expect((await ask(open, '/api/v1/flows/%ff')).status).toBe(400);
});
