import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendIsolating } from '#lib/collector/isolate.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import { SourceError, type Appended, type SourceBatch } from '#lib/sources/source.ts';

/** A store in memory that keeps positions as the real one does and refuses whatever holds a poisonous record. */
function memoryStore(poison: ReadonlySet<string>): { append(batch: SourceBatch): Promise<Appended>; stored: string[]; quarantined: string[]; positions: Map<string, bigint> } {
  const store = {
    stored: [] as string[],
    quarantined: [] as string[],
    positions: new Map<string, bigint>(),
    append(batch: SourceBatch): Promise<Appended> {
      const slices = batch.slices ?? [];
      const names = [...slices.flatMap((slice) => slice.events.map(({ at }) => `${at.topic}/${at.offset}`)), ...(batch.spans ?? []).map(({ name }) => name)];
      if (names.some((name) => poison.has(name))) return Promise.reject(new Error('invalid input'));
      for (const slice of slices) {
        const name = `${slice.topic}/${slice.partition}`;
        if ((store.positions.get(name) ?? 0n) !== slice.from) return Promise.reject(new SourceError('position-moved', 'moved'));
        store.positions.set(name, slice.to);
      }
      store.stored.push(...names);
      store.quarantined.push(...(batch.quarantined ?? []).map(({ origin }) => origin));
      return Promise.resolve({ events: names.length, spans: 0, duplicates: 0, quarantined: batch.quarantined?.length ?? 0 });
    },
  };
  return store;
}

test('whatever is poisonous is quarantined alone, everything else is stored, and every position reaches its end', async () => {
  const record = fc.record({ topic: fc.constantFrom('a', 'b', 'c'), bad: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 20 }), fc.array(fc.boolean(), { maxLength: 6 }), async (records, spansBad) => {
      const byTopic = Map.groupBy(records, ({ topic }) => topic);
      const slices = [...byTopic].map(([topic, own]) => ({ topic, incarnation: 0, partition: 0, from: 0n, to: BigInt(own.length * 2), events: own.map((_, index) => event({ topic, offset: index * 2 })) }));
      const spans = spansBad.map((_, index) => span({ trace: 't', name: `span ${index}` }));
      const bad = [...[...byTopic].flatMap(([topic, own]) => own.flatMap((one, index) => (one.bad ? [`${topic}/${index * 2}`] : []))), ...spansBad.flatMap((isBad, index) => (isBad ? [`span ${index}`] : []))];
      const all = [...slices.flatMap((slice) => slice.events.map(({ at }) => `${at.topic}/${at.offset}`)), ...spans.map(({ name }) => name)];

      const store = memoryStore(new Set(bad));
      await appendIsolating({ source: 'kafka', slices, spans }, store.append);
      expect(store.stored.toSorted()).toEqual(all.filter((name) => !bad.includes(name)).toSorted());
      expect(store.quarantined).toHaveLength(bad.length);
      for (const slice of slices) expect(store.positions.get(`${slice.topic}/0`)).toBe(slice.to);
    }),
  );
});

test('what may work later is thrown as it is', async () => {
  const refusal = new SourceError('unavailable', 'away');
  await expect(appendIsolating({ source: 'kafka', spans: [span({ trace: 't', name: 'x' }), span({ trace: 't', name: 'y' })] }, () => Promise.reject(refusal))).rejects.toBe(refusal);
});
