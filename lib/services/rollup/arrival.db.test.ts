/** Identity may not depend on the order of arrival: whatever comes, in whatever order and batches, the same facts give the same flows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryRecords } from '#lib/core/flows/testing/arbitrary-records.ts';
import { append, clear, derived, pass, type Fact } from '#lib/services/rollup/testing/rollup.ts';
import { scene } from '#lib/services/rollup/testing/scene.ts';
import { freshStore, freshStoreFor } from '#lib/store/testing/fresh-store.ts';

test('any order of arrival, batching and repetition derives the same flows', { timeout: 240_000 }, async () => {
  const whole = await freshStore();
  await append(whole, scene());
  await pass(whole);
  const expected = await derived(whole);
  expect(expected).toHaveLength(5);

  const facts = scene();
  const arrival = fc.record({
    order: fc.shuffledSubarray(facts.map((_, index) => index), { minLength: facts.length }),
    cuts: fc.array(fc.nat(facts.length), { maxLength: 6 }),
    repeated: fc.array(fc.nat(facts.length - 1), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(arrival, async ({ order: arrived, cuts, repeated }) => {
      const store = await freshStoreFor();
      const bounds = [0, ...cuts.toSorted((a, b) => a - b), facts.length];
      for (let at = 1; at < bounds.length; at += 1) {
        await append(store, arrived.slice(bounds[at - 1], bounds[at]).map((index) => facts[index]!));
        await pass(store);
      }
      await append(store, repeated.map((index) => facts[index]!).filter((fact) => !('at' in fact)));
      await pass(store, { limit: 1 });
      const again = await derived(store);
      await store.drop();
      expect(again).toEqual(expected);
    }),
    { numRuns: 25, seed: 7 },
  );
});

const arrivals = arbitraryRecords.chain((records) => fc.record({ records: fc.constant(records), order: fc.array(fc.nat(1000), { minLength: 10, maxLength: 10 }) }));

test.each([10_000, 4])('arbitrary facts, one by one, give what they give at once (hub limit %i)', { timeout: 240_000 }, async (hubLimit) => {
  const [whole, grown] = [await freshStore(), await freshStore()];
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ records, order }) => {
      await Promise.all([clear(whole), clear(grown)]);
      const facts: Fact[] = [...records.events, ...records.spans];
      await append(whole, facts);
      await pass(whole, { hubLimit });
      const arrived = facts.map((fact, index) => ({ fact, place: order[index] ?? 0 })).toSorted((a, b) => a.place - b.place);
      for (const { fact } of arrived) {
        await append(grown, [fact]);
        await pass(grown, { hubLimit });
      }
      expect(await derived(grown)).toEqual(await derived(whole));
    }),
    { numRuns: 60, seed: 1 },
  );
});
