import { expect, it } from 'vitest';
import { hexLines, hexOfText } from '#components/record/hex.ts';

it('writes sixteen bytes a line', () => {
  expect(hexLines(hexOfText('{"orderId": 4711}\0ü'), 10)).toEqual([
    '00000000  7b 22 6f 72 64 65 72 49 64 22 3a 20 34 37 31 31  {"orderId": 4711',
    '00000010  7d 00 c3 bc                                      }...',
  ]);
});

it('stops at the most lines', () => {
  expect(hexLines('00'.repeat(100), 2)).toHaveLength(2);
});
