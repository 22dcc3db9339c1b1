import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const ATTRIBUTES = {
  specversion: '1.0',
  id: 'A-1',
  source: '/email',
  type: 'email.sent',
  time: '2026-01-31T10:00:00.123456Z',
  correlationid: 'order-1',
  causationid: 'msg-1',
  sequence: '7',
  traceparent: TRACEPARENT,
};
const data = { orderId: 'O-1', id: 'not-the-event', type: 'not-the-type' };
const expected = {
  type: 'email.sent',
  messageId: 'A-1',
  causes: ['m:msg-1'],
  eventTime: Date.UTC(2026, 0, 31, 10) * 1000 + 123_456,
  sequence: '7',
  trace: { traceId: '0af7651916cd43dd8448eb211c80319c', sampled: true },
  notes: [],
};

it.each(['ce_', 'ce-', 'CE_'])('reads binary mode with %s headers', (prefix) => {
  const headers = Object.entries(ATTRIBUTES).map(([name, value]) => [prefix + name, value] as const);
  const reading = readEvent(anEvent({ headers: [...headers, ['content-type', 'application/json']], value: data }));
  expect(reading).toMatchObject(expected);
  expect(reading.keys.map((key) => key.join)).toEqual(['c:order-1', 't:0af7651916cd43dd8448eb211c80319c', 'm:/email A-1', null]);
  expect(reading.keys.at(-1)).toMatchObject({ name: 'orderId', value: 'O-1', from: '/orderId' });
});

it('reads structured mode, whose data stands below /data', () => {
  const reading = readEvent(anEvent({ headers: [['content-type', 'application/cloudevents+json; charset=UTF-8']], value: { ...ATTRIBUTES, data } }));
  expect(reading).toMatchObject(expected);
  expect(reading.keys.map((key) => key.from)).toEqual(['/correlationid', '/traceparent', '/id', '/data/orderId']);
});

it('takes a structured event that is no JSON for an ordinary message', () => {
  expect(readEvent(anEvent({ headers: [['content-type', 'application/cloudevents+json']], value: '{' }))).toMatchObject({ type: null, notes: ['the value is not valid JSON'] });
});

const STRUCTURED = [['content-type', 'application/cloudevents+json']] as const;

it.each([
  ['bytes', 'AAEC', 'application/octet-stream', 0],
  ['bytes of an unsaid type', 'AAEC', undefined, 0],
  ['no base64', '***', 'application/json', 1],
  ['broken JSON', Buffer.from('{').toString('base64'), 'application/json', 1],
  ['a number', 17, 'application/json', 1],
])('keeps the attributes of an event whose data_base64 is %s', (_what, data_base64, datacontenttype, notes) => {
  const value = { ...ATTRIBUTES, data_base64, datacontenttype };
  const reading = readEvent(anEvent({ headers: STRUCTURED, value }));
  expect(reading).toMatchObject({ ...expected, notes: { length: notes } });
  expect(reading.keys.some((key) => key.kind === 'business')).toBe(false);
});

it('looks into JSON in data_base64', () => {
  const value = { ...ATTRIBUTES, data_base64: Buffer.from(JSON.stringify(data)).toString('base64'), datacontenttype: 'application/json' };
  expect(readEvent(anEvent({ headers: STRUCTURED, value })).keys.at(-1)).toMatchObject({ name: 'orderId', value: 'O-1', from: '/data_base64/orderId' });
});

it.each(['ce_', 'ce-'])('knows a CloudEvent by %sid and its source, where specversion is missing', (prefix) => {
  const reading = readEvent(anEvent({ headers: [[`${prefix}id`, 'A-1'], [`${prefix}source`, '/email'], [`${prefix}time`, ATTRIBUTES.time]] }));
  expect(reading).toMatchObject({ messageId: 'A-1', eventTime: expected.eventTime, keys: [{ join: 'm:/email A-1' }] });
});

it.each(['ce_type', 'CE-Type'])('reads %s alone', (name) => {
  expect(readEvent(anEvent({ headers: [[name, 'email.sent']] })).type).toBe('email.sent');
});
