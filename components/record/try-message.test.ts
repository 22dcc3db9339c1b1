import { expect, it } from 'vitest';
import { tryMessageOf } from '#components/record/try-message.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';
import { pastedHeaders } from '#lib/services/conventions/pasted-headers.ts';
import { pastedBytes } from '#lib/services/conventions/pasted-bytes.ts';

const coordinates = { source: 'kafka', topic: 'orders', incarnation: 0, partition: 0, offset: '7' };
const payload = (some: Partial<EventDetail['payload']>): EventDetail['payload'] => ({
  size: 1, truncated: false, masked: false, maskedBy: [], sha256: null, keyedHash: null, wholeFrom: 'store', contentType: null, encoding: 'text', ...some,
});

it('gives back the bytes of every header', () => {
  const headers: Parameters<typeof tryMessageOf>[0]['headers'] = [
    { name: 'a', value: 'x\n"y"', encoding: 'utf8' },
    { name: 'a', value: null, encoding: 'utf8' },
    { name: 'b', value: '00ff', encoding: 'hex' },
    { name: 'c', value: '-1', encoding: 'int32', hex: 'ffffffff' },
    { name: 'd', value: '4711', encoding: 'int64', hex: '0000000000001267' },
    { name: 'e', value: '0x12', encoding: 'utf8' },
  ];
  const read = pastedHeaders(tryMessageOf({ coordinates, key: null, headers, payload: payload({}) }).headers);
  expect(read.problems).toEqual([]);
  expect(read.headers.map(({ name, value }) => [name, value === null ? null : Buffer.from(value).toString('latin1')])).toEqual([
    ['a', 'x\n"y"'], ['a', null], ['b', '\u0000\u00ff'], ['c', '\u00ff\u00ff\u00ff\u00ff'], ['d', '\u0000\u0000\u0000\u0000\u0000\u0000\u0012\u0067'], ['e', '0x12'],
  ]);
});

it.each([
  [payload({ text: '{"a": 1}' }), '{"a": 1}'],
  [payload({ hex: '00ff' }), '\u0000\u00ff'],
  [payload({ text: '0x00' }), '0x00'],
  [payload({ encoding: 'tombstone', size: null }), ''],
])('gives back the payload %j', (given, bytes) => {
  const read = pastedBytes(tryMessageOf({ coordinates, key: '0xab', headers: [], payload: given }).payload);
  expect(Buffer.from(read as Uint8Array).toString('latin1')).toBe(bytes);
});
