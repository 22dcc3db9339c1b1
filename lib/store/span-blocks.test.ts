import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBlock, encodeBlocks } from '#lib/store/span-blocks.ts';

test('each chunk comes back from its place, in blocks that are bounded', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30_000, size: 'max' }), { maxLength: 12 }), (chunks) => {
      const { blocks, places } = encodeBlocks(chunks);
      const decoded = blocks.map(decodeBlock);
      expect(places.map(({ block, place }) => [...decoded[block]![place]!])).toEqual(chunks.map((chunk) => [...chunk]));
      for (const held of decoded) expect(held.length === 1 || held.reduce((sum, { length }) => sum + length, 0) <= 64 * 1024).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('a chunk that is larger than a block is one of its own', () => {
  const { blocks, places } = encodeBlocks([new Uint8Array(10), new Uint8Array(500_000), new Uint8Array(10)]);
  expect(places).toEqual([{ block: 0, place: 0 }, { block: 1, place: 0 }, { block: 2, place: 0 }]);
  expect(decodeBlock(blocks[1]!)[0]).toHaveLength(500_000);
});

test('bytes of something else, and what would unpack to gigabytes, are refused', () => {
  expect(() => decodeBlock(new Uint8Array([1, 1, 2, 3]))).toThrow();
  expect(() => decodeBlock(zstdCompressSync(Uint8Array.of(100, 1)))).toThrow(RangeError);
  expect(() => decodeBlock(zstdCompressSync(Buffer.alloc(257 * 1024 * 1024)))).toThrow(/larger than|Cannot create a Buffer/);
});
