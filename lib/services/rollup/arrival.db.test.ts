/** Identity may not depend on the order of arrival: whatever comes, in whatever order and batches, the same facts give the same flows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { event, span } from '#lib/core/flows/testing/scene.ts';
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

// Few names, so that everything meets everything: what no SDK makes must not make a difference either.
const trace = fc.constantFrom('t1', 't2', 't3', 't4');
const name = fc.constantFrom('s1', 's2', 's3');
const topic = fc.constantFrom('o', 'p');
const correlation = fc.constantFrom('a', 'b');
const messageId = fc.constantFrom('mess-1', 'mess-2');
const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 1): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq });

const anySpan = fc.record({
  trace,
  name,
  parent: maybe(name, 5),
  kind: fc.constantFrom('internal' as const, 'consumer' as const, 'producer' as const),
  links: fc.array(fc.tuple(trace, name), { maxLength: 2 }),
  correlation: maybe(correlation),
  handled: maybe(fc.tuple(topic, fc.constant(0), fc.nat(2))),
  operation: maybe(fc.constantFrom('receive' as const, 'process' as const)),
  at: fc.nat(50),
});
const anyEvent = fc.record({ topic, offset: fc.nat(2), correlation: maybe(correlation), sentBy: maybe(fc.tuple(trace, name), 3), at: fc.nat(50), id: maybe(messageId), cause: maybe(messageId) });
const anyFacts = fc.record({
  events: fc.uniqueArray(anyEvent, { selector: (each) => `${each.topic}/${each.offset}`, maxLength: 4 }),
  spans: fc.uniqueArray(anySpan, { selector: (each) => `${each.trace}/${each.name}`, minLength: 1, maxLength: 6 }),
  order: fc.array(fc.nat(1000), { minLength: 10, maxLength: 10 }),
});

test.each([10_000, 4])('arbitrary facts, one by one, give what they give at once (hub limit %i)', { timeout: 240_000 }, async (hubLimit) => {
  const [whole, grown] = [await freshStore(), await freshStore()];
  await fc.assert(
    fc.asyncProperty(anyFacts, async ({ events, spans, order }) => {
      await Promise.all([clear(whole), clear(grown)]);
      const headers = ({ id, cause }: { id: string | undefined; cause: string | undefined }) => ({ ...(id === undefined ? {} : { 'message-id': id }), ...(cause === undefined ? {} : { 'causation-id': cause }) });
      const facts: Fact[] = [...events.map((each) => event({ ...each, headers: headers(each) })), ...spans.map(span)];
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
