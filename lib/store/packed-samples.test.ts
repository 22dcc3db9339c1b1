import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { decodeSamples, encodeSamples, type PackedSample } from '#lib/store/packed-samples.ts';

const int64 = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const millis = fc.integer({ min: 0, max: 4_000_000_000_000 }).map((each) => brand<Micros>(each * 1000));
const offset = fc.record({ partition: fc.nat(100_000), offset: fc.option(int64), start: int64, committedAt: millis, once: fc.constant(true) }, { requiredKeys: ['partition', 'offset'] });
const offsets = fc.uniqueArray(offset, { selector: ({ partition }) => partition, maxLength: 20 }).map((list) => list.toSorted((a, b) => a.partition - b.partition));
// A clock may jump in either direction between two samples; no sample comes before the one before it was taken.
const sample = fc.record({ at: millis, before: fc.option(fc.nat(10_000_000)), offsets }).map(({ at, before, ...rest }): PackedSample => ({ ...rest, at, since: before === null ? null : brand<Micros>(at - before * 1000) }));

test('what is packed is unpacked as it was', () => {
  fc.assert(fc.property(fc.array(sample, { maxLength: 30 }), (samples) => {
    expect(decodeSamples(encodeSamples(samples))).toEqual(samples);
  }));
});

test('times are rounded outwards, and a sample never comes before the one before it', () => {
  const at = (micros: number): Micros => brand<Micros>(micros);
  expect(decodeSamples(encodeSamples([{ at: at(2_000_001), since: at(1_000_999), offsets: [] }, { at: at(3_000_000), since: at(4_000_000), offsets: [] }])))
    .toEqual([{ at: 2_001_000, since: 1_000_000, offsets: [] }, { at: 3_000_000, since: 3_000_000, offsets: [] }]);
});

test('ten partitions that move all the time take less than five bytes each', () => {
  // Not regular: rates and commit times vary as those of consumers do.
  let seed = 1;
  const random = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
  const begin = 1_795_000_000_000_000;
  const at = (n: number): number => begin + n * 10_000_000 + random(20_000);
  let reached = Array.from({ length: 10 }, () => 4_000_000n + BigInt(random(1_000_000)));
  const samples = Array.from({ length: 30 }, (_, n): PackedSample => {
    reached = reached.map((each) => each + BigInt(random(5000)));
    return { at: brand<Micros>(at(n)), since: brand<Micros>(at(n - 1)), offsets: reached.map((each, partition) => ({ partition, offset: each, committedAt: brand<Micros>(Math.floor((at(n) - random(5_000_000)) / 1000) * 1000) })) };
  });
  expect(encodeSamples(samples).length / 300).toBeLessThan(5);
});

test.each([[[]], [[9, 1]]])('bytes that were not packed here are refused: %j', (bytes) => {
  expect(() => decodeSamples(Uint8Array.from(bytes))).toThrow(RangeError);
});
