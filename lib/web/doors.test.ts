import { describe, expect, test } from 'vitest';
import { refuse, type Access, type Door } from '#lib/web/doors.ts';
import { newSession, SESSION_COOKIE } from '#lib/web/session.ts';

const nowMs = Date.UTC(2026, 0, 31);
const open: Door = { token: null, host: '127.0.0.1' };
const locked: Door = { token: 'secret-token', host: '0.0.0.0' };
const here = { host: 'localhost:3000' };
const json = { 'content-type': 'application/json' };

const code = (headers: Record<string, string>, { door = open, method = 'GET', access = 'authorised' }: { door?: Door; method?: string; access?: Access } = {}) =>
  refuse({ method, headers: new Headers(headers) }, door, access, nowMs)?.code ?? 'welcome';

describe('Host', () => {
  test.each([
    ['localhost', 'welcome'],
    ['localhost:3000', 'welcome'],
    ['LOCALHOST:3000', 'welcome'],
    ['127.0.0.1:3000', 'welcome'],
    ['127.8.9.10', 'welcome'],
    ['[::1]:3000', 'welcome'],
    ['evil.example', 'forbidden'],
    ['evil.example:3000', 'forbidden'],
    ['localhost.evil.example', 'forbidden'],
    ['127.0.0.1.evil.example', 'forbidden'],
    ['127.0.0.1.nip.io:3000', 'forbidden'],
    ['localhost:3000@evil.example', 'forbidden'],
    ['localhost:', 'forbidden'],
    ['localhost evil', 'forbidden'],
    ['0.0.0.0:3000', 'forbidden'],
    ['192.168.0.1', 'forbidden'],
    ['[::ffff:192.168.0.1]', 'forbidden'],
    ['', 'forbidden'],
  ])('%j: %s', (host, expected) => {
    expect(code({ host })).toBe(expected);
  });

  test('none at all', () => {
    expect(code({})).toBe('forbidden');
  });

  test('the configured one', () => {
    expect(code({ host: 'throughline.internal:3000' }, { door: { token: null, host: 'Throughline.internal' } })).toBe('welcome');
    expect(code({ host: '[fe80::1]:3000' }, { door: { token: null, host: 'fe80::1' } })).toBe('welcome');
  });

  test('any name with a token, which must then be shown', () => {
    expect(code({ host: 'evil.example' }, { door: locked })).toBe('unauthorised');
    expect(code({ host: 'team.example', authorization: 'Bearer secret-token' }, { door: locked })).toBe('welcome');
  });
});

describe('Origin', () => {
  test.each([
    ['http://localhost:3000', 'localhost:3000', 'welcome'],
    ['http://localhost', 'localhost', 'welcome'],
    ['http://localhost', 'localhost:80', 'welcome'],
    ['https://localhost', 'localhost:443', 'welcome'],
    ['http://localhost:3001', 'localhost:3000', 'forbidden'],
    ['http://127.0.0.1:3000', 'localhost:3000', 'forbidden'],
    ['http://evil.example', 'localhost:3000', 'forbidden'],
    ['null', 'localhost:3000', 'forbidden'],
    ['', 'localhost:3000', 'forbidden'],
    ['file://', 'localhost:3000', 'forbidden'],
    ['chrome-extension://localhost:3000', 'localhost:3000', 'forbidden'],
  ])('%j to %s: %s', (origin, host, expected) => {
    for (const method of ['GET', 'POST', 'DELETE']) expect(code({ host, origin, ...json }, { method })).toBe(expected);
  });

  test('is checked with a token too', () => {
    expect(code({ ...here, origin: 'http://evil.example', authorization: 'Bearer secret-token' }, { door: locked })).toBe('forbidden');
  });
});

describe('Sec-Fetch-Site', () => {
  const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  test.each<[string, Record<string, string>, string, string]>([
    ['same-origin', {}, 'GET', 'welcome'],
    ['none', link, 'GET', 'welcome'],
    ['cross-site', {}, 'GET', 'forbidden'],
    ['cross-site', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'GET', 'forbidden'],
    ['same-site', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, 'GET', 'forbidden'],
    ['cross-site', link, 'GET', 'welcome'],
    ['same-site', link, 'GET', 'welcome'],
    ['cross-site', { ...link, 'sec-fetch-dest': 'iframe' }, 'GET', 'forbidden'],
    ['cross-site', link, 'POST', 'forbidden'],
  ])('%s %j %s: %s', (site, more, method, expected) => {
    expect(code({ ...here, ...json, 'sec-fetch-site': site, ...more }, { method })).toBe(expected);
  });
});

describe('changes', () => {
  test.each([
    ['POST', 'application/json', 'welcome'],
    ['POST', 'Application/JSON; charset=utf-8', 'welcome'],
    ['PATCH', 'application/json', 'welcome'],
    ['POST', null, 'welcome'],
    ['POST', '', 'unsupported-media-type'],
    ['POST', 'text/plain', 'unsupported-media-type'],
    ['POST', 'application/x-www-form-urlencoded', 'unsupported-media-type'],
    ['POST', 'multipart/form-data; boundary=x', 'unsupported-media-type'],
    ['POST', 'application/jsonx', 'unsupported-media-type'],
    ['POST', 'text/plain; application/json', 'unsupported-media-type'],
    ['DELETE', null, 'welcome'],
    ['DELETE', 'text/plain', 'unsupported-media-type'],
    ['GET', null, 'welcome'],
  ])('%s as %s: %s', (method, type, expected) => {
    expect(code({ ...here, ...(type === null ? {} : { 'content-type': type }) }, { method })).toBe(expected);
  });
});

test.each([
  ['content-length', '0', 'welcome'],
  ['content-length', '2', 'unsupported-media-type'],
  ['content-length', 'x', 'unsupported-media-type'],
  ['transfer-encoding', 'chunked', 'unsupported-media-type'],
])('a change without a type, %s: %s: %s', (name, value, expected) => {
  expect(code({ ...here, [name]: value }, { method: 'POST' })).toBe(expected);
});

describe('the token', () => {
  const session = newSession('secret-token', nowMs);
  test.each<[string, Record<string, string>, string]>([
    ['nothing', {}, 'unauthorised'],
    ['the token', { authorization: 'Bearer secret-token' }, 'welcome'],
    ['in any case of the scheme', { authorization: 'bearer secret-token' }, 'welcome'],
    ['a wrong token', { authorization: 'Bearer secret-tokem' }, 'unauthorised'],
    ['an empty token', { authorization: 'Bearer ' }, 'unauthorised'],
    ['another scheme', { authorization: 'Basic secret-token' }, 'unauthorised'],
    ['a session', { cookie: `${SESSION_COOKIE}=${session}` }, 'welcome'],
    ['a session among others', { cookie: `a=b; ${SESSION_COOKIE}=old; ${SESSION_COOKIE}=${session}` }, 'welcome'],
    ['the token as a cookie', { cookie: `${SESSION_COOKIE}=secret-token` }, 'unauthorised'],
    ['a session under another token', { cookie: `${SESSION_COOKIE}=${newSession('other', nowMs)}` }, 'unauthorised'],
    ['a session that ended', { cookie: `${SESSION_COOKIE}=${newSession('secret-token', nowMs - 31 * 86_400_000)}` }, 'unauthorised'],
    ['a session with a later end written in', { cookie: `${SESSION_COOKIE}=9${session}` }, 'unauthorised'],
    ['a wrong token with a right session', { authorization: 'Bearer x', cookie: `${SESSION_COOKIE}=${session}` }, 'unauthorised'],
  ])('%s', (_what, headers, expected) => {
    expect(code({ ...here, ...headers }, { door: locked })).toBe(expected);
  });

  test('is not needed for what is public, which is still closed to other sites', () => {
    expect(code(here, { door: locked, access: 'public' })).toBe('welcome');
    expect(code({ ...here, origin: 'http://evil.example' }, { door: locked, access: 'public' })).toBe('forbidden');
  });

  test('is not told by the cookie', () => {
    expect(session).not.toContain('secret');
    expect(session).toMatch(/^\d+\.[\w-]{43}$/);
  });
});
