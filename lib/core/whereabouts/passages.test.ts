import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { passagesOf } from '#lib/core/whereabouts/passages.ts';
import type { Sample } from '#lib/core/whereabouts/samples.ts';

const anySample = fc.record({ partition: fc.nat(2), offset: fc.option(fc.nat(20)) });

test('the first sample that passed a message is found, however the group was set back and forth', () => {
  fc.assert(
    fc.property(fc.array(anySample, { maxLength: 30 }), fc.nat(2), fc.nat(20), (changes, partition, offset) => {
      const samples = changes.map((change, index): Sample => ({ at: brand<Micros>(index + 1), since: brand<Micros>(index), changes: new Map([[change.partition, change.offset === null ? null : BigInt(change.offset)]]) }));
      const first = samples.find((sample) => (sample.changes.get(partition) ?? -1n) > BigInt(offset));
      expect(passagesOf(samples)({ partition, offset: BigInt(offset), writtenAt: null })).toEqual(first === undefined ? null : { after: first.since, by: first.at });
    }),
  );
});
