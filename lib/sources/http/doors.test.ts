import { describe, expect, test } from 'vitest';
import { refusedAtDoor } from '#lib/sources/http/doors.ts';

const loopback = { host: '127.0.0.1', token: null };
const open = { host: '0.0.0.0', token: 'secret' };

describe('doors', () => {
  test.each([
    ['localhost:4318', null],
    ['LOCALHOST', null],
    ['127.0.0.1:4318', null],
    ['127.9.9.9', null],
    ['[::1]:4318', null],
    ['evil.example', 403],
    ['evil.example:4318', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['192.168.0.5:4318', 403],
    ['', 403],
    ['user@localhost', 403],
  ])('bound to loopback, the Host %s gives %s', (host, status) => {
    expect(refusedAtDoor({ host }, loopback)?.status ?? null).toBe(status);
  });

  test('a name that was configured is its own', () => {
    expect(refusedAtDoor({ host: 'LocalHost:1' }, { host: 'localhost', token: null })).toBeNull();
  });

  test('bound elsewhere, any name will do: the token decides', () => {
    expect(refusedAtDoor({ host: 'collector.internal', authorization: 'Bearer secret' }, open)).toBeNull();
  });

  test.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:3000' }, 403],
    [{ origin: 'http://localhost:4318' }, null],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, null],
  ])('%j gives %s', (headers, status) => {
    expect(refusedAtDoor({ host: 'localhost:4318', ...headers }, loopback)?.status ?? null).toBe(status);
  });

  test.each([
    [undefined, 401],
    ['', 401],
    ['Bearer ', 401],
    ['Bearer wrong', 401],
    ['Bearer secre', 401],
    ['Basic secret', 401],
    ['secret', 401],
    ['Bearer secret', null],
    ['bearer secret', null],
  ])('with a token set, the authorization %s gives %s', (authorization, status) => {
    const refusal = refusedAtDoor({ host: 'x', authorization }, open);
    expect([refusal?.status ?? null, refusal?.headers['www-authenticate']]).toEqual([status, status === 401 ? 'Bearer' : undefined]);
  });
});
