import { describe, expect, test } from 'vitest';
import { Malformed } from '#lib/sources/http/malformed.ts';
import { decodeTracesJson } from '#lib/sources/otlp/json.ts';
import { decodeKafkaSpans } from '#lib/sources/otlp/kafka-spans.ts';

const SPAN = '"traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"b7ad6b7169203331"';
const body = (rest: string): Buffer => Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[{${SPAN}${rest}}]}]}]}`);
const only = (rest: string) => decodeTracesJson(body(rest)).spans[0];

describe('what other encoders write', () => {
  test.each([
    ['bare 64-bit numbers keep every digit', ',"startTimeUnixNano":1700000000000000001,"endTimeUnixNano": 18446744073709551615', { startNanos: '1700000000000000001', endNanos: '18446744073709551615' }],
    ['integers as numbers', ',"attributes":[{"key":"n","value":{"intValue":9007199254740993}},{"key":"m","value":{"intValue":-3}}]', { attributes: { n: { int: '9007199254740993' }, m: -3 } }],
    ['long digits within text stay text', ',"name":"a: 12345678901234567890, b","startTimeUnixNano":1700000000000000001', { name: 'a: 12345678901234567890, b' }],
    ['names of enumerations', ',"kind":"SPAN_KIND_CONSUMER","status":{"code":"STATUS_CODE_ERROR"}', { kind: 'consumer', status: 'error' }],
    ['doubles as text', ',"attributes":[{"key":"d","value":{"doubleValue":"1.5e3"}},{"key":"i","value":{"doubleValue":"Infinity"}}]', { attributes: { d: 1500, i: 'Infinity' } }],
    ['URL-safe base64', ',"attributes":[{"key":"b","value":{"bytesValue":"-_8"}}]', { attributes: { b: { bytes: '+/8=' } } }],
    ['null for absent', ',"attributes":null,"events":null,"status":null,"name":null,"kind":null,"flags":null', { attributes: {}, events: [], status: 'unset', name: '', kind: 'internal', flags: 0 }],
    ['an attribute without a value', ',"attributes":[{"key":"none"}]', { attributes: { none: null } }],
  ])('%s', (_name, rest, expected) => {
    expect(only(rest)).toMatchObject(expected);
  });

  test('a byte order mark and invalid UTF-8 do not matter', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body(',"name":"?"')]);
    bytes[bytes.indexOf('?')] = 0xff;
    expect(decodeTracesJson(bytes).spans[0]?.name).toBe('\ufffd');
  });

  test('an unknown field is ignored, however deep it is, and long digits beside it are kept', () => {
    const deep = `,"unknown":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)},"startTimeUnixNano": 1700000000000000001 ,"endTimeUnixNano":1.7e18`;
    expect(only(deep)).toMatchObject({ startNanos: '1700000000000000001', endNanos: '1700000000000000000' });
  });

  test('half a surrogate pair is what it is in UTF-8: a replacement character', () => {
    expect(only(',"name":"a\\ud800b","attributes":[{"key":"\\udfff","value":{"stringValue":"\\ud800"}}]')).toMatchObject({ name: 'a\ufffdb', attributes: { '\ufffd': '\ufffd' } });
  });

  test('no spans are no fault', () => {
    expect(decodeTracesJson(Buffer.from('{}'))).toEqual({ spans: [], rejected: 0, reasons: [], own: 0, sharedBytes: 0 });
  });
});

describe('what is malformed is said', () => {
  test.each([
    ['', 'the body is not valid JSON'],
    ['{"resourceSpans":[', 'the body is not valid JSON'],
    ['[]', 'the body must be a JSON object with resourceSpans'],
    ['{"resourceSpans":{}}', 'resourceSpans must be a list'],
    ['{"resourceSpans":[1]}', 'resourceSpans must be a list of objects'],
    ['{"resourceSpans":[{"resource":[]}]}', 'resource must be an object'],
    [body(',"name":5').toString(), 'name must be text'],
    [body(',"kind":"SERVER"').toString(), 'kind must be a number, or one of SPAN_KIND_UNSPECIFIED'],
    [body(',"startTimeUnixNano":"-1"').toString(), 'startTimeUnixNano must be an unsigned 64-bit integer'],
    [body(',"endTimeUnixNano":"18446744073709551616"').toString(), 'endTimeUnixNano must be an unsigned 64-bit integer'],
    [body(',"attributes":[{"key":"a","value":{"intValue":"9223372036854775808"}}]').toString(), 'attributes.intValue must be a 64-bit integer'],
    [body(',"attributes":[{"key":"a","value":{"boolValue":1}}]').toString(), 'attributes.boolValue must be true or false'],
    [body(',"attributes":[{"key":"a","value":"text"}]').toString(), 'attributes.value must be an object'],
    [body(',"droppedLinksCount":-1').toString(), 'droppedLinksCount must be an integer'],
    [`${'['.repeat(6_000)}${']'.repeat(6_000)}`, 'the body must be a JSON object with resourceSpans'],
    [`${'['.repeat(100_001)}${']'.repeat(100_001)}`, 'nested deeper than 100000 levels'],
    ['{"resourceSpans":[],12345678901234567890:1}', 'the body is not valid JSON'],
    ['{"resourceSpans":[],"a":012345678901234567890}', 'the body is not valid JSON'],
    ['{"resourceSpans":[],"a":1-2345678901234567890}', 'the body is not valid JSON'],
    ['{"resourceSpans":[],"a":12345678901234567890"b"}', 'the body is not valid JSON'],
  ])('%.60s', (text, message) => {
    expect(() => decodeTracesJson(Buffer.from(text))).toThrow(Malformed);
    expect(() => decodeTracesJson(Buffer.from(text))).toThrow(message);
  });
});

describe('values of the spans topic', () => {
  test('JSON behind white space', () => {
    expect(decodeKafkaSpans(Buffer.concat([Buffer.from('\n  '), body('')])).spans).toHaveLength(1);
  });

  test.each([[Buffer.from('not spans')], [Buffer.from([0, 1, 2, 3])], [Buffer.from('\n{"resourceSpans":')]])('anything else is malformed', (value) => {
    expect(() => decodeKafkaSpans(value)).toThrow(Malformed);
  });
});
