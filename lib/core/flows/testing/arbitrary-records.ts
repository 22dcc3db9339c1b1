/** Records of few names, so that everything meets everything: what no SDK makes must not make a difference either. */
import fc from 'fast-check';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import type { Records } from '#lib/core/flows/testing/worlds.ts';

const trace = fc.constantFrom('t1', 't2', 't3', 't4');
const name = fc.constantFrom('s1', 's2', 's3');
const topic = fc.constantFrom('o', 'p', 'p.dlq');
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
const anyEvent = fc.record({
  topic,
  offset: fc.nat(2),
  incarnation: fc.nat(1),
  correlation: maybe(correlation),
  sentBy: maybe(fc.tuple(trace, name), 3),
  at: fc.nat(50),
  id: maybe(messageId),
  cause: maybe(messageId),
  copyOf: maybe(fc.tuple(topic, fc.nat(2))),
});

export const arbitraryRecords: fc.Arbitrary<Records> = fc
  .record({
    events: fc.uniqueArray(anyEvent, { selector: (each) => `${each.topic}/${each.incarnation}/${each.offset}`, maxLength: 4 }),
    spans: fc.uniqueArray(anySpan, { selector: (each) => `${each.trace}/${each.name}`, minLength: 1, maxLength: 6 }),
  })
  .map((sketches) => {
    const events = sketches.events.map(({ id, cause, copyOf, ...sketch }) =>
      event({
        ...sketch,
        headers: {
          ...(id === undefined ? {} : { 'message-id': id }),
          ...(cause === undefined ? {} : { 'causation-id': cause }),
          ...(copyOf === undefined ? {} : { '__connect.errors.topic': copyOf[0], '__connect.errors.partition': '0', '__connect.errors.offset': String(copyOf[1]) }),
        },
      }),
    );
    // A counterexample is read by people.
    return Object.assign({ events, spans: sketches.spans.map(span) }, { [fc.toStringMethod]: () => fc.stringify(sketches) });
  });
