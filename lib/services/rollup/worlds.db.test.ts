/** What people make of it and what SDKs emit, in whatever order, over two collectors, more than once: the same flows, and the same again from a rebuild. */
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { componentsOf } from '#lib/core/flows/testing/memory-facts.ts';
import { SMALL_HUB_LIMIT, WORLD_CONVENTIONS, worlds, type Records } from '#lib/core/flows/testing/worlds.ts';
import { rebuild } from '#lib/services/rollup/rebuild.ts';
import { append, clear, derived, NOW, pass, rows, type Fact } from '#lib/services/rollup/testing/rollup.ts';
import { unpackSegments, type PackedSegment } from '#lib/store/packed-flow.ts';
import { parseEventRef } from '#lib/store/refs.ts';
import { openStore } from '#lib/store/store.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const conventions = WORLD_CONVENTIONS;

/** How a world's records come: in this order, cut into batches, some of them twice. */
const arrivals = worlds.chain((world) => {
  const places = Array.from({ length: world.events.length + world.spans.length }, (_, index) => index);
  return fc.record({
    world: fc.constant(world),
    order: fc.shuffledSubarray(places, { minLength: places.length }),
    cuts: fc.array(fc.nat(places.length), { maxLength: 5 }),
    repeated: fc.array(fc.nat(Math.max(0, world.spans.length - 1)), { maxLength: 4 }),
  });
});

/** The flows as the core derives them from all records at once: how many records each has and how many of them are shared. */
function expectedFlows({ events, spans }: Records, hubLimit: number): string[] {
  return componentsOf(events, spans, { conventions, hubLimit })
    .map((component) => {
      const count = (segments: typeof component.segments): number => segments.reduce((sum, segment) => sum + segment.spans.length, 0);
      return `${component.events.map(({ at }) => `${at.source}/${at.topic}/${at.incarnation}/${at.offset}`).toSorted().join(' ')} | ${count(component.segments)} | ${count(component.shared)}`;
    })
    .toSorted();
}

async function storedFlows(store: FreshStore): Promise<string[]> {
  const [topics, flows] = await Promise.all([
    store.pool.query<{ id: number; name: string }>(`SELECT id, source || '/' || name || '/' || incarnation AS name FROM topic`),
    store.pool.query<{ events: string[]; spans: number; segments: PackedSegment[] }>('SELECT events, span_count AS spans, segments FROM flow'),
  ]);
  const names = new Map(topics.rows.map(({ id, name }) => [id, name]));
  return flows.rows
    .map(({ events, spans, segments }) => {
      const shared = unpackSegments(segments).reduce((sum, segment) => sum + (segment.shared ? (segment.spans?.length ?? 0) : 0), 0);
      return `${events.map(parseEventRef).map(({ topicId, offset }) => `${names.get(topicId)}/${offset}`).toSorted().join(' ')} | ${spans - shared} | ${shared}`;
    })
    .toSorted();
}

/** Two collectors append at the same time, each of its own partitions, while the rollup takes what it finds. */
async function arrive(store: FreshStore, other: ReturnType<typeof openStore>, batches: readonly (readonly Fact[])[], hubLimit: number): Promise<void> {
  for (const batch of batches) {
    const isOthers = (fact: Fact): boolean => ('at' in fact ? fact.at.topic < 'orders.' : fact.spanId < '8');
    await Promise.all([append(store, batch.filter((fact) => !isOthers(fact)), conventions), append(other, batch.filter(isOthers), conventions), pass(store, { hubLimit, limit: 5, conventions })]);
    await pass(store, { hubLimit, limit: 3, conventions });
  }
}

test.each([10_000, SMALL_HUB_LIMIT])('worlds give the same flows however they come, and again when they are rebuilt (hub limit %i)', { timeout: 300_000 }, async (hubLimit) => {
  const [whole, grown] = [await freshStore(), await freshStore()];
  const other = openStore({ url: grown.url, application: 'throughline test', poolSize: 2 });
  onTestFinished(() => other.close());
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ world, order, cuts, repeated }) => {
      await Promise.all([clear(whole), clear(grown)]);
      const facts: Fact[] = [...world.events, ...world.spans];
      await append(whole, facts, conventions);
      await pass(whole, { hubLimit, conventions });
      expect(await storedFlows(whole)).toEqual(expectedFlows(world, hubLimit));

      const bounds = [0, ...cuts.toSorted((a, b) => a - b), order.length];
      const batches = bounds.slice(1).map((to, index) => order.slice(bounds[index], to).map((place) => facts[place]!));
      await arrive(grown, other, [...batches, repeated.flatMap((place) => world.spans[place] ?? [])], hubLimit);
      const expected = await derived(whole, conventions);
      expect(await derived(grown, conventions)).toEqual(expected);

      const before = await rows(grown);
      const rolling = { done: false };
      const rollup = (async () => {
        while (!rolling.done) await pass(grown, { hubLimit, conventions });
      })();
      await rebuild(grown, { now: () => NOW, pollMs: 1 }).finally(() => (rolling.done = true));
      await rollup;
      expect(await rows(grown)).toEqual(before);
    }),
    { numRuns: 40 },
  );
});
