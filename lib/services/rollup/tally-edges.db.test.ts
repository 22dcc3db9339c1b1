/** Tallies are the sum of what is stored for each flow, whatever came and went, in whatever order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import { worlds, WORLD_CONVENTIONS as conventions } from '#lib/core/flows/testing/worlds.ts';
import { EdgeDelta } from '#lib/core/topology/edge-delta.ts';
import { edgeText, Measure } from '#lib/core/topology/edge.ts';
import { decodePart, decodeVector } from '#lib/core/topology/packed-counts.ts';
import { append, clear, pass, type Fact } from '#lib/services/rollup/testing/rollup.ts';
import { scene } from '#lib/services/rollup/testing/scene.ts';
import { readEdgeSums } from '#lib/store/edge-tallies.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

type Tallies = readonly (readonly [string, ReadonlyMap<number, number>])[];

async function tallied(store: FreshStore): Promise<Tallies> {
  const { rows } = await store.pool.query<{ level: number; at: number; edge_id: string; counts: Uint8Array }>('SELECT level, at, edge_id, counts FROM edge_tally');
  return sorted(rows.map(({ level, at, edge_id, counts }) => [`${level}/${at}/${edge_id}`, decodeVector(counts)]));
}

async function recounted(store: FreshStore): Promise<Tallies> {
  const { rows } = await store.pool.query<{ counts: Uint8Array }>('SELECT counts FROM edge_part');
  const delta = new EdgeDelta();
  for (const { counts } of rows) delta.add(decodePart(counts), 1);
  return sorted(delta.tallies().map(({ level, at, edge, change }) => [`${level}/${at}/${edge}`, change]));
}

const sorted = (tallies: Tallies): Tallies => tallies.map(([name, counts]) => [name, new Map([...counts].toSorted(([a], [b]) => a - b))] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** How often each edge was counted, by its name. */
async function counted(store: FreshStore): Promise<Record<string, number>> {
  const { sums } = await readEdgeSums(store.pool, { from: 0, to: 2 ** 31 - 61, limit: 100_000 });
  return Object.fromEntries(sums.map(({ edge, counts }) => [edgeText(edge), counts.get(Measure.count) ?? 0]));
}

test('tallies are a recount of what the flows add, in whatever order and batches it came, and come out the same', { timeout: 120_000 }, async () => {
  const [whole, grown] = [await freshStore(), await freshStore()];
  const arrivals = worlds.chain((world) => {
    const facts: readonly Fact[] = [...world.events, ...world.spans];
    return fc.record({ facts: fc.constant(facts), order: fc.shuffledSubarray(facts.map((_, index) => index), { minLength: facts.length }), cuts: fc.array(fc.nat(facts.length), { maxLength: 4 }) });
  });
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ facts, order, cuts }) => {
      await Promise.all([clear(whole), clear(grown)]);
      await append(whole, facts, conventions);
      await pass(whole, { conventions });
      const bounds = [0, ...cuts.toSorted((a, b) => a - b), facts.length];
      for (let at = 1; at < bounds.length; at += 1) {
        await append(grown, order.slice(bounds[at - 1], bounds[at]).map((place) => facts[place]!), conventions);
        await pass(grown, { conventions });
        expect(await tallied(grown)).toEqual(await recounted(grown));
      }
      expect(await tallied(grown)).toEqual(await tallied(whole));
    }),
    { numRuns: 15 },
  );
});

test('what retention drops is counted no more', async () => {
  const store = await freshStore();
  await append(store, scene());
  await pass(store);
  expect(Object.keys(await counted(store)).length).toBeGreaterThan(5);
  await store.pool.query('DELETE FROM edge_part WHERE owner IN (SELECT owner FROM edge_part ORDER BY owner LIMIT 2)');
  await pass(store);
  expect(await tallied(store)).toEqual(await recounted(store));
  await store.pool.query('DELETE FROM edge_part');
  await pass(store);
  expect(await tallied(store)).toEqual([]);
  expect((await store.pool.query('SELECT 1 FROM edge_gone')).rows).toEqual([]);
});

test('a call in spans that fifty flows show is one call', async () => {
  const store = await freshStore();
  const orders = Array.from({ length: 50 }, (_, index) => `o${index}`);
  await append(store, [
    span({ trace: 'job', name: 'start', service: 'scheduler', kind: 'client' }),
    span({ trace: 'job', name: 'job', parent: 'start', service: 'importer', kind: 'server' }),
    ...orders.map((id) => span({ trace: 'job', name: `create ${id}`, parent: 'job', service: 'importer', kind: 'producer' })),
  ]);
  for (const [offset, id] of orders.entries()) {
    await append(store, [event({ topic: 'orders', offset, correlation: id, sentBy: ['job', `create ${id}`] })]);
    if (offset % 10 === 0) await pass(store);
  }
  await pass(store);
  expect((await store.pool.query('SELECT 1 FROM flow')).rows).toHaveLength(50);
  const text = (parts: readonly unknown[]): string => JSON.stringify(parts);
  expect(await counted(store)).toEqual({
    [text(['calls', 'service:scheduler', 'service:importer', 'span', null, 'normal'])]: 1,
    [text(['produces', 'service:importer', 'topic:kafka/orders', 'message', null, 'normal'])]: 50,
  });
});

test('a range of hours and minutes counts each minute in it once', async () => {
  const store = await freshStore();
  const minute = (n: number) => n * 60_000;
  await append(store, [0, 29, 59, 60, 61, 119, 120, 240, 241].map((at, offset) => event({ topic: 'orders', offset, at: minute(at) })));
  await pass(store);
  const start = Date.UTC(2026, 0, 31, 10) / 60_000;
  const between = async (from: number, to: number): Promise<number> => (await readEdgeSums(store.pool, { from: start + from, to: start + to, limit: 1000 })).sums.reduce((sum, { counts }) => sum + (counts.get(Measure.count) ?? 0), 0);
  expect(await Promise.all([between(0, 300), between(0, 241), between(0, 240), between(1, 240), between(60, 60), between(59, 60), between(30, 58), between(61, 119), between(120, 239)])).toEqual([9, 9, 8, 7, 1, 2, 0, 2, 1]);
});
