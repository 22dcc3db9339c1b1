import fc from 'fast-check';
import { AssignerProtocol } from 'kafkajs';
import { expect, test } from 'vitest';
import { assignedPartitions } from '#lib/sources/kafka/groups/assignment.ts';

const encoded = AssignerProtocol.MemberAssignment.encode({ version: 1, assignment: { orders: [0, 2], 'naïve': [] }, userData: Buffer.from('x') });
const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

test.each<[string, Uint8Array | null, [string, number[]][] | null]>([
  ['what a client assigned', encoded, [['orders', [0, 2]], ['naïve', []]]],
  ['nothing yet', null, []],
  ['no bytes', bytes(''), []],
  ['no topics', bytes('0000 00000000 ffffffff'), []],
  ['a topic twice', bytes('0000 00000002 0001 61 00000001 00000000 0001 61 00000001 00000003'), [['a', [0, 3]]]],
  ['bytes that end early', encoded.subarray(0, encoded.length - 12), null],
  ['more partitions than there are bytes', bytes('0000 00000001 0001 61 7fffffff 00000001'), null],
  ['a negative version', bytes('ffff 00000000'), null],
])('%s', (_name, from, partitions) => {
  const assigned = assignedPartitions(from);
  expect(assigned === null ? null : [...assigned]).toEqual(partitions);
});

test('whatever the bytes are, nothing is thrown', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (any) => {
    const assigned = assignedPartitions(any);
    expect(assigned === null || assigned instanceof Map).toBe(true);
  }));
});
