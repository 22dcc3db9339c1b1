import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventRef, parseEventRef, traceIdOf, traceUuid } from '#lib/store/refs.ts';

describe('event references', () => {
  test('are topic id, partition and offset, big endian', () => {
    expect(eventRef(7, 3, 4711n)).toBe('00000007-0000-0003-0000-000000001267');
    expect(eventRef(2147483647, 70_000, 9223372036854775807n)).toBe('7fffffff-0001-1170-7fff-ffffffffffff');
  });

  test('come back as they were', () => {
    const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(int32, int32, int64, (topicId, partition, offset) => {
        expect(parseEventRef(eventRef(topicId, partition, offset))).toEqual({ topicId, partition, offset });
      }),
    );
  });

  test('what is no uuid is refused', () => {
    expect(() => parseEventRef('orders/0/17')).toThrow(RangeError);
  });
});

test('a trace id is a uuid and back', () => {
  expect(traceUuid('4bf92f3577b34da6a3ce929d0e0e4736')).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736');
  expect(traceIdOf('4BF92F35-77b3-4da6-a3ce-929d0e0e4736')).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  expect(() => traceUuid('4711')).toThrow(RangeError);
});
