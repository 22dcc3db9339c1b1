/** What must be so of identity whatever the records: from whichever record one starts, and in whatever order they stand, the same flows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryRecords } from '#lib/core/flows/testing/arbitrary-records.ts';
import { componentsOf, MemoryFacts, named, namedOne } from '#lib/core/flows/testing/memory-facts.ts';
import { SMALL_HUB_LIMIT, wholeWorld, WORLD_CONVENTIONS, worlds } from '#lib/core/flows/testing/worlds.ts';
import type { Component } from '#lib/core/flows/correlate.ts';

const options = { conventions: WORLD_CONVENTIONS, hubLimit: SMALL_HUB_LIMIT, largest: 1000 };

test.each([
  ['worlds', worlds, SMALL_HUB_LIMIT, 150],
  ['worlds without hubs', worlds, 10_000, 150],
  ['arbitrary records', arbitraryRecords, 4, 700],
  ['arbitrary records without hubs', arbitraryRecords, 10_000, 700],
] as const)('from each record alone the walk finds the flow that all records at once give: %s', (_, arbitrary, hubLimit, numRuns) => {
  fc.assert(
    fc.property(arbitrary, ({ events, spans }) => {
      const facts = new MemoryFacts(events, spans, { ...options, hubLimit });
      const whole = facts.walk();
      for (const ref of facts.events.keys()) {
        const has = ({ events: own }: Component): boolean => own.some((event) => event.ref === ref);
        expect(facts.walk({ events: [ref] }).filter(has).map(namedOne)).toEqual(whole.filter(has).map(namedOne));
      }
      for (const trace of facts.traces.keys()) {
        const has = ({ segments }: Component): boolean => segments.some((segment) => segment.traceId === trace);
        expect(named(facts.walk({ traces: [trace] }).filter(has))).toEqual(named(whole.filter(has)));
      }
    }),
    { numRuns },
  );
});

test('each event and each segment that is nobody else’s stands in one flow, and each shared one in some', () => {
  fc.assert(
    fc.property(worlds, ({ events, spans }) => {
      const flows = named(componentsOf(events, spans, options)).flat();
      const owned = flows.filter((name) => !name.startsWith('~'));
      expect(new Set(owned).size).toBe(owned.length);
      const shown = new Set(flows.map((name) => name.replace(/^~/, '')));
      expect(shown.size).toBe(events.length + spans.length);
      for (const { name } of spans) expect([owned.includes(name), flows.includes(`~${name}`)].filter(Boolean)).toHaveLength(1);
    }),
    { numRuns: 150 },
  );
});

test('the order in which records are read makes no difference', () => {
  fc.assert(
    fc.property(worlds.chain((world) => fc.tuple(fc.constant(world), fc.shuffledSubarray([...world.events], { minLength: world.events.length }), fc.shuffledSubarray([...world.spans], { minLength: world.spans.length }))), ([world, events, spans]) => {
      expect(named(componentsOf(events, spans, options))).toEqual(named(componentsOf(world.events, world.spans, options)));
    }),
    { numRuns: 150 },
  );
});

test('the stories of the worlds are different from each other: together they make many flows', () => {
  const { events, spans } = wholeWorld();
  const facts = new MemoryFacts(events, spans, options);
  expect(facts.events.size).toBe(events.length);
  expect(facts.walk().length).toBeGreaterThan(30);
});
