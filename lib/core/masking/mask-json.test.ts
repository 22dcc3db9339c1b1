import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskContent } from '#lib/core/masking/mask-content.ts';
import { maskJson } from '#lib/core/masking/mask-json.ts';
import { userPattern } from '#lib/core/masking/patterns/user-pattern.ts';
import { ALL_PATTERNS, maskingFor, textOf } from '#lib/core/masking/testing/masking.ts';
import type { MaskingRules } from '#lib/core/masking/rules.ts';

/** The masked text with every mask written as `‹label›`; null where it may not be kept. */
function masked(text: string | Uint8Array, rules: Partial<MaskingRules>, contentType: string | null = null): string | null {
  const bytes = Buffer.from(text as string);
  const result = maskContent(bytes, contentType, maskingFor(rules).content);
  if (result.state === 'unreadable') return null;
  return (textOf(result.state === 'same' ? bytes : result.bytes) ?? '').replace(/masked:([a-z-]+):[0-9a-f]{20}/g, '‹$1›');
}

test.each<[string, string, string, string]>([
  ['a member', '/customer/name', '{"customer":{"name":"Jane"},"n":1}', '{"customer":{"name":"‹text›"},"n":1}'],
  ['everything else as it was written', '/a', '{ "big" : 12345678901234567890 ,"b":1.50e+400,\n"a":"x", "b":  1E5,"ü":"\\u00fc\\/" }', '{ "big" : 12345678901234567890 ,"b":1.50e+400,\n"a":"‹text›", "b":  1E5,"ü":"\\u00fc\\/" }'],
  ['a repeated name each time', '/a', '{"a":"x","a":"y"}', '{"a":"‹text›","a":"‹text›"}'],
  ['every element', '/cards/*/number', '{"cards":[{"number":"1234567890","x":1},{"number":"2"}]}', '{"cards":[{"number":"‹number›","x":1},{"number":"‹number›"}]}'],
  ['every member', '/people/*/name', '{"people":{"a":{"name":"A B"},"b":{"name":"C D"}}}', '{"people":{"a":{"name":"‹text›"},"b":{"name":"‹text›"}}}'],
  ['one element', '/list/1', '{"list":["a","b","c"]}', '{"list":["a","‹text›","c"]}'],
  ['a list of the root', '/*/name', '[{"name":"A"},{"name":"B"}]', '[{"name":"‹text›"},{"name":"‹text›"}]'],
  ['an object with all that is in it', '/customer', '{"customer":{"name":"Jane","age":7},"n":1}', '{"customer":"‹text›","n":1}'],
  ['numbers, true and false as texts', '/a', '{"a":12.50}', '{"a":"‹number›"}'],
  ['no null', '/a', '{"a":null,"b":""}', '{"a":null,"b":""}'],
  ['a name with a slash and a tilde', '/a~1b/c~0d', '{"a/b":{"c~d":"x"}}', '{"a/b":{"c~d":"‹text›"}}'],
  ['a name that is escaped', '/customer', '{"\\u0063ustomer":"x"}', '{"\\u0063ustomer":"‹text›"}'],
  ['a value that is useless as a key names nothing', '/a', '{"a":"unknown"}', '{"a":"masked:empty"}'],
  ['an id stays one', '/a', '{"a":"9b2f6c1e-7a55-4a0e-9d3f-1c2b3a4d5e6f"}', '{"a":"‹id›"}'],
  ['lines of JSON', '/a', '{"a":"x"}\n{"a":"y"}\n', '{"a":"‹text›"}\n{"a":"‹text›"}\n'],
  ['behind a byte order mark', '/a', '\ufeff{"a":"x"}', '\ufeff{"a":"‹text›"}'],
  ['behind a schema id', '/a', '\0\0\0\0\u0007{"a":"x"}', '\0\0\0\0\u0007{"a":"‹text›"}'],
  ['nothing where the pointer finds nothing', '/a/b/c', '{"a":{"b":"x"},"c":[]}', '{"a":{"b":"x"},"c":[]}'],
])('a pointer masks: %s', (_what, pointer, before, after) => {
  expect(masked(before, { pointers: [pointer] })).toBe(after);
});

test.each([
  ['{"a":"x"', null], ['{"a":"x"}}', null], ["{'a':1}", null], ['{"a":"x",}', null], ['[{"a":1]}', null], ['{"b":{"a":[}]}', null], ['{"a" "x"}', null], ['{"b":"x"', '{"b":"x"'],
  ['[INFO] a was written', '[INFO] a was written'], ['plain a', 'plain a'],
])('what begins like JSON and is none is not kept where a pointer might name something: %s', (text, after) => {
  expect(masked(text, { pointers: ['/a'] })).toBe(after);
});

test.each<[string, string]>([
  ['{"note":"write to jane@example.com or 4111 1111 1111 1111","n":[4111111111111111,17]}', '{"note":"write to ‹email› or ‹card›","n":["‹card›",17]}'],
  ['{"note":"jane\\u0040example.com","path":"\\/x"}', '{"note":"‹email›","path":"\\/x"}'],
  ['{"jane@example.com":1}', '{"‹email›":1}'],
  ['"jane\\u0040example.com"', '"‹email›"'],
  ['{"n":4.111111111111111e15}', '{"n":"‹card›"}'],
  ['{"nested":"{\\"mail\\":\\"jane@example.com\\"}"}', '{"nested":"{\\"mail\\":\\"‹email›\\"}"}'],
  ['jane@example.com {', '‹email› {'],
  ['{"broken": jane@example.com', '{"broken": ‹email›'],
])('patterns mask within strings, names, numbers and text: %s', (before, after) => {
  expect(masked(before, { patterns: ALL_PATTERNS })).toBe(after);
});

test('an escape in what is no JSON could hide anything', () => {
  expect(masked('{"a":jane\\u0040example.com', { patterns: ALL_PATTERNS })).toBeNull();
});

test('UTF-16 is read and written as such', () => {
  const before = Buffer.from('\ufeff{"mail":"jane@example.com"}', 'utf16le');
  for (const order of ['little', 'big'] as const) {
    const bytes = order === 'little' ? before : Buffer.from(before).swap16();
    const result = maskContent(bytes, null, maskingFor({ patterns: ALL_PATTERNS }).content);
    if (result.state !== 'masked') throw new Error(result.state);
    const after = Buffer.from(result.bytes);
    expect((order === 'little' ? after : after.swap16()).toString('utf16le')).toMatch(/^\ufeff\{"mail":"masked:email:[0-9a-f]{20}"\}$/);
  }
});

test('binary is searched as bytes, and keeps all others', () => {
  const before = Buffer.concat([Buffer.from([0xff, 0, 0x20]), Buffer.from('jane@example.com'), Buffer.from([0, 0xfe])]);
  const result = maskContent(before, null, maskingFor({ patterns: ALL_PATTERNS }).content);
  if (result.state !== 'masked') throw new Error(result.state);
  expect(Buffer.from(result.bytes).toString('latin1')).toMatch(/^\xff\0 masked:email:[0-9a-f]{20}\0\xfe$/);
});

test.each<[string, Partial<MaskingRules>, string, string]>([
  ['its data, by a pointer into the data', { pointers: ['/name'] }, '{"specversion":"1.0","data":{"name":"Jane"}}', '{"specversion":"1.0","data":{"name":"‹text›"}}'],
  ['its data, by a pointer into the envelope', { pointers: ['/data/name'] }, '{"specversion":"1.0","data":{"name":"Jane"}}', '{"specversion":"1.0","data":{"name":"‹text›"}}'],
  ['an attribute, by the header that it is in binary mode', { headers: ['ce_subject'] }, '{"subject":"Jane","specversion":"1.0","data":{"subject":"x"}}', '{"subject":"‹text›","specversion":"1.0","data":{"subject":"x"}}'],
  ['each of a batch', { pointers: ['/name'], headers: ['ce_subject'] }, '[{"specversion":"1.0","subject":"Jane","data":{"name":"Jane"}}]', '[{"specversion":"1.0","subject":"‹text›","data":{"name":"‹text›"}}]'],
])('of a structured CloudEvent: %s', (_what, rules, before, after) => {
  expect(masked(before, rules)).toBe(after);
  expect(masked(before, rules, 'application/cloudevents+json')).toBe(after);
});

test.each([['/name'], ['/data/name'], null])('of a structured CloudEvent with binary data: %s', (pointers) => {
  const data = Buffer.from('{"name":"Jane","mail":"jane@example.com"}').toString('base64');
  const after = masked(`{"specversion":"1.0","data_base64":"${data}","x":1}`, { pointers: pointers ?? [], patterns: ALL_PATTERNS });
  const [, base64 = ''] = /^\{"specversion":"1.0","data_base64":"([^"]*)","x":1\}$/.exec(after ?? '') ?? [];
  expect(Buffer.from(base64, 'base64').toString().replace(/masked:([a-z]+):[0-9a-f]{20}/g, '‹$1›')).toBe(`{"name":"${pointers === null ? 'Jane' : '‹text›'}","mail":"‹email›"}`);
});

test('depth and size are no obstacle', () => {
  const deep = `${'['.repeat(100_000)}{"a":"x"}${']'.repeat(100_000)}`;
  expect(masked(deep, { pointers: ['/a'], patterns: ALL_PATTERNS })).toBe(deep);
  const large = `{"filler":"${'x'.repeat(5_000_000)}","a":"secret"}`;
  expect(masked(large, { pointers: ['/a'], patterns: ALL_PATTERNS })).toBe(large.replace('secret', '‹text›'));
});

/** A JSON text of a value, with white space and escapes as a property chooses them. */
const spelled = (value: fc.JsonValue, escapes: boolean): string =>
  JSON.stringify(value, null, escapes ? 1 : 0).replace(/"(?:[^"\\]|\\.)*"/g, (text) => (escapes ? text.replace(/\\.|[a-c]/g, (sign) => (sign.length > 1 ? sign : `\\u00${sign.charCodeAt(0).toString(16)}`)) : text));

test('of any JSON exactly what the pointer names is replaced', () => {
  const names = fc.constantFrom('a', 'b', 'c', '', 'x y', '0', '1');
  const { value } = fc.letrec<{ value: fc.JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true })) as fc.Arbitrary<fc.JsonValue>,
      fc.array(tie('value'), { maxLength: 4 }) as fc.Arbitrary<fc.JsonValue>,
      fc.dictionary(names, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<fc.JsonValue>,
    ),
  }));
  fc.assert(
    fc.property(value, fc.array(fc.constantFrom('a', 'b', 'c', '*', '0', '1'), { minLength: 1, maxLength: 4 }), fc.boolean(), (json, path, escapes) => {
      const before = spelled(json, escapes);
      const after = masked(before, { pointers: [`/${path.join('/')}`] }, 'application/json');
      expect(mapAt(JSON.parse(before), path, hidden)).toEqual(JSON.parse((after ?? '').replaceAll('masked:empty', '‹masked›').replace(/‹[a-z]+›/g, '‹masked›')));
    }),
    { numRuns: 500 },
  );
});

const hidden = (value: unknown): unknown => (value === null || value === '' ? value : '‹masked›');

function mapAt(value: unknown, [name, ...rest]: readonly string[], change: (value: unknown) => unknown): unknown {
  if (name === undefined) return change(value);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, name === '*' || name === key ? mapAt(each, rest, change) : each] as const);
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

test('one look at a whole document misses nothing that a look at each part finds', () => {
  const part = fc.constantFrom('jane@example.com', '4111111111111111', '4111 1111', ' 1111 1111', 'bearer abcdef0123456789', 'AKIAIOSFODNN7EXAMPLE', 'password=hunter22', 'CUST-123456', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.x', 'plain', '12', 'é', '');
  const text = fc.array(part, { maxLength: 3 }).map((parts) => parts.join(''));
  const value = fc.oneof(text, fc.constantFrom(4111111111111111, 17, 4.5, true, null));
  const rules = maskingFor({ patterns: [...ALL_PATTERNS, userPattern('customer', 'CUST-[0-9]{6}')] }).content;
  fc.assert(
    fc.property(fc.dictionary(text, fc.oneof(value, fc.array(value, { maxLength: 3 })), { maxKeys: 4 }), fc.constantFrom(0, 1), (json, indent) => {
      const bytes = Buffer.from(JSON.stringify(json, null, indent));
      const quick = maskContent(bytes, null, rules);
      const careful = maskJson(bytes, { pointers: rules.pointers, envelope: null, patterns: rules.patterns, hash: rules.hash, maskData: () => ({ state: 'same' }) });
      expect(textOf(quick.state === 'masked' ? quick.bytes : bytes)).toBe(textOf(careful?.bytes));
    }),
    { numRuns: 500 },
  );
});

test('any bytes are kept, masked or refused, and never throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0041tfn-1e.@ab '.split('')), maxLength: 80 }).map((text) => new Uint8Array(Buffer.from(text)))), (bytes) => {
      const { content } = maskingFor({ pointers: ['/a', '/*/b'], patterns: ALL_PATTERNS });
      expect(['same', 'masked', 'unreadable']).toContain(maskContent(bytes, null, content).state);
    }),
    { numRuns: 500 },
  );
});
