import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTracesJson } from '#lib/sources/otlp/json.ts';
import { decodeKafkaSpans } from '#lib/sources/otlp/kafka-spans.ts';
import { decodeTracesProtobuf } from '#lib/sources/otlp/protobuf.ts';
import { anyExports } from '#lib/sources/otlp/testing/any-exports.ts';
import { toJson, toProtobuf, type WireAttribute, wireExport, type WireExport, wireSpan, type WireValue } from '#lib/sources/otlp/testing/encode.ts';

const both = [
  { name: 'protobuf', decode: decodeTracesProtobuf, encode: toProtobuf },
  { name: 'json', decode: decodeTracesJson, encode: toJson },
];

describe.each(both)('$name', ({ decode, encode }) => {
  const one = (exported: WireExport) => {
    const decoded = decode(encode([exported]));
    expect(decoded).toMatchObject({ rejected: 0, reasons: [] });
    const [span] = decoded.spans;
    if (span === undefined || decoded.spans.length !== 1) throw new Error(`${decoded.spans.length} spans`);
    return span;
  };
  const valueOf = (value: WireValue) => one(wireExport([wireSpan({ attributes: [{ key: 'k', value }] })])).attributes['k'];

  test('a whole span', () => {
    const link = { traceId: Buffer.from('11'.repeat(16), 'hex'), spanId: Buffer.from('22'.repeat(8), 'hex'), attributes: [{ key: 'messaging.kafka.offset', value: { kind: 'int', value: 7n } as const }] };
    const span = wireSpan({
      parentSpanId: Buffer.from('00f067aa0ba902b7', 'hex'),
      traceState: 'a=1,b=2',
      flags: 0x303,
      events: [{ time: 5n, name: 'exception', attributes: [{ key: 'exception.type', value: { kind: 'string', value: 'E' } }] }],
      links: [link],
      droppedLinks: 3,
      status: { code: 2, message: 'no stock' },
    });
    expect(one(wireExport([span]))).toStrictEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      parentSpanId: '00f067aa0ba902b7',
      name: 'orders send',
      kind: 'producer',
      startNanos: '1700000000000000001',
      endNanos: '1700000000005000002',
      status: 'error',
      statusMessage: 'no stock',
      traceState: 'a=1,b=2',
      flags: 3,
      service: 'orders',
      resource: { 'service.name': 'orders' },
      scope: 'kafkajs@0.32.0',
      attributes: { 'messaging.destination.name': 'orders' },
      events: [{ name: 'exception', timeNanos: '5', attributes: { 'exception.type': 'E' } }],
      links: [{ traceId: '11'.repeat(16), spanId: '22'.repeat(8), attributes: { 'messaging.kafka.offset': 7 } }],
      droppedLinks: 3,
    });
  });

  test.each<[string, WireValue, unknown]>([
    ['text', { kind: 'string', value: 'é\u0000😀' }, 'é\u0000😀'],
    ['empty text', { kind: 'string', value: '' }, ''],
    ['true', { kind: 'bool', value: true }, true],
    ['false', { kind: 'bool', value: false }, false],
    ['zero', { kind: 'int', value: 0n }, 0],
    ['the largest exact integer', { kind: 'int', value: 2n ** 53n - 1n }, 2 ** 53 - 1],
    ['an integer beyond it', { kind: 'int', value: 2n ** 53n + 1n }, { int: '9007199254740993' }],
    ['the smallest integer', { kind: 'int', value: -(2n ** 63n) }, { int: '-9223372036854775808' }],
    ['a double', { kind: 'double', value: 0.1 }, 0.1],
    ['not a number', { kind: 'double', value: Number.NaN }, 'NaN'],
    ['minus infinity', { kind: 'double', value: -Infinity }, '-Infinity'],
    ['bytes', { kind: 'bytes', value: Buffer.from([0, 255, 254]) }, { bytes: 'AP/+' }],
    ['nothing', { kind: 'empty' }, null],
    ['a list', { kind: 'list', value: [{ kind: 'int', value: 1n }, { kind: 'empty' }, { kind: 'list', value: [] }] }, [1, null, []]],
    ['a map', { kind: 'map', value: [{ key: '__proto__', value: { kind: 'string', value: 'x' } }] }, { map: JSON.parse('{"__proto__":"x"}') }],
  ])('an attribute that is %s', (_name, value, expected) => {
    expect(valueOf(value)).toStrictEqual(expected);
  });

  test('a name that would be a prototype is an attribute like others', () => {
    const { attributes } = one(wireExport([wireSpan({ attributes: [{ key: '__proto__', value: { kind: 'map', value: [{ key: 'polluted', value: { kind: 'bool', value: true } }] } }] })]));
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
    expect(Object.keys(attributes)).toEqual(['__proto__']);
  });

  test.each([
    [0, 'internal'],
    [1, 'internal'],
    [2, 'server'],
    [3, 'client'],
    [4, 'producer'],
    [5, 'consumer'],
    [77, 'internal'],
  ])('kind %i is %s', (kind, expected) => {
    expect(one(wireExport([wireSpan({ kind })])).kind).toBe(expected);
  });

  test.each([
    [[], 'unknown_service'],
    [[{ key: 'service.name', value: { kind: 'string', value: '' } }], 'unknown_service'],
    [[{ key: 'service.name', value: { kind: 'int', value: 3n } }], 'unknown_service'],
  ] as [WireAttribute[], string][])('a resource without a name is an unknown service', (resource, expected) => {
    expect(one(wireExport([wireSpan()], resource)).service).toBe(expected);
  });

  test('an end before the start is kept as it is', () => {
    expect(one(wireExport([wireSpan({ start: 9n, end: 4n })]))).toMatchObject({ startNanos: '9', endNanos: '4' });
  });

  test('a parent of zeros is no parent; a link to nothing counts as dropped', () => {
    const span = wireSpan({ parentSpanId: new Uint8Array(8), links: [{ traceId: new Uint8Array(16), spanId: new Uint8Array(8), attributes: [] }], droppedLinks: 1 });
    expect(one(wireExport([span]))).toMatchObject({ parentSpanId: null, links: [], droppedLinks: 2 });
  });

  test('bad ids reject their own span and no other', () => {
    const bad = [
      wireSpan({ traceId: new Uint8Array(16) }),
      wireSpan({ traceId: Buffer.from('abcd', 'hex') }),
      wireSpan({ spanId: new Uint8Array(8) }),
      wireSpan({ spanId: new Uint8Array(0) }),
      wireSpan({ parentSpanId: Buffer.from('ff', 'hex') }),
    ];
    const decoded = decode(encode([wireExport([...bad, wireSpan({ name: 'good' })])]));
    expect(decoded.rejected).toBe(5);
    expect(decoded.spans.map(({ name }) => name)).toEqual(['good']);
    expect(decoded.reasons).toEqual([
      'the trace id "00000000000000000000000000000000" is not 16 bytes, or all zero',
      expect.stringMatching(/^the trace id "abcd"/i),
      'the span id "0000000000000000" is not 8 bytes, or all zero',
      'the span id (absent) is not 8 bytes, or all zero',
      'the parent span id "ff" is not 8 bytes',
    ]);
  });

  test('an attribute is read 32 levels deep, and beyond that its span is rejected', () => {
    const nested = (levels: number): WireValue => (levels === 0 ? { kind: 'bool', value: true } : { kind: 'list', value: [nested(levels - 1)] });
    const span = (levels: number) => wireSpan({ name: String(levels), attributes: [{ key: 'deep', value: nested(levels) }] });
    const decoded = decode(encode([wireExport([span(33), span(32)])]));
    expect(decoded).toMatchObject({ rejected: 1, reasons: ['an attribute is nested deeper than 32 levels'], spans: [{ name: '32' }] });
  });

  test('the spans that Throughline makes itself are dropped, and only those', () => {
    const exported = [
      wireExport([wireSpan(), wireSpan()], resource('throughline', { kind: 'bool', value: true })),
      wireExport([wireSpan()], resource('throughline', { kind: 'bool', value: false })),
      wireExport([wireSpan()], resource('orders', { kind: 'bool', value: true })),
    ];
    const decoded = decode(encode(exported));
    expect(decoded).toMatchObject({ own: 2, rejected: 0 });
    expect(decoded.spans.map(({ service }) => service)).toEqual(['throughline', 'orders']);
  });

  test('Kafka values are told apart by their bytes', () => {
    const value = encode([wireExport()]);
    expect(decodeKafkaSpans(value)).toEqual(decode(value));
  });
});

const resource = (service: string, own: WireValue): WireAttribute[] => [
  { key: 'service.name', value: { kind: 'string', value: service } },
  { key: 'throughline.self', value: own },
];

test('both encodings give equal records', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(anyExports, (exported) => {
      expect(decodeTracesJson(toJson(exported))).toStrictEqual(decodeTracesProtobuf(toProtobuf(exported)));
    }),
    { numRuns: 300 },
  );
});
