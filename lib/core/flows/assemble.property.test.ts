/** Whatever the records claim of each other, in whatever order they are read. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assembleFlow, type AssembledFlow } from '#lib/core/flows/assemble.ts';
import { recordId } from '#lib/core/flows/records.ts';
import { flowOf, hopTexts, LATER, named } from '#lib/core/flows/testing/assembled.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { coordinatesText } from '#lib/core/ids.ts';

const TOPICS = ['orders', 'orders.retry', 'orders.dlq', 'payments'];
const when = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 60_000 }) }, { weight: 1, arbitrary: fc.constantFrom(-1_800_000_000_000, 3_000_000_000_000, -3_600_000) });
const name = fc.integer({ min: 0, max: 9 }).map((at) => `s${at}`);

const anyEvent = fc
  .record({
    topic: fc.constantFrom(...TOPICS),
    offset: fc.nat(5),
    at: when,
    sender: fc.option(name),
    id: fc.option(fc.constantFrom('m-1', 'm-2')),
    cause: fc.option(fc.constantFrom('m-1', 'm-2')),
    origin: fc.option(fc.nat(5)),
    replayOf: fc.option(fc.nat(5)),
    sequence: fc.option(fc.nat(5)),
    correlation: fc.option(fc.constantFrom('c', 'd')),
    append: fc.boolean(),
    timestamp: fc.boolean(),
  })
  .map(({ topic, offset, at, sender, id, cause, origin, replayOf, sequence, correlation, append, timestamp }): EventRecord => {
    const headers: Record<string, string> = {
      ...(id === null ? {} : { 'message-id': id }),
      ...(cause === null ? {} : { 'causation-id': cause }),
      ...(origin === null ? {} : { 'x-original-topic': 'orders', 'x-original-partition': '0', 'x-original-offset': String(origin) }),
      ...(replayOf === null ? {} : { 'throughline-replay-id': 'r', 'throughline-replay-of': `kafka/orders.dlq/0/0/${replayOf}` }),
      ...(sequence === null ? {} : { ce_sequence: String(sequence) }),
    };
    const made = event({ topic, offset, at, headers, ...(correlation === null ? {} : { correlation }), ...(sender === null ? {} : { sentBy: ['t', sender] as const }) });
    return { ...made, timestampType: append ? 'append' : 'create', ...(timestamp ? {} : { timestamp: null, timestampType: 'none' as const }) };
  });

const anySpan = fc
  .record({
    name,
    parent: fc.option(name),
    links: fc.array(name, { maxLength: 2 }),
    kind: fc.constantFrom('internal' as const, 'server' as const, 'client' as const, 'producer' as const, 'consumer' as const),
    operation: fc.constantFrom(undefined, 'publish' as const, 'receive' as const, 'process' as const),
    service: fc.constantFrom('a', 'b', 'c'),
    handled: fc.option(fc.tuple(fc.constantFrom(...TOPICS), fc.constant(0), fc.nat(5))),
    at: when,
    took: fc.nat(20_000),
    error: fc.boolean(),
  })
  .map(({ parent, links, handled, operation, error, ...rest }): SpanRecord =>
    span({
      trace: 't',
      ...rest,
      ...(parent === null ? {} : { parent }),
      links: links.map((link) => ['t', link] as const),
      ...(handled === null ? {} : { handled }),
      ...(operation === undefined ? {} : { operation }),
      ...(error ? { error: 'KafkaBackoffException or not' } : {}),
    }),
  );

const anyFlow = fc.record({ events: fc.uniqueArray(anyEvent, { maxLength: 12, selector: ({ at }) => coordinatesText(at) }), spans: fc.array(anySpan, { maxLength: 14 }), seed: fc.nat() });

/** What a page shows of it. */
const shown = (flow: AssembledFlow): unknown => ({
  order: flow.order.map(recordId),
  hops: hopTexts(flow),
  deliveries: flow.deliveries.map(({ event: of, span: by, evidence, attempt, backedOff, waitMicros, skewMicros }) => [recordId({ event: of }), recordId({ span: by }), evidence, attempt, backedOff, waitMicros, skewMicros]),
  path: flow.criticalPath.map(named),
  time: flow.time,
  skews: flow.skews.map(({ service, offsetMicros }) => [service, offsetMicros]),
  findings: flow.findings.map(({ kind, message, records }) => [kind, message, records.map(recordId)]),
});

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const list = [...items];
  let state = seed;
  for (let at = list.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return list;
}

const context = { now: LATER, observedAt: () => LATER };

test('the same records give the same picture, in whatever order they are read', () => {
  fc.assert(
    fc.property(anyFlow, ({ events, spans, seed }) => {
      const flow = flowOf(events, spans);
      const again = { events: shuffled(flow.events, seed), spans: shuffled(flow.spans, seed ^ 0x5bd1), shared: new Set<never>() };
      expect(shown(assembleFlow(again, context))).toEqual(shown(assembleFlow(flow, context)));
    }),
    { numRuns: 400 },
  );
});

test('every record once, causes first, no wait below nothing, one hop for each pair, and parts that add up', () => {
  fc.assert(
    fc.property(anyFlow, ({ events, spans }) => {
      const members = flowOf(events, spans);
      const flow = assembleFlow(members, context);
      const place = new Map(flow.order.map((record, at) => [recordId(record), at]));
      expect(place.size).toBe(members.events.length + members.spans.length);
      for (const { waitMicros } of [...flow.deliveries, ...flow.hops]) expect(waitMicros ?? 0).toBeGreaterThanOrEqual(0);
      // What clocks hide is said.
      if (flow.deliveries.some(({ skewMicros }) => skewMicros !== null)) expect(flow.findings.map(({ kind }) => kind)).toContain('clock-skew');
      const pairs = flow.hops.map(({ from, to }) => `${recordId(from)} ${recordId(to)}`);
      expect(new Set(pairs).size).toBe(pairs.length);
      for (const { from, to } of flow.hops) expect(place.has(recordId(from)) && place.has(recordId(to)) && recordId(from) !== recordId(to)).toBe(true);
      for (const record of flow.order) expect(flow.endOf(record)).toBeGreaterThanOrEqual(flow.startOf(record));
      const { processing, waiting, retryDelay, unaccounted, total } = flow.time;
      for (const part of [processing, waiting, retryDelay, unaccounted]) expect(part).toBeGreaterThanOrEqual(0);
      expect(processing + waiting + retryDelay + unaccounted).toBe(total);
      expect(total).toBe(flow.extent.to - flow.extent.from);
      expect(new Set(flow.criticalPath.map(recordId)).size).toBe(flow.criticalPath.length);
      expect(flow.criticalPath.length > 0).toBe(flow.order.length > 0);
    }),
    { numRuns: 400 },
  );
});

test('a clock that is off by anything leaves what causality tells as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: -7_200_000, max: 7_200_000 }), (off) => {
      const flow = assembleFlow(
        flowOf(
          [event({ topic: 'orders', offset: 1, at: 5, sentBy: ['t', 'send'] }), event({ topic: 'payments', offset: 1, at: 30 + off, sentBy: ['t', 'work'] })],
          [
            span({ trace: 't', name: 'send', kind: 'producer', service: 'a', at: 4, took: 2 }),
            span({ trace: 't', name: 'work', parent: 'send', kind: 'consumer', operation: 'process', service: 'b', at: 20 + off, took: 12, handled: ['orders', 0, 1] }),
            span({ trace: 't', name: 'end', parent: 'work', kind: 'consumer', operation: 'process', service: 'a', at: 60, took: 12, handled: ['payments', 0, 1] }),
          ],
        ),
        context,
      );
      expect(flow.order.map(named)).toEqual(['send', 'orders/1', 'work', 'payments/1', 'end']);
      expect(flow.time.total).toBe(68_000);
    }),
  );
});

