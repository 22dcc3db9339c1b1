import { expect, test } from 'vitest';
import { databaseFault, StoreError } from '#lib/store/errors.ts';

const error = (properties: object, message = 'x') => Object.assign(new Error(message), properties);

test.each<[string, unknown, string]>([
  ['connection refused', error({ code: 'ECONNREFUSED' }), 'unavailable'],
  ['every address refused', new AggregateError([error({ code: 'ECONNREFUSED' })]), 'unavailable'],
  ['connection terminated', new Error('Connection terminated unexpectedly'), 'unavailable'],
  ['no free connection', new Error('timeout exceeded when trying to connect'), 'unavailable'],
  ['no answer to a connection', new Error('timeout expired'), 'unavailable'],
  ['admin shutdown', error({ code: '57P01' }), 'unavailable'],
  ['starting up', error({ code: '57P03' }), 'unavailable'],
  ['statement timeout', error({ code: '57014' }), 'unavailable'],
  ['transaction timeout', error({ code: '25P04' }), 'unavailable'],
  ['a database that takes no connections', error({ code: '55000' }), 'unavailable'],
  ['a database that is being copied', error({ code: '55006' }), 'unavailable'],
  ['disk full', error({ code: '53100' }), 'unavailable'],
  ['too many connections', error({ code: '53300' }), 'unavailable'],
  ['serialisation', error({ code: '40001' }), 'unavailable'],
  ['deadlock', error({ code: '40P01' }), 'unavailable'],
  ['wrong password', error({ code: '28P01' }), 'unavailable'],
  ['read-only', error({ code: '25006' }), 'read-only'],
  ['no partition', error({ code: '23514' }, 'no partition of relation "event" found for row'), 'no-partition'],
  ['a check constraint', error({ code: '23514' }, 'new row violates check constraint'), 'other'],
  ['unique violation', error({ code: '23505' }), 'other'],
  ['NUL in text', error({ code: '22021' }), 'other'],
  ['inside a cause', new Error('outer', { cause: error({ code: '57P01' }) }), 'unavailable'],
  ['what Prisma wraps', error({ code: 'P2010', meta: { driverAdapterError: { cause: { originalCode: '57P01' } } } }), 'unavailable'],
  ['Prisma cannot reach it', error({ code: 'P1001' }), 'unavailable'],
  ['a file that is not there', error({ code: 'ENOENT', syscall: 'open' }), 'other'],
  ['a socket that is not there', error({ code: 'ENOENT', syscall: 'connect' }), 'unavailable'],
  ['our own', new StoreError('read-only', 'x'), 'read-only'],
  ['a text', 'boom', 'other'],
  ['nothing', undefined, 'other'],
])('%s', (_what, thrown, fault) => {
  expect(databaseFault(thrown)).toBe(fault);
});

test('an error that is its own cause ends', () => {
  const circular = new Error('x');
  circular.cause = circular;
  expect(databaseFault(circular)).toBe('other');
});
