import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration, printDuration } from '#lib/core/flow-query/duration.ts';
import { FLOW_STATUSES, type FlowQuery } from '#lib/core/flow-query/filter.ts';
import { parseQuery } from '#lib/core/flow-query/parse.ts';
import { isKeyName, printQuery } from '#lib/core/flow-query/print.ts';

/** Letters that mean something to the language, often. */
const odd = fc.constantFrom('"', '\\', ',', ':', ' ', '-', '/', '.', '\t', 'status', 'key.', 'a', 'é', '\u202e', '💥', '1');
const text = fc.oneof(fc.string({ unit: odd, maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 20 }));
const value = text.map((each) => each.replaceAll('\0', '')).filter((each) => each !== '');
const list = fc.uniqueArray(value, { maxLength: 4 });
const statuses = fc.uniqueArray(fc.constantFrom(...FLOW_STATUSES), { maxLength: 5 });
const ms = fc.option(fc.oneof(fc.integer({ min: 1, max: 1e12 }), fc.double({ min: 0.001, max: 1e12, noNaN: true })), { nil: null });

const query: fc.Arbitrary<FlowQuery> = fc
  .record({
    status: statuses,
    kind: list,
    service: list,
    topic: list,
    notStatus: statuses,
    notKind: list,
    notService: list,
    notTopic: list,
    key: fc.option(fc.record({ name: fc.option(value.filter(isKeyName), { nil: null }), value }), { nil: null }),
    minDurationMs: ms,
    maxDurationMs: ms,
    hasDeadLetters: fc.option(fc.boolean(), { nil: null }),
    words: fc.array(value.filter((word) => !/\s/.test(word)), { maxLength: 10 }),
  })
  .filter(({ minDurationMs, maxDurationMs }) => minDurationMs === null || maxDurationMs === null || minDurationMs <= maxDurationMs);

describe('round trip', () => {
  test('every query is read as it was written', () => {
    fc.assert(
      fc.property(query, (each) => {
        const { query: read, faults } = parseQuery(printQuery(each));
        expect({ read, faults }).toEqual({ read: each, faults: [] });
      }),
      { numRuns: 2000 },
    );
  });

  test('whatever was typed is written the same the second time', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const once = printQuery(parseQuery(typed).query);
        expect(printQuery(parseQuery(once).query)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  [250, '250ms'],
  [1000, '1s'],
  [1500, '1.5s'],
  [1234, '1234ms'],
  [60_000, '1m'],
  [90_000, '1.5m'],
  [3_600_000, '1h'],
  [0.25, '0.25ms'],
])('%d ms is written %s', (length, expected) => expect(printDuration(length)).toBe(expected));

test.each([
  ['5s', 5000],
  ['1h30m', 5_400_000],
  ['250us', 0.25],
  ['2min', 120_000],
  ['1d', 86_400_000],
  ['5', null],
  ['', null],
  ['0s', null],
  ['5 s', null],
  ['-5s', null],
  ['5parsec', null],
  ['1e999s', null],
])('%j is read as %j', (written, expected) => expect(parseDuration(written)).toBe(expected));

test('has one order', () => expect(printQuery(parseQuery('foo orderId:4711 -topic:dlq minDuration:5s kind:b,a status:failed').query)).toBe('status:failed kind:b,a -topic:dlq minDuration:5s orderId:4711 foo'));
