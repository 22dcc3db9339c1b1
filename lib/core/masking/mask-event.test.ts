import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { looksUnique } from '#lib/core/conventions/unique-looking.ts';
import { isUselessId } from '#lib/core/conventions/useless-ids.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { maskEvent } from '#lib/core/masking/mask-event.ts';
import { masking } from '#lib/core/masking/masking.ts';
import { ALL_PATTERNS, event, maskingFor, textOf } from '#lib/core/masking/testing/masking.ts';
import { userPattern } from '#lib/core/masking/patterns/user-pattern.ts';
import type { EventRecord } from '#lib/core/record.ts';

const headersOf = (record: EventRecord) => Object.fromEntries(record.headers.map(({ name, value }) => [name, textOf(value)]));

test('without a rule there is no masking at all, and a record that no rule hits is the same object', () => {
  expect(masking({ payloadOff: [], pointers: [], headers: [], attributes: [], patterns: [] }, Buffer.alloc(32))).toBeNull();
  const record = event({ key: '4711', value: '{"orderId":4711,"big":12345678901234567890}', headers: { 'correlation-id': 'c-1', none: null } });
  expect(maskEvent(record, maskingFor({ payloadOff: ['hr'], pointers: ['/customer/name'], headers: ['authorization'], attributes: ['user'], patterns: ALL_PATTERNS }))).toBe(record);
});

test('payloads that are off leave their size and a keyed hash', () => {
  const rules = maskingFor({ payloadOff: ['hr.salaries', /^medical\./] });
  for (const topic of ['hr.salaries', 'medical.records']) {
    const masked = maskEvent(event({ topic, value: 'secret', headers: { a: 'kept' } }), rules);
    expect(masked).toMatchObject({ value: new Uint8Array(), masked: { payload: { state: 'off', size: 6, rules: [`payloads of ${topic} are off`] }, rules: [] } });
    expect(masked.masked?.payload?.digest).toEqual(rules.hash.digest(Buffer.from('secret')));
    expect(masked.masked?.payload?.digest).not.toEqual(createHash('sha256').update('secret').digest());
  }
  const other = event({ topic: 'hr', value: 'kept' });
  expect(maskEvent(other, rules)).toBe(other);
  const tombstone = event({ topic: 'hr.salaries', value: null });
  expect(maskEvent(tombstone, rules)).toBe(tombstone);
});

test('headers are masked by name, without regard to case, and repeats of their values with them', () => {
  const masked = maskEvent(event({ key: 'customer Jane Doe', headers: { 'X-Customer': 'Jane Doe', 'x-user-id': '42', other: '42', 'kafka_dlt-exception-message': 'no stock for Jane Doe', empty: '' } }), maskingFor({ headers: ['x-customer', 'X-User-*', 'empty'] }));
  const headers = headersOf(masked);
  expect(headers['X-Customer']).toMatch(/^masked:text:[0-9a-f]{20}$/);
  expect(headers['x-user-id']).toMatch(/^masked:number:[0-9a-f]{20}$/);
  expect(headers).toMatchObject({ other: headers['x-user-id'], 'kafka_dlt-exception-message': `no stock for ${headers['X-Customer']}`, empty: '' });
  expect(textOf(masked.key)).toBe(`customer ${headers['X-Customer']}`);
  expect(masked.masked?.rules).toEqual(['header X-Customer', 'header x-user-id', 'repeats of what is masked elsewhere in it']);
});

test('one value has one mask wherever it stands and whatever rule hits it, and another key gives another', () => {
  const rules = { pointers: ['/mail', '/customer'], headers: ['x-mail', 'x-customer'], patterns: ALL_PATTERNS };
  const record = event({ key: 'jane@example.com', value: '{"mail":"jane@example.com","customer":"C-17","text":"to JANE@example.com"}', headers: { 'x-mail': ' jane@example.com', 'x-customer': 'C-17' } });
  const masked = maskEvent(record, maskingFor(rules));
  const mail = textOf(masked.key);
  const customer = headersOf(masked)['x-customer'];
  expect(mail).toMatch(/^masked:email:/);
  expect(headersOf(masked)['x-mail']).toBe(mail);
  expect(JSON.parse(textOf(masked.value) ?? '')).toEqual({ mail, customer, text: `to ${mail}` });
  expect(textOf(maskEvent(record, maskingFor(rules, Buffer.alloc(32, 9))).key)).not.toBe(mail);
});

test('trace context stays, though its ids are digits', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-4111111111111111-01';
  const record = event({ headers: { traceparent, 'X-B3-SpanId': '4111111111111111' } });
  expect(maskEvent(record, maskingFor({ patterns: ALL_PATTERNS }))).toBe(record);
  expect(headersOf(maskEvent(event({ headers: { traceparent: '4111111111111111' } }), maskingFor({ patterns: ALL_PATTERNS })))['traceparent']).toMatch(/^masked:card:/);
});

test('what joined still joins, what only found still finds, and what named nothing names nothing', () => {
  const rules = maskingFor({ headers: ['correlation-id', 'message-id'] });
  const read = (headers: Record<string, string>) => readEvent(maskEvent(event({ headers }), rules)).keys;
  const [correlation] = read({ 'correlation-id': '9b2f6c1e-7a55-4a0e-9d3f-1c2b3a4d5e6f' });
  expect(correlation?.join).not.toBeNull();
  expect(looksUnique(correlation?.value ?? '')).toBe(true);
  expect(read({ 'message-id': '42' })).toMatchObject([{ kind: 'message', join: null }]);
  for (const useless of ['null', '00000000-0000-0000-0000-000000000000', 'unknown', '-']) expect(read({ 'correlation-id': useless })).toEqual([]);
  expect(isUselessId('masked:empty')).toBe(true);
});

test('what is read out of a masked record holds nothing that was masked', () => {
  const canary = 'canary-7351';
  const rules = maskingFor({ patterns: [userPattern('canary', 'canary-\\d+')] });
  const record = event({
    key: canary,
    value: `{"id":"${canary}","type":"${canary}","orderId":"${canary}","correlationId":"x ${canary}"}`,
    headers: { 'correlation-id': canary, 'message-id': canary, 'ce_id': canary, baggage: `correlation.id=${canary}`, [`name-${canary}`]: 'x', 'kafka_dlt-exception-message': `failed on ${canary}`, 'kafka_dlt-exception-stacktrace': `at ${canary}`, 'x-error': canary, broken: `{"a\\u0041":${canary}` },
  });
  const masked = maskEvent(record, rules);
  const all = JSON.stringify([readEvent(masked), masked.masked, ...masked.headers.map(({ name, value }) => [name, textOf(value)]), textOf(masked.key), textOf(masked.value)], (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  expect(all).not.toContain('canary-');
  expect(all).toContain('masked:canary:');
});

test('a pattern that straddles the end of a preview is masked, since the whole value is', () => {
  const value = `${'x'.repeat(65_530)} jane@example.com`;
  expect(textOf(maskEvent(event({ value }), maskingFor({ patterns: ALL_PATTERNS })).value?.subarray(0, 65_536))).toBe(`${'x'.repeat(65_530)} maske`);
});

test('JSON that cannot be read is not kept, and says why', () => {
  expect(maskEvent(event({ value: '{"name":"Jane"' }), maskingFor({ pointers: ['/name'] }))).toMatchObject({ value: new Uint8Array(), masked: { payload: { state: 'unreadable', size: 14, rules: [expect.stringContaining('not valid JSON')] } } });
});

test('a JSON key is one more place for pointers', () => {
  expect(textOf(maskEvent(event({ key: '{"id":7,"name":"Jane"}' }), maskingFor({ pointers: ['/name'] })).key)).toMatch(/^\{"id":7,"name":"masked:text:[0-9a-f]{20}"\}$/);
});

test('an attribute of a CloudEvent is masked by its header on Kafka and over HTTP, whichever is named', () => {
  for (const name of ['ce_subject', 'ce-subject']) {
    const headers = headersOf(maskEvent(event({ headers: { ce_subject: 'Jane', 'CE-Subject': 'Jane', ce_type: 'x' } }), maskingFor({ headers: [name] })));
    expect(headers).toEqual({ ce_subject: expect.stringMatching(/^masked:/), 'CE-Subject': headers['ce_subject'], ce_type: 'x' });
  }
});

test('data of a CloudEvent in binary mode is pointed at with and without /data', () => {
  for (const pointer of ['/name', '/data/name']) {
    for (const name of ['ce_specversion', 'ce-id', 'CE_Source']) {
      expect(textOf(maskEvent(event({ value: '{"name":"Jane"}', headers: { [name]: '1.0' } }), maskingFor({ pointers: [pointer] })).value)).toMatch(/^\{"name":"masked:text:/);
    }
  }
});

test('an expression that is none is refused', () => {
  expect(() => userPattern('own', '(?=x)')).toThrow(/invalid/);
});
