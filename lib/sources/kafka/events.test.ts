import { expect, test } from 'vitest';
import { eventOf } from '#lib/sources/kafka/events.ts';
import { FetchedMessage } from '#lib/sources/kafka/records/message.ts';

const at = (timestamp: string, timestampType: 'create' | 'append' = 'create') =>
  eventOf(
    new FetchedMessage({ magicByte: 2, attributes: 0, timestamp, timestampType, offset: '9007199254740993', key: null, value: null, rawHeaders: [], isControlRecord: false, batchContext: { producerId: '-1', inTransaction: false } }),
    { source: 'kafka', topic: 't', incarnation: 2, partition: 3 },
  );

test.each([
  ['1700000000123', 1_700_000_000_123_000, 'create'],
  ['0', 0, 'create'],
  ['-1', null, 'none'],
  ['-2', null, 'none'],
  ['9223372036854775807', null, 'none'],
] as const)('timestamp %s', (timestamp, micros, type) => {
  expect(at(timestamp)).toMatchObject({ timestamp: micros, timestampType: type });
});

test('coordinates are exact beyond 2^53, and append time is told', () => {
  expect(at('5', 'append')).toMatchObject({ timestampType: 'append', at: { source: 'kafka', topic: 't', incarnation: 2, partition: 3, offset: 9_007_199_254_740_993n } });
});
