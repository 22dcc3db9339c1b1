import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePart, decodeVector, encodePart, encodeVector, sumOfVectors } from '#lib/core/topology/packed-counts.ts';

const vectors = fc.array(fc.tuple(fc.integer({ min: 0, max: 32_000 }), fc.integer({ min: 1, max: 2 ** 48 })), { maxLength: 8 }).map((entries) => new Map(entries));
const minutes = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 ** 31 - 1 }), vectors), { maxLength: 5 }).map((entries) => new Map(entries));
const parts = fc.array(fc.tuple(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), minutes), { maxLength: 5 }).map((entries) => new Map(entries));

test('what was packed is unpacked as it was', () => {
  fc.assert(fc.property(vectors, (vector) => {
    expect(decodeVector(encodeVector(vector))).toEqual(vector);
  }));
  fc.assert(fc.property(parts, (part) => {
    expect(decodePart(encodePart(part))).toEqual(part);
  }));
});

test('the same counts are the same bytes, in whatever order they were added', () => {
  fc.assert(fc.property(parts, (part) => {
    expect(encodePart(new Map([...part].toReversed()))).toEqual(encodePart(part));
  }));
});

test('vectors one after the other add up to their sum', () => {
  const small = fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 2 ** 30 })), { maxLength: 8 }).map((entries) => new Map(entries));
  fc.assert(
    fc.property(fc.array(small, { maxLength: 5 }), small, (several, known) => {
      const expected = new Map<number, number>();
      for (const vector of [...several, known]) for (const [measure, n] of vector) expected.set(measure, (expected.get(measure) ?? 0) + n);
      const framed = several.map(encodeVector).flatMap((bytes) => [0, 0, bytes.length >> 8, bytes.length & 255, ...bytes]);
      expect(sumOfVectors(Uint8Array.from(framed), known)).toEqual(expected);
    }),
  );
});

test.each([['another version', [2, 0, 0]], ['nothing', []], ['half of a number', [1, 129]]])('%s is refused', (_what, bytes) => {
  expect(() => decodeVector(Uint8Array.from(bytes))).toThrow(RangeError);
  expect(() => decodePart(Uint8Array.from(bytes))).toThrow(RangeError);
});
