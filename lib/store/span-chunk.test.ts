import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attributes, AttributeValue, SpanRecord } from '#lib/core/record.ts';
import { decodeChunk, encodeChunk } from '#lib/store/span-chunk.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
/** Any UTF-16, lone surrogates and NUL included. */
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)));
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);

const { attributes } = fc.letrec<{ value: AttributeValue; attributes: Attributes }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((int) => ({ int: String(int) })),
    fc.uint8Array().map((bytes) => ({ bytes: Buffer.from(bytes).toString('base64') })),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('attributes').map((map) => ({ map })),
  ),
  attributes: fc.dictionary(text.filter((name) => name !== '__proto__'), tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

const span = (resources: readonly Attributes[]) =>
  fc.record({
    traceId: fc.constant(TRACE),
    spanId: hex(16),
    parentSpanId: fc.option(hex(16)),
    name: text,
    kind: fc.constantFrom('internal', 'server', 'client', 'producer', 'consumer'),
    startNanos: nanos,
    endNanos: nanos,
    status: fc.constantFrom('unset', 'ok', 'error'),
    statusMessage: text,
    traceState: text,
    flags: fc.integer({ min: 0, max: 255 }),
    service: text,
    resource: fc.constantFrom(...resources),
    scope: text,
    attributes,
    events: fc.array(fc.record({ name: text, timeNanos: nanos, attributes }), { maxLength: 2 }),
    links: fc.array(fc.record({ traceId: hex(32), spanId: hex(16), attributes }), { maxLength: 2 }),
    droppedLinks: fc.nat(),
  }) as unknown as fc.Arbitrary<SpanRecord>;

const spans = fc
  .uniqueArray(attributes, { minLength: 1, maxLength: 3, comparator: 'SameValue' })
  .chain((resources) => fc.uniqueArray(span(resources), { minLength: 1, maxLength: 6, selector: ({ spanId }) => spanId }));

const bySpanId = (list: readonly SpanRecord[]) => list.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));

describe('span chunks', () => {
  test('come back as they were, whatever is in them', () => {
    fc.assert(
      fc.property(spans, (list) => {
        expect(decodeChunk(encodeChunk(list).data)).toEqual(bySpanId(list));
      }),
    );
  });

  test('have one content hash whatever the order of their spans', () => {
    fc.assert(
      fc.property(spans, (list) => {
        expect(encodeChunk(list.toReversed()).contentHash).toBe(encodeChunk(list).contentHash);
        expect(encodeChunk(structuredClone(list)).contentHash).toBe(encodeChunk(list).contentHash);
      }),
    );
  });

  const [one] = fc.sample(span([{ 'service.name': 'orders' }]), { numRuns: 1, seed: 1 }) as [SpanRecord];

  test('another end makes another chunk', () => {
    expect(encodeChunk([{ ...one, endNanos: '1' as SpanRecord['endNanos'] }]).contentHash).not.toBe(encodeChunk([one]).contentHash);
  });

  test('share one resource object between the spans that have it', () => {
    const list = decodeChunk(encodeChunk([one, { ...one, resource: { ...one.resource }, kind: 'server' }, { ...one, kind: 'client' }]).data);
    expect(new Set(list.map(({ resource }) => resource)).size).toBe(1);
  });

  test('the spans of one trace only', () => {
    expect(() => encodeChunk([])).toThrow(RangeError);
    expect(() => encodeChunk([one, { ...one, traceId: 'f'.repeat(32) as SpanRecord['traceId'] }])).toThrow(RangeError);
  });
});
