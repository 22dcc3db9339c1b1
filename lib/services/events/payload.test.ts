import fc from 'fast-check';
import { expect, test } from 'vitest';
import { viewPayload } from '#lib/services/events/payload.ts';

const view = (value: Uint8Array | string | null, size?: number) => {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return viewPayload({ value: bytes, size: size ?? bytes?.length ?? null, sha256: null, contentType: null, hasBroker: true, masking: null });
};

test.each<[string, Uint8Array | string | null, object]>([
  ['a tombstone', null, { encoding: 'tombstone', size: null, sha256: null, truncated: false }],
  ['an empty value', '', { encoding: 'text', text: '', size: 0 }],
  ['an object', '{"a":1}', { encoding: 'json', json: { a: 1 }, text: '{"a":1}', size: 7 }],
  ['text', 'hello', { encoding: 'text', text: 'hello' }],
  ['a bare number', '17', { encoding: 'text', text: '17' }],
  ['broken JSON', '{"a":', { encoding: 'text', text: '{"a":' }],
  ['NUL', 'a\0b', { encoding: 'hex', hex: '610062' }],
  ['no UTF-8', new Uint8Array([0xff, 0xfe]), { encoding: 'hex', hex: 'fffe' }],
  ['Avro behind a schema id', new Uint8Array([0, 0, 0, 0, 7, 2, 0x41]), { encoding: 'hex' }],
  ['JSON behind a schema id', Buffer.from('\0\0\0\0\x07{"a":1}'), { encoding: 'json', json: { a: 1 }, text: '{"a":1}', schemaId: 7, size: 12 }],
  ['an escaped NUL', '{"a":"\\u0000"}', { encoding: 'json', json: { a: '\0' } }],
  ['half a surrogate pair', '{"a":"\\ud800"}', { encoding: 'json', json: { a: '\ud800' } }],
])('%s', (_what, value, expected) => {
  expect(view(value)).toMatchObject(expected);
});

test.each([
  ['9007199254740993', '9007199254740993'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['9007199254740992', 9007199254740992],
  ['1e400', '1e400'],
  ['0.1', 0.1],
  ['1.50', 1.5],
  ['12.50e3', 12500],
  ['0.12345678901234567890', '0.12345678901234567890'],
  ['1e21', 1e21],
  ['0.0', 0],
  ['1e-7', 1e-7],
])('the number %s is kept', (written, shown) => {
  expect(view(`{"n":${written}}`).json).toEqual({ n: shown });
});

test('it is said where the whole of it is to be had', () => {
  const part = { value: Buffer.from('abc'), size: 9, sha256: null, contentType: null, masking: null };
  expect(viewPayload({ ...part, size: 3, hasBroker: false }).wholeFrom).toBe('store');
  expect(viewPayload({ ...part, hasBroker: true }).wholeFrom).toBe('broker');
  expect(viewPayload({ ...part, hasBroker: false }).wholeFrom).toBeNull();
});

test('a value that is stored in part says so, and ends at a whole character', () => {
  const bytes = Buffer.from(`{"text":"${'é'.repeat(40)}"}`);
  const shown = view(bytes.subarray(0, 50), bytes.length);
  expect(shown).toMatchObject({ encoding: 'text', truncated: true, size: bytes.length, sha256: null });
  expect(shown.text).toMatch(/^\{"text":"é+$/);
});

test('what one answer carries is bounded', () => {
  expect(view('a'.repeat(1_000_000))).toMatchObject({ truncated: true, size: 1_000_000 });
  expect(view('a'.repeat(1_000_000)).text?.length).toBe(256 * 1024);
  expect(view(new Uint8Array(1_000_000))).toMatchObject({ encoding: 'hex', truncated: true });
});

test('of what is masked the hash is a keyed one, and the rules are named', () => {
  const masking = { state: 'masked', kept: 30, digest: 'ab', rules: ['pointer /a'] } as const;
  const payload = viewPayload({ value: Buffer.from('{"a":"masked:text:1"}'.padEnd(30)), size: 8, sha256: null, contentType: null, hasBroker: true, masking });
  expect(payload).toMatchObject({ masked: true, maskedBy: ['pointer /a'], sha256: null, keyedHash: 'ab', size: 8, truncated: false, encoding: 'json' });
  expect(viewPayload({ value: new Uint8Array(), size: 8, sha256: null, contentType: null, hasBroker: true, masking: { ...masking, state: 'off', kept: 0 } })).toEqual({
    masked: true, maskedBy: ['pointer /a'], sha256: null, keyedHash: 'ab', size: 8, truncated: true, wholeFrom: null, encoding: 'none', contentType: null,
  });
  expect(viewPayload({ value: Buffer.from('{"a":"mas'), size: 8, sha256: '00', contentType: null, hasBroker: true, masking })).toMatchObject({ truncated: true, sha256: null, encoding: 'text' });
});

test('a document too deep for a tree is text', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  expect(view(deep)).toMatchObject({ encoding: 'text' });
  expect(view(`{"a":"${'['.repeat(1000)}"}`)).toMatchObject({ encoding: 'json' });
});

test('any bytes give a view that can be sent', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => JSON.stringify(view(bytes))).not.toThrow();
    }),
  );
});
