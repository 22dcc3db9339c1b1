import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { decodeOffsets, encodeOffsets } from '#lib/store/packed-offsets.ts';

const int64 = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const millis = fc.integer({ min: 0, max: 4_000_000_000_000 }).map((each) => brand<Micros>(each * 1000));
const packed = fc.record({ partition: fc.nat(100_000), offset: fc.option(int64), start: int64, committedAt: millis, once: fc.constant(true) }, { requiredKeys: ['partition', 'offset'] });

test('what is packed is unpacked as it was, in the order of the partitions', () => {
  fc.assert(
    fc.property(fc.uniqueArray(packed, { selector: ({ partition }) => partition }), (offsets) => {
      expect(decodeOffsets(encodeOffsets(offsets))).toEqual(offsets.toSorted((a, b) => a.partition - b.partition));
    }),
  );
});

test('a partition of an ordinary topic takes less than ten bytes', () => {
  const offsets = Array.from({ length: 100 }, (_, partition) => ({ partition, offset: 4_000_000_000_000n + BigInt(partition), committedAt: brand<Micros>(1_795_000_000_000_000 + partition * 7000) }));
  expect(encodeOffsets(offsets).length / offsets.length).toBeLessThan(10);
});

test.each([[[]], [[3, 0, 0]], [[2, 2, 1]], [[1, 0]], [[1, 0, 255]], [[1, 1, 1]]])('bytes that were not packed here are refused: %j', (bytes) => {
  expect(() => decodeOffsets(Uint8Array.from(bytes))).toThrow(RangeError);
});

test('what was packed before there were times is read', () => {
  expect(decodeOffsets(Uint8Array.from([1, 0, 6, 3, 8, 2]))).toEqual([{ partition: 0, offset: 5n }, { partition: 1, offset: 7n, start: 2n }]);
});
