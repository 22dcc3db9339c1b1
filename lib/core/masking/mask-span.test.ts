import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskQuarantined } from '#lib/core/masking/mask-quarantined.ts';
import { maskSpans } from '#lib/core/masking/mask-span.ts';
import { userPattern } from '#lib/core/masking/patterns/user-pattern.ts';
import { ALL_PATTERNS, KEY, maskingFor, span } from '#lib/core/masking/testing/masking.ts';
import { KeyedHash } from '#lib/core/masking/keyed-hash.ts';

const CANARY = 'canary-7351';
const canaryOnly = maskingFor({ patterns: [userPattern('canary', 'canary-\\d+')] });
const link = { traceId: span({}).traceId, spanId: span({}).spanId };

test('a pattern is masked in every place that a span has', () => {
  const resource = { 'service.name': CANARY, 'host.name': `on ${CANARY}` };
  const [masked] = maskSpans([span({
    name: `GET /${CANARY}`, statusMessage: CANARY, traceState: `a=${CANARY}`, scope: CANARY, service: CANARY, resource,
    attributes: { a: CANARY, [CANARY]: 1, list: [CANARY, { map: { b: CANARY } }], bytes: { bytes: Buffer.from(CANARY).toString('base64') }, body: `{"a":"canary\\u002d7351"}` },
    events: [{ name: CANARY, timeNanos: span({}).startNanos, attributes: { 'exception.stacktrace': `at ${CANARY}\n` } }],
    links: [{ ...link, attributes: { a: CANARY } }],
  })], canaryOnly);
  const text = JSON.stringify(masked);
  expect(text).not.toContain('canary-');
  expect(text).not.toContain('u002d7351');
  expect(text).not.toContain(Buffer.from(CANARY).toString('base64'));
  expect(masked?.service).toBe(masked?.resource['service.name']);
  expect(masked?.traceId).toBe(link.traceId);
});

test('attributes are masked by name, each scalar for itself, and repeats of them in messages', () => {
  const rules = maskingFor({ attributes: ['user.name', 'enduser.*', 'deep.in'], headers: ['x-api-key'] });
  const [masked] = maskSpans([span({
    statusMessage: 'no stock for Jane Doe',
    attributes: { 'user.name': 'Jane Doe', 'enduser.roles': ['Jane Doe', 'admin'], 'enduser.number': { int: '9007199254740993' }, deep: { map: { in: true, out: true } }, 'http.request.header.x_api_key': ['abc'], 'http.request.header.accept': ['*/*'] },
    events: [{ name: 'exception', timeNanos: span({}).startNanos, attributes: { 'exception.message': 'Jane Doe is unknown' } }],
  })], rules);
  const jane = masked?.attributes['user.name'] as string;
  expect(jane).toMatch(/^masked:text:/);
  expect(masked?.attributes).toMatchObject({ 'enduser.roles': [jane, expect.stringMatching(/^masked:text:/)], 'enduser.number': expect.stringMatching(/^masked:number:/), deep: { map: { in: expect.stringMatching(/^masked:/), out: true } }, 'http.request.header.x_api_key': [expect.stringMatching(/^masked:/)], 'http.request.header.accept': ['*/*'] });
  expect(masked?.statusMessage).toBe(`no stock for ${jane}`);
  expect(masked?.events[0]?.attributes['exception.message']).toBe(`${jane} is unknown`);
});

test('a card number is one as an integer too, and pointers point into JSON that an attribute holds', () => {
  const [masked] = maskSpans([span({ attributes: { a: 4111111111111111, b: { int: '4111111111111111' }, body: '{"name":"Jane"}', n: 17 } })], maskingFor({ pointers: ['/name'], patterns: ALL_PATTERNS }));
  expect(masked?.attributes).toEqual({ a: expect.stringMatching(/^masked:card:/), b: masked?.attributes['a'], body: expect.stringMatching(/^\{"name":"masked:text:[0-9a-f]{20}"\}$/), n: 17 });
});

test('spans that share a resource share it afterwards', () => {
  const resource = { 'service.name': 'a', user: 'Jane' };
  const [first, second] = maskSpans([span({ resource }), span({ resource })], maskingFor({ attributes: ['user'] }));
  expect(first?.resource).toBe(second?.resource);
  expect(first?.resource['user']).toMatch(/^masked:/);
});

test('whatever attributes there are, the same ones are masked in the same way', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (attributes) => {
    const rules = maskingFor({ attributes: ['a*'], patterns: ALL_PATTERNS });
    expect(maskSpans([span({ attributes })], rules)).toEqual(maskSpans([span({ attributes })], rules));
  }));
});

const quarantined = (bytes: Uint8Array, origin = 'orders/0/17') => ({ source: 'kafka', origin, reason: `not spans: ${CANARY}`, bytes });

test('of what is quarantined patterns are masked in the raw bytes, and in what is said of it', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 1]), Buffer.from(CANARY), Buffer.from([0xfe])]);
  const masked = maskQuarantined(quarantined(bytes, `POST /${CANARY}`), canaryOnly);
  expect(Buffer.from(masked.bytes).toString('latin1')).toMatch(/^\xff\u0001masked:canary:[0-9a-f]{20}\xfe$/);
  expect(masked.origin + masked.reason).not.toContain('canary-');
});

test.each([
  ['a topic whose payloads are off', maskingFor({ payloadOff: ['orders'] }), 'orders/0/17'],
  ['a request, where some payloads are off', maskingFor({ payloadOff: ['orders'] }), 'POST /v1/events'],
  ['what may hold a part that a rule names', maskingFor({ pointers: ['/a'] }), 'orders/0/17'],
])('of %s only size and keyed hash are kept', (_what, rules, origin) => {
  const masked = maskQuarantined(quarantined(Buffer.from('secret'), origin), rules);
  expect(masked.bytes).toEqual(new Uint8Array());
  expect(masked.reason).toContain('6 bytes');
  expect(masked.reason).toContain(Buffer.from(new KeyedHash(KEY).digest(Buffer.from('secret'))).toString('hex').slice(0, 20));
});

test('a compressed batch shows nothing to a pattern, and is not kept', () => {
  const batch = Buffer.alloc(100);
  batch[16] = 2;
  batch[22] = 1;
  expect(maskQuarantined(quarantined(batch), canaryOnly).bytes.length).toBe(0);
  batch[22] = 0;
  expect(maskQuarantined(quarantined(batch), canaryOnly).bytes).toEqual(batch);
});
