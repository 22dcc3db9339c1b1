import { expect, test } from 'vitest';
import { refuseOldServer } from '#lib/store/server-version.ts';

test('PostgreSQL 15 and newer pass, older ones are refused in words', () => {
  expect(() => refuseOldServer(150_000, '15.0')).not.toThrow();
  expect(() => refuseOldServer(180_004, '18.4')).not.toThrow();
  expect(() => refuseOldServer(140_022, '14.22 (Debian)')).toThrow('The database is PostgreSQL 14.22 (Debian); Throughline needs PostgreSQL 15 or newer.');
});
