import { expect, test } from 'vitest';
import { FetchedMessage } from '#lib/sources/kafka/records/message.ts';
import { withoutAborted } from '#lib/sources/kafka/records/aborted.ts';

const ABORT = Buffer.from([0, 0, 0, 0]);
const COMMIT = Buffer.from([0, 0, 0, 1]);

const message = (offset: number, producerId: string, key: Buffer | null = null, isControlRecord = false) =>
  new FetchedMessage({
    magicByte: 2, attributes: 0, timestamp: '0', timestampType: 'create', offset: String(offset), key, value: null, rawHeaders: [],
    isControlRecord, batchContext: { producerId, inTransaction: producerId !== '-1' },
  });
const shown = (messages: FetchedMessage[], aborted: { producerId: string; firstOffset: string }[]) =>
  withoutAborted({ messages, abortedTransactions: aborted }).filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => Number(offset));

test('a key of four zero bytes is no abort marker', () => {
  const messages = [message(0, '7', ABORT), message(1, '7'), message(2, '7', ABORT, true), message(3, '7')];
  expect(shown(messages, [{ producerId: '7', firstOffset: '0' }])).toEqual([3]);
});

test('several transactions open at the first offset', () => {
  const messages = [message(10, '2'), message(11, '1'), message(12, '-1'), message(13, '1', ABORT, true), message(14, '2', ABORT, true), message(15, '1'), message(16, '1', COMMIT, true)];
  expect(shown(messages, [{ producerId: '1', firstOffset: '3' }, { producerId: '2', firstOffset: '5' }])).toEqual([12, 15]);
});

test('without aborted transactions everything is shown', () => {
  expect(shown([message(0, '7'), message(1, '-1')], [])).toEqual([0, 1]);
});
