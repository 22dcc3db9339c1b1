import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeOffsets, encodeOffsets } from '#lib/store/packed-offsets.ts';

const int64 = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const packed = fc.record({ partition: fc.nat(100_000), offset: fc.option(int64), start: int64 }, { requiredKeys: ['partition', 'offset'] });

test('what is packed is unpacked as it was, in the order of the partitions', () => {
  fc.assert(
    fc.property(fc.uniqueArray(packed, { selector: ({ partition }) => partition }), (offsets) => {
      expect(decodeOffsets(encodeOffsets(offsets))).toEqual(offsets.toSorted((a, b) => a.partition - b.partition));
    }),
  );
});

test('a partition of an ordinary topic takes less than ten bytes', () => {
  const offsets = Array.from({ length: 100 }, (_, partition) => ({ partition, offset: 4_000_000_000_000n + BigInt(partition) }));
  expect(encodeOffsets(offsets).length / offsets.length).toBeLessThan(10);
});

test.each([[[]], [[2, 0, 0]], [[1, 0]], [[1, 0, 255]], [[1, 1, 1]]])('bytes that were not packed here are refused: %j', (bytes) => {
  expect(() => decodeOffsets(Uint8Array.from(bytes))).toThrow(RangeError);
});
