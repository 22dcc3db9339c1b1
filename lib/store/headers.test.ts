import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Header } from '#lib/core/record.ts';
import { decodeHeaders, encodeHeaders } from '#lib/store/headers.ts';

const plain = (headers: readonly Header[]) => headers.map(({ name, value }) => ({ name, value: value === null ? null : [...value] }));

describe('headers', () => {
  test('come back in order, with repeats, nulls and any bytes', () => {
    const header = fc.record({ name: fc.string({ unit: 'binary' }), value: fc.option(fc.uint8Array({ maxLength: 300 })) });
    fc.assert(
      fc.property(fc.array(header), (headers) => {
        expect(plain(decodeHeaders(encodeHeaders(headers)))).toEqual(plain(headers));
      }),
    );
  });

  test('a null value is not an empty one', () => {
    const headers = [
      { name: 'retry', value: null },
      { name: 'retry', value: new Uint8Array() },
    ];
    expect(plain(decodeHeaders(encodeHeaders(headers)))).toEqual(plain(headers));
  });

  test('500 headers and a value of 3 MB', () => {
    const headers = Array.from({ length: 500 }, (_, index) => ({ name: `h${index % 7}`, value: new Uint8Array(index === 250 ? 3_000_000 : index).fill(index) }));
    expect(plain(decodeHeaders(encodeHeaders(headers))).length).toBe(500);
    expect(decodeHeaders(encodeHeaders(headers))[250]?.value?.length).toBe(3_000_000);
  });

  test('bytes of something else are refused', () => {
    for (const bytes of [[], [2], [1, 200], [1, 5, 65], [1, 1, 65, 9, 1], [1, 255, 255, 255, 255, 255, 255, 255, 255]]) {
      expect(() => decodeHeaders(new Uint8Array(bytes))).toThrow(RangeError);
    }
  });
});
