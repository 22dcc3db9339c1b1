import { expect, test } from 'vitest';
import { parsePostmaster } from './embedded-postgres-pidfile.ts';
import { closedAncestor } from './embedded-postgres-place.ts';

test.each([
  ['whole', '4711\n/data\n1790000000\n5433\n\n127.0.0.1\n  1234 5\nready   \n', { pid: 4711, port: 5433, status: 'ready' }],
  ['starting', '4711\n/data\n1790000000\n5433\n\n127.0.0.1\n  1234 5\nstarting\n', { pid: 4711, port: 5433, status: 'starting' }],
  ['without a status yet', '4711\n/data\n1790000000\n5433\n\n', { pid: 4711, port: 5433, status: 'unknown' }],
  ['cut off', '4711\n/da', null],
  ['empty', '', null],
  ['of single-user mode', '-4711\n/data\n1790000000\n5433\n', null],
])('a postmaster.pid that is %s', (_, text, expected) => {
  expect(parsePostmaster(text)).toEqual(expected);
});

const POSTGRES = { uid: 100, gid: 200 };
const open = { uid: 0, gid: 0, mode: 0o755 };

test.each<[string, Record<string, { uid: number; gid: number; mode: number }>, string | null]>([
  ['an open way', { '/': open, '/srv': open, '/srv/app': open }, null],
  ['a home of root', { '/': open, '/srv': { ...open, mode: 0o700 }, '/srv/app': open }, '/srv'],
  ['the outermost of two', { '/': { ...open, mode: 0o750 }, '/srv': { ...open, mode: 0o700 } }, '/'],
  ['a folder that may be entered and not listed', { '/': open, '/srv': { ...open, mode: 0o711 }, '/srv/app': open }, null],
  ['a folder of its own', { '/': open, '/srv': open, '/srv/app': { uid: 100, gid: 0, mode: 0o700 } }, null],
  ['a folder that is open to all but its own group', { '/': open, '/srv': { uid: 0, gid: 200, mode: 0o705 } }, '/srv'],
  ['what is not there yet', { '/': open }, null],
])('the server can reach /srv/app: %s', (_, folders, closed) => {
  expect(closedAncestor('/srv/app', POSTGRES, (path) => folders[path])).toBe(closed);
});
