/** How much one export may hold: small bodies that would cost much are refused, in both encodings and by the same words. */
import { describe, expect, test } from 'vitest';
import { Malformed } from '#lib/sources/http/malformed.ts';
import { decodeTracesJson } from '#lib/sources/otlp/json.ts';
import { decodeTracesProtobuf } from '#lib/sources/otlp/protobuf.ts';
import { toJson, toProtobuf, wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';

const id = (index: number, digits: number): string => (index + 1).toString(16).padStart(digits, '0');
const spans = (count: number) => Array.from({ length: count }, (_, index) => wireSpan({ traceId: Buffer.from(id(index, 32), 'hex'), spanId: Buffer.from(id(index, 16), 'hex') }));
const named = (name: string) => [{ key: 'service.name', value: { kind: 'string' as const, value: name } }];

describe.each([
  { encoding: 'JSON', decode: (exports: Parameters<typeof toJson>[0]) => decodeTracesJson(toJson(exports)) },
  { encoding: 'protobuf', decode: (exports: Parameters<typeof toJson>[0]) => decodeTracesProtobuf(toProtobuf(exports)) },
])('$encoding', ({ decode }) => {
  test('spans, scopes and resources beyond what anybody sends', () => {
    const many = wireExport(spans(50_000));
    expect(decode([many]).spans).toHaveLength(50_000);
    expect(() => decode([many, many])).toThrow(new Malformed('the export holds more than 100000 spans, scopes and resources: send fewer at a time'));
  });

  test('spans that cannot be taken, each of which takes as long as one that can', () => {
    const refused = (count: number) => [wireExport([wireSpan(), ...Array.from({ length: count }, () => wireSpan({ traceId: new Uint8Array() }))])];
    expect(decode(refused(10_000))).toMatchObject({ spans: [{}], rejected: 10_000 });
    expect(() => decode(refused(10_001))).toThrow(new Malformed('more than 10000 spans of the export cannot be taken: the trace id (absent) is not 16 bytes, or all zero'));
  });

  test('a resource that is kept with each of many traces', () => {
    const shared = (bytes: number) => [wireExport(spans(1000), named('x'.repeat(bytes)))];
    expect(decode(shared(30_000)).sharedBytes).toBeGreaterThan(29_000_000);
    expect(() => decode(shared(40_000))).toThrow(/^the resources of the export are kept with each of its traces, which takes \d{8} bytes/);
    expect(decode([wireExport(spans(1), named('x'.repeat(40_000_000)))]).sharedBytes).toBe(0);
  });

  test('a long name of a service is whole in its resource, and short where it is repeated', () => {
    const [span] = decode([wireExport([wireSpan()], named(`${'x'.repeat(998)}\u{1F600}${'y'.repeat(1000)}`))]).spans;
    expect(span!.service).toBe(`${'x'.repeat(998)}…`);
    expect(span!.resource['service.name']).toHaveLength(2000);
  });
});

test('JSON of nothing but empty values', () => {
  const empty = (count: number) => Buffer.from(`{"resourceSpans":[${'{},'.repeat(count)}{}]}`);
  expect(() => decodeTracesJson(empty(2_000_001))).toThrow(new Malformed('the JSON has more than 2000000 values'));
  expect(() => decodeTracesJson(empty(100_001))).toThrow(/more than 100000/);
});

test('integers of many digits keep them, wherever they stand', () => {
  const long = ['1234567890123456', '9007199254740991', '9007199254740992', '-9007199254740993', '12345678901234567890', '0', '-1', '1e400'];
  const [span] = decodeTracesJson(Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${id(0, 32)}","spanId":"${id(0, 16)}","startTimeUnixNano":1700000000000000001,"endTimeUnixNano":1700000000000000002,"attributes":[${long.slice(0, 4).map((digits, index) => `{"key":"${index}","value":{"intValue":${digits}}}`).join(',')}]}]}]}]}`)).spans;
  expect(span).toMatchObject({ startNanos: '1700000000000000001', endNanos: '1700000000000000002', attributes: { 0: 1_234_567_890_123_456, 1: 9_007_199_254_740_991, 2: { int: '9007199254740992' }, 3: { int: '-9007199254740993' } } });
});
