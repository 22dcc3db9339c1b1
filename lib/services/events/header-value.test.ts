import { expect, test } from 'vitest';
import { viewHeader } from '#lib/services/events/header-value.ts';

const hex = (digits: string) => Buffer.from(digits, 'hex');

test.each([
  ['traceparent', Buffer.from('00-ab'), '00-ab', 'utf8'],
  ['empty', Buffer.alloc(0), '', 'utf8'],
  ['raw', hex('ff00'), 'ff00', 'hex'],
  ['nul', Buffer.from('a\0b'), '610062', 'hex'],
  ['umlaut', Buffer.from('Grüße'), 'Grüße', 'utf8'],
  ['kafka_dlt-original-partition', hex('00000003'), '3', 'int32'],
  ['kafka_dlt-original-offset', hex('0000000000000011'), '17', 'int64'],
  ['kafka_dlt-original-timestamp', hex('0000019a00000000'), '1760936591360', 'int64'],
  ['kafka_original-partition', hex('00000002'), '2', 'int32'],
  ['kafka_original-offset', hex('ffffffffffffffff'), '-1', 'int64'],
  ['retry_topic-attempts', hex('00000002'), '2', 'int32'],
  ['retry_topic-original-timestamp', hex('019a00000000'), '1760936591360', 'int64'],
  ['Retry_Topic-Backoff-Timestamp', hex('019a00000000'), '1760936591360', 'int64'],
  ['kafka_dlt-original-offset', Buffer.from('17'), '17', 'utf8'],
  ['kafka_dlt-original-topic', Buffer.from('orders'), 'orders', 'utf8'],
  ['something-offset', hex('00000011'), '00000011', 'hex'],
])('%s', (name, value, shown, encoding) => {
  expect(viewHeader({ name, value })).toEqual({ name, value: shown, encoding, ...(encoding.startsWith('int') ? { hex: value.toString('hex') } : {}) });
});

test('a null value is null', () => {
  expect(viewHeader({ name: 'x', value: null })).toEqual({ name: 'x', value: null, encoding: 'utf8' });
});
