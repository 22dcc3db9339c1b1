import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCommitRecord } from '#lib/sources/kafka/groups/commit-records.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

// As Kafka 4.1 wrote them.
const KEY = bytes('0001 000d 7061796d656e742d7265747279 0015 6f72646572732e7061796d656e74732e7265747279 00000002');
const VALUE = bytes('0004 0000000000000001 ffffffff 01 000001a2002f24d2 00');
const REMOVED = bytes('0001 000d 6c65646765722d696d706f7274 0006 6f7264657273 00000005');
const GROUP = bytes('0002 000d 7061796d656e742d7265747279');
const GROUP_VALUE = bytes('0003 0000 00000000 ffff ffff 000001a2002f1182 00000000');

const place = { group: 'payment-retry', topic: 'orders.payments.retry', partition: 2 };
const commit = { kind: 'commit', ...place, offset: 1n, at: 1_795_299_419_346_000 };
const OLD_KEY = Buffer.concat([bytes('0000'), KEY.subarray(2)]);
const TIME = '000001a2002f24d2';

test.each<[string, Uint8Array | null, Uint8Array | null, object]>([
  ['a commit', KEY, VALUE, commit],
  ['one with a key of version 0', OLD_KEY, VALUE, commit],
  ['a value of version 0', KEY, bytes(`0000 0000000000000001 0000 ${TIME}`), commit],
  ['version 1, which says when it expires', KEY, bytes(`0001 0000000000000001 0003 616263 ${TIME} 000001a2002f24d2`), commit],
  ['version 2', KEY, bytes(`0002 0000000000000001 0000 ${TIME}`), commit],
  ['version 3, with the epoch of the leader', KEY, bytes(`0003 0000000000000001 00000007 0001 61 ${TIME}`), commit],
  ['metadata and tagged fields', KEY, bytes(`0004 0000000000000001 00000007 04616263 ${TIME} 01 00 10 00112233445566778899aabbccddeeff`), commit],
  ['a commit that is gone', REMOVED, null, { kind: 'removed', group: 'ledger-import', topic: 'orders', partition: 5 }],
  ['a group', GROUP, GROUP_VALUE, { kind: 'group' }],
  ['a group that is gone', GROUP, null, { kind: 'group' }],
  ['a group of the new protocol', bytes('0003 0001 61'), bytes('0000 00000007'), { kind: 'group' }],
  ['a key of a version to come', bytes('00ff 0001 61'), VALUE, { kind: 'unknown' }],
  ['a value of a version to come', KEY, bytes('0005 0000000000000001'), { kind: 'unknown' }],
  ['no key', null, VALUE, { kind: 'unreadable' }],
  ['an empty key', bytes(''), VALUE, { kind: 'unreadable' }],
  ['a key that ends early', KEY.subarray(0, 12), VALUE, { kind: 'unreadable' }],
  ['a name that is longer than its key', bytes('0001 7fff 61'), VALUE, { kind: 'unreadable' }],
  ['a name of negative length', bytes('0001 ffff 0001 61 00000000'), VALUE, { kind: 'unreadable' }],
  ['a negative partition', bytes('0001 0001 61 0001 62 ffffffff'), VALUE, { kind: 'unreadable' }],
  ['an empty value', KEY, bytes(''), { kind: 'unreadable' }],
  ['a value that ends early', KEY, VALUE.subarray(0, 20), { kind: 'unreadable' }],
  ['metadata that never end', KEY, bytes('0004 0000000000000001 ffffffff ffffffffff'), { kind: 'unreadable' }],
  ['a negative offset', KEY, bytes(`0004 ffffffffffffffff ffffffff 01 ${TIME} 00`), { kind: 'unreadable' }],
  ['no time', KEY, bytes('0004 0000000000000001 ffffffff 01 ffffffffffffffff 00'), { ...commit, at: null }],
  ['a time beyond all calendars', KEY, bytes('0004 0000000000000001 ffffffff 01 7fffffffffffffff 00'), { ...commit, at: null }],
])('%s', (_name, key, value, record) => {
  expect(readCommitRecord(key, value)).toEqual(record);
});

test('whatever the bytes are, nothing is thrown', () => {
  const any = fc.option(fc.uint8Array({ maxLength: 60 }));
  const versioned = fc.tuple(fc.integer({ min: -1, max: 16 }), fc.uint8Array({ maxLength: 60 })).map(([version, rest]) => Uint8Array.from([version < 0 ? 255 : 0, version & 255, ...rest]));
  fc.assert(fc.property(fc.oneof(any, versioned, fc.constant(KEY)), fc.oneof(any, versioned), (key, value) => {
    expect(['commit', 'removed', 'group', 'unknown', 'unreadable']).toContain(readCommitRecord(key, value).kind);
  }));
});
