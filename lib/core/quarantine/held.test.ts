import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { decodeHeld, encodeHeld, heldPlace, type Held } from '#lib/core/quarantine/held.ts';
import type { EventRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';

const at = { source: 'kafka', topic: 'orders', incarnation: 2, partition: 3, offset: 9_007_199_254_740_993n };
const record: EventRecord = {
  at,
  timestamp: brand<Micros>(1_700_000_000_000_001),
  timestampType: 'create',
  key: Buffer.from([0, 255]),
  headers: [{ name: 'a\0b', value: Buffer.from([255, 0]) }, { name: 'a\0b', value: null }, { name: '', value: Buffer.alloc(0) }],
  value: Buffer.from([1, 2, 0]),
};
const masked: EventRecord = { ...record, masked: { rules: ['card'], payload: { state: 'masked', size: 10, digest: Buffer.alloc(32, 7), rules: ['x'] } } };

test.each<[string, Held]>([
  ['a batch', { kind: 'batch', at, last: at.offset + 9n }],
  ['spans', { kind: 'spans' }],
  ['spans of Zipkin', { kind: 'zipkin' }],
  ['a span', { kind: 'span' }],
  ['an event', { kind: 'event', record }],
  ['a masked event', { kind: 'event', record: masked }],
  ['a tombstone without anything', { kind: 'event', record: { ...record, timestamp: null, timestampType: 'none', key: null, headers: [], value: null } }],
  ['an empty value', { kind: 'event', record: { ...record, value: Buffer.alloc(0) } }],
  ['a CloudEvent', { kind: 'pushed', identity: '/s 1', record }],
])('%s comes back as it was', (_what, held) => {
  const value = 'record' in held ? (held.record.value ?? Buffer.alloc(0)) : Buffer.alloc(0);
  expect(decodeHeld(encodeHeld(held), value)).toEqual(held);
});

test('what stood on a broker says where', () => {
  expect(heldPlace({ kind: 'batch', at, last: at.offset + 9n })).toEqual({ first: at, last: at.offset + 9n });
  expect(heldPlace({ kind: 'event', record })).toEqual({ first: at, last: at.offset });
  expect(heldPlace({ kind: 'spans' })).toBeNull();
});
