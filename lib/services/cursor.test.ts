import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { ServiceError } from '#lib/services/errors.ts';

test('a cursor comes back as it was', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.stringMatching(/^[0-9a-f]{16}$/), (at, id) => {
      expect(decodeCursor(encodeCursor({ sort: 'startedAt', at, id }), 'startedAt')).toEqual({ sort: 'startedAt', at, id });
    }),
  );
});

test('a cursor is safe in a URL as it is', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.string(), (at, id) => {
      expect(encodeCursor({ sort: 's', at, id })).toMatch(/^[\w-]+$/);
    }),
  );
});

test.each([
  ['another order', encodeCursor({ sort: 'duration', at: 1, id: 'a' })],
  ['no JSON', 'abc'],
  ['nothing', ''],
  ['an object', Buffer.from('{}').toString('base64url')],
  ['too few parts', Buffer.from('["startedAt",1]').toString('base64url')],
  ['a fraction', Buffer.from('["startedAt",1.5,"a"]').toString('base64url')],
  ['text for the time', Buffer.from('["startedAt","1","a"]').toString('base64url')],
  ['NUL in the id', Buffer.from('["startedAt",1,"a\\u0000"]').toString('base64url')],
])('%s is refused with the fault named', (_what, text) => {
  expect(() => decodeCursor(text, 'startedAt')).toThrowError(ServiceError);
  expect(() => decodeCursor(text, 'startedAt')).toThrowError(expect.objectContaining({ code: 'invalid', faults: [expect.objectContaining({ path: 'query.cursor' })] }));
});

test('any text is refused or read, never another error', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        decodeCursor(text, 'startedAt');
      } catch (error) {
        expect(error).toBeInstanceOf(ServiceError);
      }
    }),
  );
});
